import type { History } from '../model/history.js'
import type { Plan } from '../model/plan.js'
import { statementKind } from '../sql/statement-kind.js'
import { mismatchOf, type Trial } from './trial.js'

/** The most characters of what was seen. */
const SHOWN_MAX = 160

/** What a trial showed in place of a finding, in a few words: `both sides agree`. */
export function insteadOf(trial: Trial): string {
  const shown = mismatchOf(trial)
  if (shown) {
    const { mismatch, summary, stepIndex } = shown.mismatch
    const where = stepIndex === undefined ? 'at the end' : `at step ${stepIndex + 1}`
    return clip(`another difference ${where}: ${mismatch}, ${summary}`)
  }
  const unclear = trial.verdicts.find(({ verdict }) => verdict.kind === 'inconclusive')?.verdict
  if (unclear?.kind === 'inconclusive') return clip(`nothing can be said: ${unclear.because}`)
  return trial.verdicts.length > 0 ? 'both sides agree' : 'no oracle has anything to judge'
}

/**
 * Why a candidate never reaches the subject: the reference refuses a statement of these kinds, or any where they are not
 * given; or nothing is left that could show the finding.
 */
export function refusedByReference(
  plan: Plan,
  { records }: History,
  kinds?: ReadonlySet<string>,
): string {
  for (const { stepIndex, outcomes } of records) {
    const step = plan.steps[stepIndex]
    const error = outcomes.find((outcome) => outcome.kind === 'error')
    if (step?.kind !== 'statement' || error?.kind !== 'error') continue
    const kind = statementKind(step.statement.sql)
    if (kinds && !kinds.has(kind)) continue
    return clip(`the reference refuses ${kind}: ${error.message.trimStart().split('\n', 1)[0]}`)
  }
  return 'no statement is left that could show it'
}

function clip(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length <= SHOWN_MAX ? line : `${line.slice(0, SHOWN_MAX - 1)}…`
}
