import { describeOutcome } from '../judge/describe.js'
import type { StepRecord } from '../model/history.js'
import type { Outcome } from '../model/outcome.js'
import type { Statement } from '../model/statement.js'
import { isAbsent } from '../target/absent.js'
import type { Sides, Trial } from './trial.js'

/** Why a trial without a mismatch does not show that both sides agree. */
export interface NotShown {
  readonly stepIndex: number
  /** One sentence without a full stop. */
  readonly because: string
}

/**
 * The first step that was not answered, or that the reference did not answer as the case says it does. A case whose tables
 * are refused agrees about nothing, and would do so for ever.
 */
export function notShown(
  { evidence }: Trial,
  { profile }: Pick<Sides, 'profile'>,
): NotShown | undefined {
  const { plan, reference, subject } = evidence
  for (const [stepIndex, step] of plan.steps.entries()) {
    if (step.kind !== 'statement') continue
    const records = { reference: reference.records[stepIndex], subject: subject.records[stepIndex] }
    const because =
      unanswered(records) ??
      (isAbsent(reference.target)
        ? undefined
        : unexpected(step.statement, records.reference, profile))
    if (because !== undefined) return { stepIndex, because }
  }
  return undefined
}

function unanswered(records: Readonly<Record<'reference' | 'subject', StepRecord | undefined>>) {
  for (const side of ['reference', 'subject'] as const) {
    const unknown = records[side]?.outcomes.find(({ kind }) => kind === 'unknown')
    if (unknown) return `the ${side} does not answer: ${describeOutcome(unknown)}`
  }
  return undefined
}

function unexpected(
  { expect }: Statement,
  record: StepRecord | undefined,
  { statusAfterError }: Sides['profile'],
): string | undefined {
  if (expect === undefined) return undefined
  const last = record?.outcomes.at(-1)
  if (isAsExpected(expect, last)) return undefined
  // As this subject treats errors, the reference is in a failed transaction where standalone DuckDB is not.
  const isFailedBefore = last?.kind === 'error' && last.errorClass === 'transaction'
  if (isFailedBefore && statusAfterError === 'postgres') return undefined
  const wanted = expect === 'ok' ? 'no error' : `an error of class ${expect}`
  return `the reference gives ${describeOutcome(last)}, and the case expects ${wanted}`
}

function isAsExpected(expect: string, outcome: Outcome | undefined): boolean {
  if (expect === 'ok') return outcome?.kind !== 'error'
  return outcome?.kind === 'error' && outcome.errorClass === expect
}
