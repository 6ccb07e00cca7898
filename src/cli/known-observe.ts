import { randomBytes } from 'node:crypto'
import { KnownDifferences } from '../campaign/known/known-differences.js'
import { lookPast } from '../campaign/known/look-past.js'
import type { Sighting } from '../campaign/known/sighting.js'
import { tryPlan } from '../campaign/trial.js'
import type { KnownCase } from '../corpus/known/load.js'
import { loadCase } from '../corpus/load.js'
import type { Case } from '../model/case.js'
import { fittingOracles } from './left-out.js'
import { ORACLES, PROGRAMS } from './registry.js'
import { resolveSearch, resolveSides, type TargetFlags } from './settings.js'
import { openSides } from './sides.js'
import { clock, scopes } from './surroundings.js'

/** A difference as it was seen, ready to be accepted. */
export interface Observed {
  readonly case: Case
  readonly sighting: Sighting
  /** The step that shows it; undefined for an end state. */
  readonly stepIndex: number | undefined
  /** Of the subject that shows it. */
  readonly profile: string
}

interface ObserveFlags extends TargetFlags {
  readonly timeout?: string
  readonly quiet?: boolean
}

/**
 * Runs a case and gives the first difference that is not accepted yet; a sentence where there is none. Throws UsageError,
 * and TargetLost.
 */
export async function observe(
  file: string,
  flags: ObserveFlags,
  accepted: readonly KnownCase[],
): Promise<Observed | string> {
  const { config, ...specs } = resolveSides(flags)
  const timeout = flags.timeout === undefined ? {} : { timeout: flags.timeout }
  const { timeoutMs } = resolveSearch({ ...timeout, seed: '0' }, config)
  const { case: loaded } = await loadCase(file)
  const say = (text: string) => void (flags.quiet || process.stderr.write(`${text}\n`))
  const opened = await openSides(specs, ({ detail }) => say(detail))
  try {
    const { sides } = opened
    const nextScope = scopes(randomBytes(3).toString('hex'))
    const settings = { timeoutMs, nowNs: clock.nowNs, nextScope, programs: PROGRAMS }
    const oracles = fittingOracles(ORACLES, sides, () => undefined)
    const trial = await tryPlan(loaded.plan, sides, oracles, settings)
    const { unknown, hits } = lookPast(trial, sides.profile, new KnownDifferences(accepted))
    const first = hits[0]?.known
    if (unknown) {
      const { stepIndex } = unknown.mismatch
      const profile = sides.subject.facts.profile
      return { case: loaded, sighting: unknown.sighting, stepIndex, profile }
    }
    if (first) return `all that differs is known already: ${first.file}`
    return 'both sides agree, so there is no difference to accept'
  } finally {
    await opened.close()
  }
}
