import type { Plan } from '../model/plan.js'
import type { Mismatch, Oracle } from '../model/verdict.js'
import { skeleton } from '../sql/skeleton.js'
import { mismatchOf, type Trial } from './trial.js'

/** What must stay the same while a case is reduced, so that it does not slip into another finding. */
export interface Signature {
  readonly oracle: string
  readonly mismatch: string
  /** The verb of the statement that showed it: `SELECT`, `INSERT`; empty for an end state. */
  readonly verb: string
}

export function signatureOf(oracle: Oracle, mismatch: Mismatch, plan: Plan): Signature {
  const verb = culprit(mismatch, plan).trimStart().split(/\s/, 1)[0]?.toUpperCase() ?? ''
  return { oracle: oracle.name, mismatch: mismatch.mismatch, verb }
}

/** Whether a trial shows the finding with this signature; its mismatch if it does. */
export function showsAgain(trial: Trial, signature: Signature): Mismatch | undefined {
  const shown = mismatchOf(trial)
  if (!shown) return undefined
  const other = signatureOf(shown.oracle, shown.mismatch, trial.evidence.plan)
  const same =
    other.oracle === signature.oracle &&
    other.mismatch === signature.mismatch &&
    other.verb === signature.verb
  return same ? shown.mismatch : undefined
}

/** Like findings of one run, before they are reduced: enough not to reduce the same thing forty times. */
export function likeness(oracle: Oracle, mismatch: Mismatch, plan: Plan): string {
  // Of broken messages, what is wrong with them tells more than the statement that they answer.
  const what = mismatch.mismatch === 'protocol' ? mismatch.summary.replaceAll(/\d+/g, 'n') : ''
  return [oracle.name, mismatch.mismatch, what, skeleton(culprit(mismatch, plan))].join('\n')
}

/** The text of the statement that showed a mismatch; empty for an end state. */
export function culprit(mismatch: Mismatch, plan: Plan): string {
  const step = mismatch.stepIndex === undefined ? undefined : plan.steps[mismatch.stepIndex]
  return step?.kind === 'statement' ? step.statement.sql : ''
}
