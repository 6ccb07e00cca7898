import type { Plan } from '../model/plan.js'
import type { Target } from '../model/target.js'
import type { Oracle } from '../model/verdict.js'
import { execute, readsState, type Sides, type TrialSettings } from './trial.js'

/** A reference under other settings, which must not change what a statement answers. */
export interface Perturbed {
  readonly what: string
  /** What differs from the reference: how the engine runs, what it optimizes, or that it keeps prepared statements. */
  readonly path: 'engine' | 'optimizer' | 'prepared'
  /** Started at the first call, and the same one afterwards. */
  readonly open: () => Promise<Target>
}

/**
 * "Does the reference agree with itself?": runs the plan on the reference again and on it under other settings. Gives
 * what made the difference, as a sentence; undefined when it always answers the same.
 */
export async function referenceDisagrees(
  plan: Plan,
  sides: Sides,
  oracle: Oracle,
  options: { readonly settings: TrialSettings; readonly perturbed: readonly Perturbed[] },
): Promise<string | undefined> {
  const { settings } = options
  const again = { what: 'when it runs the plan again', open: async () => sides.reference }
  // Prepared statements that are kept are a vote of their own: the subject may be asked to do as DuckDB does there.
  const others = options.perturbed.filter(({ path }) => path !== 'prepared')
  for (const { what, open } of [again, ...others]) {
    const scope = settings.nextScope()
    const side = { scope, settings, readState: readsState([oracle]), profile: sides.profile }
    const [first, second] = [
      await execute(plan, sides.reference, side),
      await execute(plan, await open(), side),
    ]
    const evidence = { plan, reference: first, subject: second }
    const verdict = oracle.judge(evidence, sides.profile)
    if (verdict.kind === 'mismatch') {
      return `the reference does not agree with itself ${what}: ${verdict.summary}`
    }
  }
  return undefined
}
