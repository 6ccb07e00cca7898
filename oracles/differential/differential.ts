import {
  agree,
  compareOutcomes,
  type Determined,
  defineOracle,
  determinedBy,
  distinctIgnored,
  type Evidence,
  type Ignored,
  type Outcome,
  type Profile,
  questionIn,
  type StepRecord,
  splitStatements,
  type Verdict,
} from '../../src/index.js'

/** What is compared where there is no statement. */
const AS_BAG: Determined = { rows: 'bag', because: 'no total order is known' }

export const differential = defineOracle({
  name: 'differential',
  summary:
    'Reference and subject give the same outcome for every statement: columns, types, rows, counts, error class, status.',
  judge: (evidence, profile) => judgeSteps(evidence, profile),
})

/** The first step that differs decides: what comes after it may follow from it. */
function judgeSteps(evidence: Evidence, profile: Profile): Verdict {
  const ignored: Ignored[] = []
  for (const stepIndex of evidence.plan.steps.keys()) {
    const verdict = judgeStep(evidence, stepIndex, profile)
    ignored.push(...verdict.ignored)
    if (verdict.kind !== 'agree') return { ...verdict, ignored: distinctIgnored(ignored) }
  }
  return agree(distinctIgnored(ignored))
}

function judgeStep(evidence: Evidence, stepIndex: number, profile: Profile): Verdict {
  const [reference, subject] = [
    evidence.reference.records[stepIndex],
    evidence.subject.records[stepIndex],
  ]
  if (!reference || !subject) {
    return {
      kind: 'inconclusive',
      because: 'the history ends before this step',
      stepIndex,
      ignored: [],
    }
  }
  const asked = askedByAnother(evidence, stepIndex)
  if (asked) return agree([asked])
  const race = raceWithCancel(evidence, stepIndex)
  if (race) return race
  const ignored: Ignored[] = []
  const answers = Math.max(reference.outcomes.length, subject.outcomes.length)
  for (let answer = 0; answer < answers; answer += 1) {
    const [left, right] = [reference.outcomes[answer], subject.outcomes[answer]]
    const comparison = comparisonOf(evidence, { stepIndex, answer, answers }, left, profile)
    ignored.push(...leftOut(comparison, left))
    const compared = compareOutcomes(left, right, { comparison, profile })
    if (compared.kind === 'undecided') {
      return { kind: 'inconclusive', because: compared.because, stepIndex, ignored }
    }
    if (compared.kind === 'ignored') ignored.push(compared)
    else ignored.push(...(compared.ignored ?? []))
    if (compared.kind === 'different') {
      return { kind: 'mismatch', ...compared.difference, stepIndex, ignored }
    }
  }
  return compareStatus(reference, subject, ignored)
}

/** What another oracle asks in a plan, that oracle judges: the same difference would be found twice. */
function askedByAnother({ plan }: Evidence, stepIndex: number): Ignored | undefined {
  const step = plan.steps[stepIndex]
  const question = step?.kind === 'statement' ? questionIn(step.statement.sql) : undefined
  if (!question) return undefined
  const because = `the oracle ${question.oracle} judges it`
  return { what: `the answer to the question ${question.rule}`, because }
}

/** How long a cancel request may be on its way on a busy machine. */
const CANCEL_ARRIVES_MS = 250

/** A statement that ends before its cancel has come is no worse than one that is interrupted; what follows may differ. */
function raceWithCancel({ plan, ...sides }: Evidence, stepIndex: number): Verdict | undefined {
  const step = plan.steps[stepIndex]
  const afterMs = step?.kind === 'statement' ? step.statement.wire?.cancelAfterMs : undefined
  const records = [sides.reference.records[stepIndex], sides.subject.records[stepIndex]]
  const ended = records.find((record) => record && hasSucceeded(record))
  const isCut = records.some((record) => record && isInterrupted(record))
  if (afterMs === undefined || !isCut || !ended) return undefined
  const nsMax = BigInt(afterMs + CANCEL_ARRIVES_MS) * 1_000_000n
  if (ended.completedNs - ended.invokedNs > nsMax) return undefined
  const because = 'one side was done before its cancel request came'
  return { kind: 'inconclusive', because, stepIndex, ignored: [] }
}

function hasSucceeded({ outcomes }: StepRecord): boolean {
  return outcomes.every(({ kind }) => kind === 'rows' || kind === 'done')
}

function isInterrupted({ outcomes }: StepRecord): boolean {
  const last = outcomes.at(-1)
  return last?.kind === 'error' && last.errorClass === 'interrupt'
}

/** What the workload says; else what can be seen from the statement and the reference's answer. */
function comparisonOf(
  { plan }: Evidence,
  place: { readonly stepIndex: number; readonly answer: number; readonly answers: number },
  reference: Outcome | undefined,
  { unstable }: Profile,
): Determined {
  const step = plan.steps[place.stepIndex]
  if (step?.kind !== 'statement') return AS_BAG
  const { sql } = step.statement
  // Of a text with several statements, the answer's own one is what proves something.
  const own = place.answers > 1 ? (splitStatements(sql)[place.answer]?.text ?? sql) : sql
  return determinedBy({ ...step.statement, sql: own }, reference, unstable)
}

/** What the comparison leaves out of a result, said once a result had something to leave out. */
function leftOut(comparison: Determined, outcome: Outcome | undefined): readonly Ignored[] {
  if (outcome?.kind !== 'rows') return []
  const ignored = comparison.ignored ?? []
  const what = LEFT_OUT[comparison.rows]
  if (what === undefined) return ignored
  if (comparison.rows === 'bag' && outcome.rows.length < 2) return ignored
  return [{ what, because: comparison.because }, ...ignored]
}

const LEFT_OUT: Readonly<Record<Determined['rows'], string | undefined>> = {
  ordered: undefined,
  ties: undefined,
  bag: 'row order',
  count: 'row contents',
  columns: 'the rows, their number included',
  none: 'the whole result',
}

function compareStatus(
  reference: StepRecord,
  subject: StepRecord,
  ignored: readonly Ignored[],
): Verdict {
  const [left, right] = [reference.status, subject.status]
  if (left === undefined || right === undefined || left === right) return agree(ignored)
  return {
    kind: 'mismatch',
    mismatch: 'status',
    stepIndex: reference.stepIndex,
    summary: `the transaction is ${STATUS[right]}, where it should be ${STATUS[left]}`,
    reference: `${left} (${STATUS[left]})`,
    subject: `${right} (${STATUS[right]})`,
    ignored,
  }
}

const STATUS = { I: 'idle', T: 'open', E: 'failed' } as const
