import { TargetLost } from '../model/errors.js'
import type { History } from '../model/history.js'
import type { Plan } from '../model/plan.js'
import type { Target } from '../model/target.js'
import type { Mismatch, Oracle } from '../model/verdict.js'
import type { Perturbed } from './doubt.js'
import { inSubquery, type OtherWay, onSingleNodes, otherDeliveries } from './other-ways.js'
import { execute, type Sides, type Trial, type TrialSettings } from './trial.js'
import { type Attribution, decide, type Vote } from './votes.js'

/** How often the subject is asked again. */
const SUBJECT_VOTES = 2

/** After so long no further vote is taken. */
const VOTING_MS_MAX = 30_000

/** A finding's smallest case as it was last seen. */
export interface Accused {
  readonly trial: Trial
  readonly oracle: Oracle
  readonly mismatch: Mismatch
  readonly isFlaky: boolean
}

export interface Voting {
  readonly settings: TrialSettings
  readonly perturbed: readonly Perturbed[]
  readonly nowMs: () => number
  readonly signal: AbortSignal
}

/**
 * Runs a finding's smallest case again in every way there is, and says whose fault the mismatch is. Undefined where there
 * was no time for a single vote.
 */
export async function attribute(
  accused: Accused,
  sides: Sides,
  voting: Voting,
): Promise<Attribution | undefined> {
  const startedMs = voting.nowMs()
  const votes: Vote[] = []
  for (const ballot of ballotsOf(accused, sides, voting.perturbed)) {
    if (voting.signal.aborted || voting.nowMs() - startedMs > VOTING_MS_MAX) break
    votes.push(await cast(ballot, accused, sides, voting.settings))
  }
  if (votes.length === 0) return undefined
  const { mismatch } = accused.mismatch
  const isViolation = mismatch === 'protocol'
  return decide(votes, {
    isFlaky: accused.isFlaky,
    isBetweenNodes: mismatch === 'nodes',
    isViolation,
  })
}

interface Ballot extends Pick<Vote, 'voter' | 'about'> {
  readonly plan: Plan
  readonly open: () => Promise<Target>
  readonly asksAnew?: true | undefined
}

function ballotsOf(
  { trial, mismatch }: Accused,
  { reference, subject, profile }: Sides,
  perturbed: readonly Perturbed[],
): readonly Ballot[] {
  const { plan } = trial.evidence
  const ofSubject = async (): Promise<Target> => subject
  const otherWays = (about: Vote['about'], ways: readonly OtherWay[]) =>
    ways.map(({ what, ...way }) => ({
      voter: `the subject ${what}`,
      about,
      open: ofSubject,
      ...way,
    }))
  const inside = hasRows(trial, mismatch.stepIndex) ? inSubquery(plan, mismatch) : undefined
  return [
    { voter: 'the reference again', about: 'again', plan, open: async () => reference },
    ...perturbed.map(({ what, path, open }) => ({
      voter: `the reference ${what}`,
      about: path,
      plan,
      open,
    })),
    ...Array.from({ length: SUBJECT_VOTES }, (_, time) => ({
      voter: `the subject again (${time + 1} of ${SUBJECT_VOTES})`,
      about: 'subject' as const,
      plan,
      open: ofSubject,
    })),
    ...otherWays('node', onSingleNodes(plan, subject.facts.nodes)),
    ...otherWays('wire', otherDeliveries(plan, profile)),
    ...otherWays('subquery', inside ? [inside.plain] : []),
    ...otherWays('as-text', inside ? [inside.asText] : []),
  ]
}

/** Of no rows, every type reads the same as text. */
function hasRows({ evidence }: Trial, stepIndex = -1): boolean {
  const outcomes = evidence.reference.records[stepIndex]?.outcomes ?? []
  return outcomes.some((outcome) => outcome.kind === 'rows' && outcome.rows.length > 0)
}

async function cast(
  { voter, about, plan, open, asksAnew }: Ballot,
  { oracle, trial }: Accused,
  sides: Sides,
  settings: TrialSettings,
): Promise<Vote> {
  const run = (on: Target): Promise<History> => {
    const profile = on === sides.subject ? undefined : sides.profile
    const scope = settings.nextScope()
    return execute(plan, on, { scope, settings, oracles: [oracle], profile })
  }
  try {
    const reference = asksAnew ? await run(sides.reference) : trial.evidence.reference
    const verdict = oracle.judge(
      { plan, reference, subject: await run(await open()) },
      sides.profile,
    )
    if (verdict.kind === 'agree') return { voter, about, says: 'agrees', detail: '' }
    return verdict.kind === 'mismatch'
      ? { voter, about, says: 'differs', detail: verdict.summary }
      : { voter, about, says: 'unclear', detail: verdict.because }
  } catch (error) {
    if (!(error instanceof TargetLost)) throw error
    return { voter, about, says: 'unclear', detail: error.reason }
  }
}
