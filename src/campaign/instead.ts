import type { History } from '../model/history.js'
import type { Plan } from '../model/plan.js'
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
  return 'both sides agree'
}

/** Why a candidate never reaches the subject: the reference refuses what it took before. */
export function refusedByReference(plan: Plan, { records }: History): string {
  const failed = records.find(({ outcomes }) => outcomes.some(({ kind }) => kind === 'error'))
  const error = failed?.outcomes.find(({ kind }) => kind === 'error')
  if (!failed || error?.kind !== 'error') return 'the reference answers otherwise'
  const step = plan.steps[failed.stepIndex]
  const text = step?.kind === 'statement' ? step.statement.sql.trim().split(/\s/, 1)[0] : ''
  return clip(`the reference refuses ${text}: ${error.message.trimStart().split('\n', 1)[0]}`)
}

function clip(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length <= SHOWN_MAX ? line : `${line.slice(0, SHOWN_MAX - 1)}…`
}
