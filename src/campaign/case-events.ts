import { describeOutcome } from '../judge/describe.js'
import type { Evidence, StepRecord } from '../model/history.js'
import type { Outcome } from '../model/outcome.js'
import type { CaseId, Step } from '../model/plan.js'
import type { EventBody } from '../report/events.js'
import { isAbsent } from '../target/absent.js'
import { clientCounts } from './client-counts.js'
import type { Trial } from './trial.js'

/** How many statements of a case both sides executed, and how many both refused. */
export interface Counts {
  readonly statements: number
  readonly executedOnBoth: number
  readonly failedOnBoth: number
}

/** Counts every statement of every text, by what both sides answered; without a reference, by what the subject did. */
export function countStatements({ reference, subject: other }: Evidence): Counts {
  let [statements, executedOnBoth, failedOnBoth] = [0, 0, 0]
  const first = isAbsent(reference.target) ? other : reference
  for (const record of first.records) {
    const subject = other.records[record.stepIndex]
    for (const [index, outcome] of record.outcomes.entries()) {
      const answer = subject?.outcomes[index]
      statements += 1
      if (succeeded(outcome) && succeeded(answer)) executedOnBoth += 1
      if (outcome.kind === 'error' && answer?.kind === 'error') failedOnBoth += 1
    }
  }
  return { statements, executedOnBoth, failedOnBoth }
}

function succeeded(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'rows' || outcome?.kind === 'done'
}

/** What the event log keeps of a case. */
export function caseFinished(
  id: CaseId,
  trial: Trial,
  more: {
    readonly elapsedMs: number
    readonly newFeatures: readonly string[]
    readonly because?: string | undefined
    /** The kind of mismatch that it has shown and shows no more. */
    readonly mended?: string | undefined
    /** What was not sent at all, and why. */
    readonly skipped?: readonly { what: string; because: string; count: number }[] | undefined
  },
): EventBody {
  const ignored = trial.verdicts.flatMap(({ verdict }) => verdict.ignored)
  const { concurrent } = trial.evidence
  return {
    type: 'case-finished',
    workload: id.workload,
    index: id.index,
    verdicts: trial.verdicts.map(({ oracle, verdict }) => {
      if (verdict.kind === 'inconclusive') {
        return { oracle: oracle.name, verdict: 'inconclusive', because: verdict.because }
      }
      if (verdict.kind === 'mismatch' && more.because !== undefined) {
        return { oracle: oracle.name, verdict: 'inconclusive', because: more.because }
      }
      return { oracle: oracle.name, verdict: verdict.kind }
    }),
    notJudgedBy: (trial.notJudgedBy ?? []).map(({ name }) => name),
    ...countStatements(trial.evidence),
    elapsedMs: more.elapsedMs,
    newFeatures: [...more.newFeatures],
    ignored: ignored.map((entry) => ({ ...entry, count: 1 })),
    skipped: [...(more.skipped ?? [])],
    ...(concurrent && { clients: [...clientCounts(concurrent)] }),
    ...(more.mended !== undefined && { mended: more.mended }),
  }
}

/** The steps of a case with both answers, as a report shows them. */
export function stepsShown(evidence: Evidence) {
  return evidence.plan.steps.map((step, index) => ({
    session: step.session,
    text: stepText(step),
    reference: answer(evidence.reference.records[index]),
    subject: answer(evidence.subject.records[index]),
  }))
}

/** A step as a report shows it; what PostgreSQL is sent in its place comes behind it. */
export function stepText(step: Step): string {
  if (step.kind !== 'statement') return `-- ${step.kind} session ${step.session}`
  const { sql, postgres } = step.statement
  return postgres === undefined ? sql : `${sql}\n-- in PostgreSQL's words:\n${postgres}`
}

function answer(record: StepRecord | undefined): string {
  return record?.outcomes.map(describeOutcome).join('; ') ?? 'not reached'
}
