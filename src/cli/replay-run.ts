import { randomBytes } from 'node:crypto'
import type { Investigation } from '../campaign/investigate.js'
import type { KnownDifferences } from '../campaign/known/known-differences.js'
import { CHECKPOINTS_EVERYWHERE } from '../campaign/trial.js'
import { Interrupted, TargetLost } from '../model/errors.js'
import type { Oracle } from '../model/verdict.js'
import type { EventBody } from '../report/events.js'
import { duckdbGrammar } from '../target/duckdb/grammar.js'
import { Interrupt } from './interrupt.js'
import { type KnownFlags, readKnownFolder, startKnown } from './known-folder.js'
import { fittingOracles } from './left-out.js'
import type { TargetIncident } from './opened-side.js'
import { type OutputFlags, openRecord, type RunRecord, reportersOf } from './record.js'
import { ORACLES, PROGRAMS, pick } from './registry.js'
import {
  resolveSearch,
  resolveSides,
  type Search,
  type SideSpecs,
  type TargetFlags,
} from './settings.js'
import { type OpenedSides, openSides } from './sides.js'
import { whileStarting } from './starting.js'
import { clock, scopes } from './surroundings.js'

/** The flags of every verb that runs cases which are there already. */
export interface ReplayFlags extends TargetFlags, OutputFlags, KnownFlags {
  readonly timeout?: string
  readonly reduceBudget?: string
  readonly oracle?: readonly string[]
}

/** How often a difference is run again before it is believed. */
export const CONFIRM = 2

/** What the flags of such a verb say; nothing is opened yet. */
export interface ReplaySettings {
  readonly flags: ReplayFlags
  readonly config: ReturnType<typeof resolveSides>['config']
  readonly specs: SideSpecs
  readonly search: Search
  readonly oracles: readonly Oracle[]
}

/** Reads the flags. Throws UsageError, before anything is started. */
export function replaySettings(flags: ReplayFlags): ReplaySettings {
  const { config, ...specs } = resolveSides(flags)
  const given = {
    ...(flags.timeout && { timeout: flags.timeout }),
    ...(flags.reduceBudget && { reduceBudget: flags.reduceBudget }),
  }
  const search = resolveSearch({ ...given, seed: '0' }, config)
  const oracles = pick(ORACLES, flags.oracle ?? [], 'oracle')
  reportersOf(flags)
  return { flags, config, specs, search, oracles }
}

/** A run of cases that are there already, while it goes on. */
export interface ReplayRun {
  readonly opened: OpenedSides
  readonly record: RunRecord
  readonly investigation: Investigation
  /** What is accepted and no finding. */
  readonly known: KnownDifferences
  readonly interrupt: Interrupt
}

/** What a run is about: the verb, and the names of its cases. */
export interface ReplayPlan {
  readonly verb: string
  readonly cases: readonly string[]
}

/**
 * Opens both sides and the record, does the work, renders the reports and closes everything. Gives the exit code. A target
 * that is lost ends the run, and so does the user.
 */
export async function replayRun(
  settings: ReplaySettings,
  plan: ReplayPlan,
  work: (run: ReplayRun) => Promise<void>,
): Promise<number> {
  const folder = await readKnownFolder(settings.flags, settings.config.knownDifferences)
  let record: RunRecord | undefined
  const say = (text: string) => void process.stderr.write(text)
  const interrupt = new Interrupt(say, 'stopping in the midst of the case')
  const onIncident = (incident: TargetIncident) => record?.emit({ type: 'incident', ...incident })
  const opened = await whileStarting(settings.specs, settings.flags, () =>
    openSides(settings.specs, onIncident),
  )
  try {
    record = openRecord(settings.flags, factsOf(settings, plan, opened))
    const investigation = investigationOf(settings, { opened, record, interrupt })
    const emit = (event: EventBody) => record?.emit(event)
    const known = startKnown(folder, opened, { oracles: investigation.oracles, emit })
    await work({ opened, record, investigation, known, interrupt })
    return record.finish(endingOf(interrupt))
  } catch (error) {
    if (error instanceof Interrupted && record)
      return record.finish({ kind: 'interrupted', signal: interrupt.cause })
    if (error instanceof TargetLost && record) return record.finish({ kind: 'lost', ...error })
    record?.finish({ kind: 'bug', message: error instanceof Error ? error.message : String(error) })
    throw error
  } finally {
    interrupt.close()
    await opened.close()
  }
}

function endingOf(interrupt: Interrupt) {
  return interrupt.signal.aborted
    ? ({ kind: 'interrupted', signal: interrupt.cause } as const)
    : ({ kind: 'budget' } as const)
}

function factsOf(
  { config, specs, search, oracles }: ReplaySettings,
  { verb, cases }: ReplayPlan,
  { sides, secrets }: OpenedSides,
) {
  return {
    config,
    verb,
    seed: search.seed,
    workloads: cases,
    oracles: oracles.map(({ name }) => name),
    budget: { cases: cases.length },
    facts: { reference: sides.reference.facts, subject: sides.subject.facts },
    settings: {
      reference: specs.reference,
      subject: specs.subject,
      timeoutMs: search.timeoutMs,
      files: cases,
    },
    secrets,
  }
}

function investigationOf(
  { search, oracles }: ReplaySettings,
  { opened, record, interrupt }: Omit<ReplayRun, 'investigation' | 'known'>,
): Investigation {
  return {
    settings: {
      timeoutMs: search.timeoutMs,
      checkpointsMax: CHECKPOINTS_EVERYWHERE,
      nowNs: clock.nowNs,
      programs: PROGRAMS,
      nextScope: scopes(randomBytes(3).toString('hex')),
    },
    oracles: fittingOracles(oracles, opened.sides, (event) => record.emit(event)),
    confirm: CONFIRM,
    reduceBudgetMs: search.reduceBudgetMs,
    nowMs: clock.nowMs,
    signal: interrupt.signal,
    perturbed: opened.perturbed,
    grammar: duckdbGrammar,
    disturbances: opened.disturbances,
  }
}
