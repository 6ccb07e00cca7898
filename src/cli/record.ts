import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import type { Budget } from '../campaign/schedule.js'
import { Withholding } from '../campaign/withheld.js'
import type { Config } from '../config/config.js'
import { UsageError } from '../model/errors.js'
import type { TargetFacts } from '../model/target.js'
import { type Ending, exitCodeOf } from '../report/conclusion.js'
import { EventLog } from '../report/event-log.js'
import type { EventBody, RunEvent } from '../report/events.js'
import { createMasker } from '../report/mask.js'
import { FILE_REPORTERS, type FileReporter, rememberRun, renderRun } from '../report/render.js'
import { summarize } from '../report/summary.js'
import { openConsole } from './console.js'
import { openLog } from './log.js'
import { nearest } from './nearest.js'
import { flagOr, type TargetFlags, targetFlags } from './settings.js'
import { clock } from './surroundings.js'
import { version } from './version.js'

/** The output flags, as commander gives them. */
export interface OutputFlags extends TargetFlags {
  readonly out?: string
  readonly reporter?: string
  readonly name?: string
  readonly quiet?: boolean
  /** No value reaches the record: cases have other values, answers are digests. */
  readonly digest?: boolean
  readonly logLevel?: string
}

/** What a run says of itself when it begins. */
export interface RunFacts {
  readonly config: Config
  readonly verb: string
  readonly seed: bigint
  readonly workloads: readonly string[]
  readonly oracles: readonly string[]
  readonly budget: Budget
  readonly facts: { readonly reference: TargetFacts; readonly subject: TargetFacts }
  readonly settings: Readonly<Record<string, unknown>>
  readonly secrets: readonly string[]
}

/** The record of a run: its folder, its events, what is on the screen. `finish` renders the reports. */
export interface RunRecord {
  emit(event: EventBody): void
  /** Shows how far the case is that is running, and keeps nothing. */
  within(text: string): void
  /** Takes values out of what is emitted; undefined where they may stay. */
  readonly withholding?: Withholding | undefined
  /** The folder of the run. */
  readonly folder: string
  /** Ends the run; gives the exit code. */
  finish(
    ending: Ending | { readonly kind: 'lost'; readonly target: string; readonly reason: string },
  ): number
}

const KEY_BYTES = 32

/** Opens the folder and writes how the run begins. Throws UsageError where the folder cannot be written. */
export function openRecord(flags: OutputFlags, facts: RunFacts): RunRecord {
  const reporters = reportersOf(flags)
  const mask = createMasker(facts.secrets)
  const name = flags.name ?? facts.verb
  const id = randomBytes(2).toString('hex')
  const out = flagOr(flags.out, 'out', facts.config.out) ?? 'reports'
  const log = EventLog.open({ out, name, id, now: clock.nowMs, mask })
  const diary = openLog(log.folder, flags.logLevel ?? 'info', mask)
  const events: RunEvent[] = []
  let finished = false
  log.subscribe((event) => events.push(event))
  log.subscribe((event) => diary.info(event, event.type))
  const screen = reporters.has('console') ? openConsole({ quiet: flags.quiet === true }) : undefined
  if (screen) log.subscribe((event) => screen.show(event))
  begin(log, facts, { name, targetFlags: targetFlags(flags) })
  const withholding = flags.digest ? new Withholding(randomBytes(KEY_BYTES)) : undefined
  const append = (event: EventBody) => log.append(withholding?.event(event) ?? event)
  return {
    // What happens to a target while it is being closed is no part of the run.
    emit: (event) => void (finished || append(event)),
    withholding,
    within: (text) => screen?.within(text),
    folder: log.folder,
    finish: (ending) => {
      if (ending.kind === 'lost')
        append({ type: 'target-lost', target: ending.target, reason: ending.reason })
      const how: Ending = ending.kind === 'lost' ? { kind: 'budget' } : ending
      log.append({ type: 'run-finished', ...exitCodeOf(summarize(events), how) })
      finished = true
      log.close()
      const files = FILE_REPORTERS.filter((reporter) => reporters.has(reporter))
      const summary = renderRun(log.folder, files)
      rememberRun(log.folder, summary)
      screen?.close(summary, log.folder)
      return summary.exitCode
    },
  }
}

function begin(
  log: EventLog,
  facts: RunFacts,
  run: { readonly name: string; readonly targetFlags: readonly string[] },
): void {
  log.append({
    type: 'run-started',
    run: basename(log.folder),
    name: run.name,
    targetFlags: [...run.targetFlags],
    startedAt: new Date(log.startedAtMs).toISOString(),
    tool: version(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    config: { ...facts.settings },
    seed: facts.seed.toString(),
    workloads: facts.workloads,
    oracles: facts.oracles,
    budget: { ...facts.budget },
  })
  log.append({
    type: 'target-described',
    role: 'reference',
    facts: { ...facts.facts.reference, nodes: [...facts.facts.reference.nodes] },
  })
  log.append({
    type: 'target-described',
    role: 'subject',
    facts: { ...facts.facts.subject, nodes: [...facts.facts.subject.nodes] },
  })
}

type Reporter = FileReporter | 'console'

/** The reporters that the flags ask for, all by default. Throws UsageError. */
export function reportersOf(flags: OutputFlags): ReadonlySet<Reporter> {
  const list = flagOr(flags.reporter, 'reporter')
  const known: readonly Reporter[] = ['console', ...FILE_REPORTERS]
  const names = list === undefined ? known : list.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !known.some((reporter) => reporter === name))
  if (unknown === undefined) return new Set(names as Reporter[])
  const close = nearest(unknown, known)
  throw new UsageError(
    `there is no reporter "${unknown}"`,
    close ? `did you mean ${close}?` : `the reporters are ${known.join(', ')}`,
  )
}
