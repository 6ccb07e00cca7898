import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type CampaignEnd, runCampaign } from '../campaign/campaign.js'
import { supportsOf } from '../campaign/requirements.js'
import { loadConfig } from '../config/config.js'
import { UsageError } from '../model/errors.js'
import type { Workload } from '../model/workload.js'
import type { EventBody } from '../report/events.js'
import { duckdbGrammar } from '../target/duckdb/grammar.js'
import { Interrupt } from './interrupt.js'
import { type KnownFlags, type KnownFolder, readKnownFolder, startKnown } from './known-folder.js'
import { areForClients, openSidesForRun, type SidesForRun, withClients } from './lake-run.js'
import { fitting, fittingOracles } from './left-out.js'
import { longCases } from './long-cases.js'
import type { TargetIncident } from './opened-side.js'
import { type OutputFlags, openRecord, type RunRecord, reportersOf } from './record.js'
import { ORACLES, PROGRAMS, pick, WORKLOADS } from './registry.js'
import {
  resolveSearch,
  resolveSides,
  type Search,
  type SearchFlags,
  type TargetFlags,
} from './settings.js'
import { whileStarting } from './starting.js'
import { clock, scopes } from './surroundings.js'

/** The most steps of a generated plan. */
const STEPS_MAX = 80

export interface RunFlags extends TargetFlags, SearchFlags, OutputFlags, KnownFlags {
  readonly workload?: readonly string[]
  readonly oracle?: readonly string[]
}

/** `goldeneye run`: the campaign, its record and its reports. Gives the exit code. */
export async function run(asked: RunFlags): Promise<number> {
  const workloads = workloadsOf(asked)
  const flags = areForClients(workloads) ? withClients(asked) : asked
  const { config, ...specs } = resolveSides(flags)
  const search = resolveSearch(flags, config)
  const oracles = pick(ORACLES, flags.oracle ?? [], 'oracle')
  checkClients(search, workloads)
  reportersOf(flags) // Before anything is started.
  const known = await readKnownFolder(flags, config.knownDifferences)
  const incidents: TargetIncident[] = []
  let record: RunRecord | undefined
  const interrupt = new Interrupt((text) => process.stderr.write(text))
  const onIncident = (incident: TargetIncident): void => {
    if (record) record.emit({ type: 'incident', ...incident })
    else incidents.push(incident)
  }
  const { opened, withoutClient } = await whileStarting(specs, flags, () =>
    openSidesForRun(specs, onIncident),
  )
  try {
    record = openRecord(flags, {
      config,
      verb: 'run',
      seed: search.seed,
      workloads: workloads.map(({ name }) => name),
      oracles: oracles.map(({ name }) => name),
      budget: {
        cases: search.cases,
        durationMs: search.durationMs,
        maxFindings: search.maxFindings,
      },
      facts: { reference: opened.sides.reference.facts, subject: opened.sides.subject.facts },
      settings: {
        reference: specs.reference,
        subject: specs.subject,
        ...search,
        seed: search.seed.toString(),
      },
      secrets: opened.secrets,
    })
    for (const incident of incidents) record.emit({ type: 'incident', ...incident })
    const end = await campaign({
      opened,
      withoutClient,
      record,
      search,
      workloads,
      oracles,
      known,
      interrupt,
    })
    return record.finish(ending(end, interrupt))
  } catch (error) {
    record?.finish({ kind: 'bug', message: error instanceof Error ? error.message : String(error) })
    throw error
  } finally {
    interrupt.close()
    await opened.close()
  }
}

/** Flags that would change nothing are a mistake. */
function checkClients(search: Search, workloads: readonly Workload[]): void {
  const flag = search.writers !== undefined ? '--writers' : '--commits'
  if ((search.writers ?? search.commits) === undefined) return
  if (workloads.some(({ programs = [] }) => programs.length > 0)) return
  const able = WORKLOADS.filter(({ programs = [] }) => programs.length > 0).map(({ name }) => name)
  throw new UsageError(
    `${flag} is for clients that run at once, which these workloads do not have`,
    `name ${able.join(' or ')}, or leave ${flag} out`,
  )
}

function workloadsOf(flags: RunFlags): readonly Workload[] {
  const { workloads = [] } = loadConfig(flags.config ?? process.env.GOLDENEYE_CONFIG)
  return pick(WORKLOADS, flags.workload?.length ? flags.workload : workloads, 'workload')
}

interface Parts extends SidesForRun {
  readonly record: RunRecord
  readonly search: Search
  readonly workloads: readonly Workload[]
  readonly oracles: typeof ORACLES
  readonly known: KnownFolder | undefined
  readonly interrupt: Interrupt
}

function campaign({
  opened,
  withoutClient,
  record,
  search,
  workloads,
  oracles,
  known,
  interrupt,
}: Parts): Promise<CampaignEnd> {
  const { sides } = opened
  const emit = (event: EventBody) => record.emit(event)
  const able = fitting(workloads, { noun: 'workload', sides, withoutClient }, emit)
  const judges = fittingOracles(oracles, sides, emit)
  const nextScope = scopes(randomBytes(3).toString('hex'))
  return runCampaign(
    sides,
    {
      ...search,
      workloads: able,
      oracles: judges,
      known: startKnown(known, opened, { oracles: judges, emit }),
      context: {
        supports: supportsOf(sides.profile).has,
        maxSteps: STEPS_MAX,
        clients: { writers: search.writers, commits: search.commits },
      },
      budget: search,
      settings: {
        timeoutMs: search.timeoutMs,
        nowNs: clock.nowNs,
        nextScope,
        programs: PROGRAMS,
        watches: longCases((text) => record.within(text)),
      },
      nowMs: clock.nowMs,
      signal: interrupt.signal,
      perturbed: opened.perturbed,
      grammar: duckdbGrammar,
      disturbances: opened.disturbances,
      tell: (phase) => record.within(phase),
      pause: async (ms) => void (await pause(ms)),
    },
    emit,
  )
}

function ending(end: CampaignEnd, interrupt: Interrupt) {
  switch (end.kind) {
    case 'budget':
      return { kind: 'budget' as const }
    case 'lost':
      return { kind: 'lost' as const, target: end.target, reason: end.reason }
    case 'interrupted':
      return {
        kind: 'interrupted' as const,
        signal: interrupt.cause,
      }
  }
}
