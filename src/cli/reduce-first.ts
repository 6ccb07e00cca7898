import type { Found } from '../campaign/signature.js'
import { mismatchOf, type Sides, type TrialSettings, tryPlan } from '../campaign/trial.js'
import type { Plan } from '../model/plan.js'
import type { Oracle } from '../model/verdict.js'

/** A case that agrees may be one that fails now and then: it is run so often before it is believed. */
const TRIES = 10

export interface FirstOptions {
  readonly oracles: readonly Oracle[]
  readonly settings: TrialSettings
  readonly shouldStop: () => boolean
}

/** The first mismatch of a case, or why there is none. */
export type First =
  | { readonly found: Found }
  | { readonly found: undefined; readonly because: string }

const NOTHING_TO_JUDGE = 'no oracle has anything to judge in it, so there is nothing to reduce'

/** Runs a case until it shows a mismatch, or until it is clear that it shows none. */
export async function firstMismatch(
  plan: Plan,
  sides: Sides,
  { oracles, settings, shouldStop }: FirstOptions,
): Promise<First> {
  let tries = 0
  for (; tries < TRIES && !shouldStop(); tries += 1) {
    const trial = await tryPlan(plan, sides, oracles, settings)
    const shown = mismatchOf(trial)
    if (shown) return { found: { trial, ...shown } }
    if (trial.verdicts.length === 0) return { found: undefined, because: NOTHING_TO_JUDGE }
    const unclear = trial.verdicts.find(({ verdict }) => verdict.kind === 'inconclusive')?.verdict
    if (unclear?.kind !== 'inconclusive') continue
    const where = unclear.stepIndex === undefined ? '' : ` at step ${unclear.stepIndex + 1}`
    return {
      found: undefined,
      because: `nothing can be said${where}, so there is nothing to reduce: ${unclear.because}`,
    }
  }
  return { found: undefined, because: unshownText(tries) }
}

/** Why there is no mismatch after so many runs. Fewer than all were made for somebody who did not wait. */
export function unshownText(tries: number): string {
  if (tries === 0) return 'interrupted before it was run, so nothing can be said'
  if (tries < TRIES) return `interrupted; both sides agree so far (${tries} of ${TRIES} runs)`
  return `both sides agree, there is nothing to reduce (${tries} runs)`
}
