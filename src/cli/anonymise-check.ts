import { mismatchOf, type Trial } from '../campaign/trial.js'
import type { Anonymised } from '../corpus/anonymise/case.js'
import type { Case } from '../model/case.js'
import { type AnonymiseFlag, anonymised } from './anonymised.js'
import { withBothSides } from './both-sides.js'
import type { SideSpecs } from './settings.js'

/** An anonymised case, and whether it still shows what the case shows. */
export interface CheckedCase {
  readonly anonymised: Anonymised
  readonly isSame: boolean
  /** One sentence. */
  readonly says: string
}

/** So many sets of other values are tried. */
const ATTEMPTS_MAX = 5

/**
 * Runs a case on both sides, then with other values, until these show the same difference: the same oracle, kind and
 * step. Values that an order or a sum hangs on may not do so with any.
 */
export function checkedAnonymised(
  whole: Case,
  flag: AnonymiseFlag,
  { specs, timeoutMs }: { readonly specs: SideSpecs; readonly timeoutMs: number },
): Promise<CheckedCase> {
  return withBothSides(specs, timeoutMs, async ({ tryCase }) => {
    const shown = shownBy(await tryCase(whole))
    let last = anonymised(whole, flag)
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      if (shownBy(await tryCase(last.case)) === shown) {
        return {
          anonymised: last,
          isSame: true,
          says: `with other values it shows the same: ${shown}`,
        }
      }
      if (attempt < ATTEMPTS_MAX) last = anonymised(whole, flag)
    }
    const says = `with other values, ${ATTEMPTS_MAX} times, it does not show the same: ${shown}`
    return { anonymised: last, isSame: false, says }
  })
}

function shownBy(trial: Trial): string {
  const found = mismatchOf(trial)
  if (!found) return 'both sides agree'
  const { stepIndex, mismatch } = found.mismatch
  const where = stepIndex === undefined ? 'at the end' : `in step ${stepIndex + 1}`
  return `${mismatch} mismatch ${where} (oracle ${found.oracle.name})`
}
