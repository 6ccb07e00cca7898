import {
  agree,
  type Comparison,
  compareOutcomes,
  defineOracle,
  distinctIgnored,
  type Evidence,
  type Ignored,
  isTotallyOrdered,
  type Outcome,
  type Profile,
  type StepRecord,
  type Verdict,
  volatileCall,
} from '../../src/index.js'

/** What is compared where a statement does not say: everything but the order. */
const AS_BAG: Comparison = { rows: 'bag', because: 'no total order is known' }

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
  const ignored: Ignored[] = []
  const answers = Math.max(reference.outcomes.length, subject.outcomes.length)
  for (let answer = 0; answer < answers; answer += 1) {
    const [left, right] = [reference.outcomes[answer], subject.outcomes[answer]]
    const comparison = comparisonOf(evidence, stepIndex, left)
    ignored.push(...leftOut(comparison, left))
    const compared = compareOutcomes(left, right, { comparison, profile })
    if (compared.kind === 'ignored') ignored.push(compared)
    if (compared.kind === 'undecided') {
      return { kind: 'inconclusive', because: compared.because, stepIndex, ignored }
    }
    if (compared.kind === 'different') {
      return { kind: 'mismatch', ...compared.difference, stepIndex, ignored }
    }
  }
  return compareStatus(reference, subject, ignored)
}

/** What the workload says; else what can be seen from the statement and the reference's answer. */
function comparisonOf(
  { plan }: Evidence,
  stepIndex: number,
  reference: Outcome | undefined,
): Comparison {
  const step = plan.steps[stepIndex]
  if (step?.kind !== 'statement') return AS_BAG
  const { compare, sql } = step.statement
  if (compare) return compare
  if (reference?.kind !== 'rows') return AS_BAG
  const call = volatileCall(sql)
  if (call) return { rows: 'count', because: `${call} gives another value each time` }
  return isTotallyOrdered(sql, reference)
    ? { rows: 'ordered', because: 'ORDER BY tells every two rows apart' }
    : AS_BAG
}

/** What the comparison leaves out of a result, said once a result had something to leave out. */
function leftOut(comparison: Comparison, outcome: Outcome | undefined): readonly Ignored[] {
  if (outcome?.kind !== 'rows' || comparison.rows === 'ordered') return []
  if (comparison.rows === 'bag' && outcome.rows.length < 2) return []
  const what = { bag: 'row order', count: 'row contents', none: 'the whole result' }[
    comparison.rows
  ]
  return [{ what, because: comparison.because }]
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
