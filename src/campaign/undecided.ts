import { isLostCommit } from '../execute/lost-commit.js'
import { compareOutcomes } from '../judge/compare-outcomes.js'
import { determinedBy } from '../judge/determine.js'
import type { Check, CheckRecord } from '../model/check.js'
import type { Evidence, History, StepRecord } from '../model/history.js'
import type { Plan, Step } from '../model/plan.js'
import type { Profile } from '../model/profile.js'
import { isAbsent } from '../target/absent.js'

/** So many commits of a plan can be decided; with more, what came of them is not followed. */
const UNDECIDED_MAX = 6

/** A commit that was sent and not answered, and what later reads say of it. */
export interface DecidedCommit {
  /** Its step. */
  readonly stepIndex: number
  /** `unread`: nothing that came later depends on it. */
  readonly found: 'applied' | 'not applied' | 'unread'
  /** The step that shows it. */
  readonly decidedAt?: number | undefined
}

/** The evidence in which every commit has happened or not, as later reads decide it. */
export interface Followed {
  readonly evidence: Evidence
  readonly commits: readonly DecidedCommit[]
}

/**
 * Both branches are kept of a commit whose answer was lost: the reference has run the plan with it, and runs it again with a
 * ROLLBACK in its place. Where the subject's later answers fit longer, that is what has happened. In itself it is no finding.
 */
export async function followCommits(
  evidence: Evidence,
  profile: Profile,
  runReference: (plan: Plan) => Promise<History>,
): Promise<Followed> {
  const lost = lostCommits(evidence)
  if (lost.length === 0 || lost.length > UNDECIDED_MAX || isAbsent(evidence.reference.target)) {
    return { evidence, commits: [] }
  }
  const { subject } = evidence
  let branch = { plan: evidence.plan, reference: evidence.reference }
  const commits: DecidedCommit[] = []
  for (const stepIndex of lost) {
    const plan = withoutCommit(branch.plan, stepIndex)
    const without = { plan, reference: await runReference(plan) }
    const [kept, undone] = [branch, without].map((one) =>
      partsAt({ ...one, subject: answeredAs(subject, one.reference, lost) }, profile),
    ) as [number, number]
    if (undone > kept) branch = without
    commits.push(decision(stepIndex, kept, undone))
  }
  const told = answeredAs(subject, branch.reference, lost)
  return { evidence: { ...evidence, ...branch, subject: told }, commits }
}

function decision(stepIndex: number, kept: number, undone: number): DecidedCommit {
  if (kept === undone) return { stepIndex, found: 'unread' }
  const found = kept > undone ? 'applied' : 'not applied'
  return { stepIndex, found, decidedAt: Math.min(kept, undone) }
}

function lostCommits({ plan, subject }: Evidence): readonly number[] {
  return subject.records.flatMap((record) =>
    isLostCommit(plan.steps[record.stepIndex], record) ? [record.stepIndex] : [],
  )
}

/** The plan in which the transaction ends without its commit. */
function withoutCommit(plan: Plan, stepIndex: number): Plan {
  const steps = plan.steps.map((step, index): Step => {
    if (index !== stepIndex || step.kind !== 'statement') return step
    const statement = { ...step.statement, sql: 'ROLLBACK', postgres: undefined, expect: undefined }
    return { ...step, statement }
  })
  return { ...plan, steps }
}

/** The subject's history, with what the reference says where the answer was lost. */
function answeredAs(subject: History, reference: History, lost: readonly number[]): History {
  const records = subject.records.map((record): StepRecord => {
    const said = lost.includes(record.stepIndex) ? reference.records[record.stepIndex] : undefined
    return said ? { ...record, outcomes: said.outcomes, status: said.status } : record
  })
  return { ...subject, records, checks: subject.checks && askedOfBoth(subject.checks, reference) }
}

/** What oracles ask hangs on the plan, and so on the branch: what is not asked in this one says nothing. */
function askedOfBoth(
  checks: readonly CheckRecord[],
  { checks: others = [] }: History,
): readonly CheckRecord[] {
  const asked = new Set(others.map(({ check }) => keyOf(check)))
  return checks.filter(({ check }) => asked.has(keyOf(check)))
}

function keyOf({ oracle, label, after, session, statement }: Check): string {
  return JSON.stringify([oracle, label, after, session, statement.sql])
}

/** The first step that was answered differently; behind the last one where the end states differ; else infinity. */
function partsAt({ plan, reference, subject }: Evidence, profile: Profile): number {
  const step = plan.steps.findIndex((one, at) => {
    const [left, right] = [reference.records[at], subject.records[at]]
    return left && right ? isParted(one, left, right, profile) : false
  })
  if (step >= 0) return step
  return isStateParted(reference, subject) ? plan.steps.length : Number.POSITIVE_INFINITY
}

function isParted(step: Step, left: StepRecord, right: StepRecord, profile: Profile): boolean {
  if (step.kind !== 'statement') return false
  if (left.outcomes.length !== right.outcomes.length) return true
  return left.outcomes.some((outcome, at) => {
    const comparison = determinedBy(step.statement, outcome, profile.unstable)
    return (
      compareOutcomes(outcome, right.outcomes[at], { comparison, profile }).kind === 'different'
    )
  })
}

function isStateParted({ state: [one] }: History, { state: [other] }: History): boolean {
  if (one?.kind !== 'state' || other?.kind !== 'state') return false
  const names = new Set([...one.objects.keys(), ...other.objects.keys()])
  return [...names].some((name) => one.objects.get(name) !== other.objects.get(name))
}

/** What became of a case's lost commits, in one sentence for a report; undefined where it has none. */
export function lostCommitsText(commits: readonly DecidedCommit[]): string | undefined {
  if (commits.length === 0) return undefined
  const isOne = commits.length === 1
  const many = isOne ? '1 commit' : `${commits.length} commits`
  const read = commits.filter(({ found }) => found !== 'unread')
  const by =
    read.length === 0
      ? `and nothing that came later depends on ${isOne ? 'it' : 'them'}`
      : `decided by ${isOne ? 'a later read' : 'later reads'}: ${countsText(commits)}`
  return (
    `${many} unknown, ${by}; a DuckLake client does not try again there: ` +
    'its user gets an error, whether the commit is there or not'
  )
}

function countsText(commits: readonly DecidedCommit[]): string {
  if (commits.length === 1) return commits[0]?.found ?? ''
  const kinds = ['applied', 'not applied', 'unread'] as const
  return kinds
    .map((kind) => ({ kind, count: commits.filter(({ found }) => found === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`)
    .join(', ')
}
