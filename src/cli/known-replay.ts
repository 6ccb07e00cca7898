import { randomBytes } from 'node:crypto'
import { KnownDifferences } from '../campaign/known/known-differences.js'
import { notHere } from '../campaign/known/known-events.js'
import { lookPast } from '../campaign/known/look-past.js'
import { covers } from '../campaign/known/sighting.js'
import { mismatchOf, type Sides, type TrialSettings, tryPlan } from '../campaign/trial.js'
import type { Config } from '../config/config.js'
import type { Health } from '../corpus/known/health.js'
import type { KnownCase } from '../corpus/known/load.js'
import { TargetLost, UsageError } from '../model/errors.js'
import type { Oracle } from '../model/verdict.js'
import { fittingOracles } from './left-out.js'
import { ORACLES, PROGRAMS } from './registry.js'
import { resolveSearch, resolveSides, type TargetFlags } from './settings.js'
import { openSides } from './sides.js'
import { clock, scopes } from './surroundings.js'

/** What the case of a known difference shows now. */
export interface Replayed {
  readonly shows: Health['shows']
  /** One sentence without a full stop. */
  readonly detail: string
}

interface ReplayFlags extends TargetFlags {
  readonly timeout?: string
  readonly quiet?: boolean
}

/** A case that agrees is run so often before it is believed. */
const AGREES_TIMES = 3

/**
 * Replays each known difference, by its name, on the subject, or where it is for another profile on a configured target of
 * that profile. Throws UsageError and TargetLost of the subject itself.
 */
export async function replayKnown(
  all: readonly KnownCase[],
  flags: ReplayFlags,
): Promise<ReadonlyMap<string, Replayed>> {
  const { config } = resolveSides(flags)
  const done = new Map(await replayOn(all, flags))
  for (const [target, profile] of configuredTargets(config)) {
    const own = all.filter((known) => isFor(known, profile) && !done.get(known.name)?.shows)
    if (own.length === 0) continue
    for (const [name, replayed] of await replayElsewhere(own, flags, target)) {
      done.set(name, replayed)
    }
  }
  return done
}

/** The targets of the config file by the profile that they are known to have. */
function configuredTargets({ targets }: Config): readonly (readonly [string, string])[] {
  return Object.entries(targets).flatMap(([name, target]) => {
    const profile = target.kind === 'pg' ? target.profile : target.kind
    return profile === undefined ? [] : [[name, profile] as const]
  })
}

function isFor({ known }: KnownCase, profile: string): boolean {
  return known.applies.some((one) => one.about === 'profile' && one.names.includes(profile))
}

async function replayElsewhere(
  all: readonly KnownCase[],
  flags: ReplayFlags,
  subject: string,
): Promise<readonly (readonly [string, Replayed])[]> {
  const { profile: _profile, ...others } = flags
  try {
    return await replayOn(all, { ...others, subject })
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof TargetLost)) throw error
    const detail = `not run: ${error.message}`
    return all.map(({ name }) => [name, { shows: undefined, detail }] as const)
  }
}

interface Place {
  readonly sides: Sides
  readonly oracles: readonly Oracle[]
  readonly settings: TrialSettings
  readonly differences: KnownDifferences
}

async function replayOn(
  all: readonly KnownCase[],
  flags: ReplayFlags,
): Promise<readonly (readonly [string, Replayed])[]> {
  const { config, ...specs } = resolveSides(flags)
  const timeout = flags.timeout === undefined ? {} : { timeout: flags.timeout }
  const { timeoutMs } = resolveSearch({ ...timeout, seed: '0' }, config)
  const opened = await openSides(specs, ({ detail }) => {
    if (!flags.quiet) process.stderr.write(`${detail}\n`)
  })
  try {
    const { sides } = opened
    const oracles = fittingOracles(ORACLES, sides, () => undefined)
    const here = { subject: sides.subject.facts, oracles: oracles.map(({ name }) => name) }
    const counting = all.filter((known) => notHere(known, here) === undefined)
    const nextScope = scopes(randomBytes(3).toString('hex'))
    const settings = { timeoutMs, nowNs: clock.nowNs, nextScope, programs: PROGRAMS }
    const differences = new KnownDifferences(counting)
    const done: (readonly [string, Replayed])[] = []
    for (const known of all) {
      const because = notHere(known, here)
      const replayed: Replayed = because
        ? { shows: undefined, detail: `not run: ${because}` }
        : await replayOne(known, { sides, oracles, settings, differences })
      done.push([known.name, replayed])
    }
    return done
  } finally {
    await opened.close()
  }
}

async function replayOne(known: KnownCase, place: Place): Promise<Replayed> {
  let last: Replayed = NOT_JUDGED
  for (let time = 0; time < AGREES_TIMES; time += 1) {
    last = await lookOnce(known, place)
    if (last.shows === 'differs') return last
  }
  return last
}

const NOT_JUDGED: Replayed = { shows: undefined, detail: 'not run: no oracle could judge it' }

async function lookOnce({ case: { plan }, known }: KnownCase, place: Place): Promise<Replayed> {
  const { sides, oracles, settings, differences } = place
  const trial = await tryPlan(plan, sides, oracles, settings)
  const on = `on ${sides.subject.facts.name} ${sides.subject.facts.version}`.trim()
  const { hits, unknown } = lookPast(trial, sides.profile, differences)
  if (hits.some(({ sighting }) => covers(known.match, sighting))) {
    return { shows: 'differs', detail: `still differs ${on}` }
  }
  const other = unknown?.mismatch ?? mismatchOf(trial)?.mismatch
  if (other) {
    const detail = `differs in another way ${on}: ${other.mismatch}, ${other.summary}`
    return { shows: 'differs-otherwise', detail }
  }
  const isJudged = trial.verdicts.some(({ verdict }) => verdict.kind === 'agree')
  return isJudged ? { shows: 'agrees', detail: `agrees now ${on}` } : NOT_JUDGED
}
