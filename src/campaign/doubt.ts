import type { Target } from '../model/target.js'
import type { Oracle } from '../model/verdict.js'
import { execute, type Sides, type Trial, type TrialSettings } from './trial.js'

/** A reference under other settings, which must not change what a statement answers. */
export interface Perturbed {
  readonly what: string
  /** What differs from the reference: how the engine runs, what it optimizes, or that it keeps prepared statements. */
  readonly path: 'engine' | 'optimizer' | 'prepared'
  /** Started at the first call, and the same one afterwards. */
  readonly open: () => Promise<Target>
}

/**
 * "Does the reference agree with itself?": runs a trial's plan on the reference again and on it under other settings, each
 * of which is a process of its own, at once. Gives what made a difference to its first answers, as a sentence; undefined
 * when it always answers the same.
 */
export async function referenceDisagrees(
  { evidence: { plan, reference: first } }: Trial,
  sides: Sides,
  oracle: Oracle,
  options: { readonly settings: TrialSettings; readonly perturbed: readonly Perturbed[] },
): Promise<string | undefined> {
  const { settings } = options
  const again = { what: 'when it runs the plan again', open: async () => sides.reference }
  // Prepared statements that are kept are a vote of their own: the subject may be asked to do as DuckDB does there.
  const others = options.perturbed.filter(({ path }) => path !== 'prepared')
  const doubts = [again, ...others].map(async ({ what, open }) => {
    const scope = settings.nextScope()
    const side = { scope, settings, oracles: [oracle], profile: sides.profile }
    const subject = await execute(plan, await open(), side)
    const verdict = oracle.judge({ plan, reference: first, subject }, sides.profile)
    if (verdict.kind !== 'mismatch') return undefined
    return `the reference does not agree with itself ${what}: ${verdict.summary}`
  })
  await Promise.allSettled(doubts) // So that nothing still runs when the first failure is thrown on.
  return (await Promise.all(doubts)).find((doubt) => doubt !== undefined)
}
