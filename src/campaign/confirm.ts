import type { Plan } from '../model/plan.js'
import type { Oracle } from '../model/verdict.js'
import { insteadOf } from './instead.js'
import { type Found, type Signature, showsAgain } from './signature.js'
import { type Sides, type TrialSettings, tryPlan } from './trial.js'

/** How often a finding showed when its case was run again, and what was seen in its place. */
export interface Sightings {
  readonly seen: number
  readonly of: number
  /** What the other runs showed, each once: `both sides agree`. */
  readonly instead: readonly string[]
  /** The last run that showed it. */
  readonly last: Pick<Found, 'trial' | 'mismatch'> | undefined
}

export interface Confirming {
  readonly settings: TrialSettings
  readonly oracles: readonly Oracle[]
  /** How often the case is run. */
  readonly times: number
  /** Asked before every run but the first few. */
  readonly shouldStop?: (() => boolean) | undefined
}

/** So often a case is run even where there is no time left: of fewer runs nothing can be said. */
const RUNS_MIN = 3

/** Runs a case again and counts how often it shows the finding with this signature. */
export async function sightings(
  plan: Plan,
  signature: Signature,
  sides: Sides,
  { settings, oracles, times, shouldStop = () => false }: Confirming,
): Promise<Sightings> {
  const instead = new Set<string>()
  let [seen, of] = [0, 0]
  let last: Sightings['last']
  for (; of < times && (of < RUNS_MIN || !shouldStop()); of += 1) {
    const trial = await tryPlan(plan, sides, oracles, settings)
    const mismatch = showsAgain(trial, signature)
    if (mismatch) {
      seen += 1
      last = { trial, mismatch }
    } else instead.add(insteadOf(trial))
  }
  return { seen, of, instead: [...instead], last }
}

/** Both series as one. */
export function together(one: Sightings, other: Sightings): Sightings {
  return {
    seen: one.seen + other.seen,
    of: one.of + other.of,
    instead: [...new Set([...one.instead, ...other.instead])],
    last: other.last ?? one.last,
  }
}

/** How often a case is run to learn how often it shows what it shows only now and then. */
export const FLAKY_RUNS = 20

/** A finding that shows less often is not looked for inside of statements: each candidate would take too many runs. */
const SELDOM = 0.05

/** How likely it may be that a candidate is refused although it shows the finding. */
const MISSED = 0.05

/** What share of its runs a smaller case must keep, at least, of how often its original shows the finding. */
const KEPT_SHARE = 0.5
const OFTEN_ENOUGH = 0.2

/** How often a candidate is run before it is refused: of all that show the finding as often as this, 95 % are taken. */
export function attemptsFor({ seen, of }: Pick<Sightings, 'seen' | 'of'>): number {
  if (seen === 0 || of === 0) return 1
  if (seen >= of) return 1
  return Math.ceil(Math.log(MISSED) / Math.log(1 - seen / of))
}

export function isSeldom({ seen, of }: Pick<Sightings, 'seen' | 'of'>): boolean {
  return seen < SELDOM * of
}

/** Whether a smaller case still shows the finding often enough to go on from it. */
export function isOftenEnough(
  smaller: Pick<Sightings, 'seen' | 'of'>,
  before: Pick<Sightings, 'seen' | 'of'>,
): boolean {
  const [now, then] = [smaller, before].map(({ seen, of }) => (of === 0 ? 1 : seen / of))
  return (now ?? 0) >= Math.min(then ?? 0, Math.max(OFTEN_ENOUGH, KEPT_SHARE * (then ?? 0)))
}

/** A candidate's statement may take so many times as long as the slowest of the case, and at least so long. */
const SLOWER_MAX = 20
const CANDIDATE_TIMEOUT_MS_MIN = 5_000

/**
 * The time limit of a statement while a case is made smaller: a condition that goes can make one run for ever, and that
 * should not cost what the user allows a statement. Milliseconds.
 */
export function candidateTimeoutMs(timeoutMs: number, { last }: Sightings): number {
  const { reference, subject } = last?.trial.evidence ?? {}
  const records = [...(reference?.records ?? []), ...(subject?.records ?? [])]
  const slowest = records.reduce((most, { invokedNs, completedNs }) => {
    const ms = Number(completedNs - invokedNs) / 1e6
    return Math.max(most, ms)
  }, 0)
  const enough = Math.max(CANDIDATE_TIMEOUT_MS_MIN, Math.ceil(slowest * SLOWER_MAX))
  return Math.min(timeoutMs, enough)
}
