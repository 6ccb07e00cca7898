import { UsageError } from '../model/errors.js'
import { type CaseTables, caseTables } from './case-tables.js'
import { type Conclusion, conclude } from './conclusion.js'
import type { EventOf, EventType, RunEvent, TargetFactsOfRun } from './events.js'
import { type FindingSummary, groupFindings } from './findings.js'
import type { FindingGroup } from './groups.js'
import { type KnownSummary, knownSummaries } from './known.js'

/** Everything that a report says about a run: one fold over its events. */
export interface RunSummary extends CaseTables, Conclusion {
  readonly started: Omit<EventOf<'run-started'>, 'v' | 'seq' | 't' | 'type'>
  readonly reference: TargetFactsOfRun | undefined
  readonly subject: TargetFactsOfRun | undefined
  /** The time of the last event, milliseconds since the run began. */
  readonly elapsedMs: number
  /** False where the log ends before the run did. */
  readonly finished: boolean
  /** By fingerprint, in the order in which they were opened. */
  readonly findings: readonly FindingSummary[]
  /** The findings that look alike, although they have different names. */
  readonly groups: readonly FindingGroup[]
  /** Mismatches that were not confirmed, reduced and named when the log ended. */
  readonly open: readonly EventOf<'finding-opened'>[]
  readonly incidents: readonly EventOf<'incident'>[]
  /** Cases that could not be run, and why. */
  readonly notRun: readonly EventOf<'case-not-run'>[]
  /** Cases that agree now and did not when they were written down. */
  readonly mended: readonly EventOf<'case-finished'>[]
  readonly lost: readonly EventOf<'target-lost'>[]
  /** The known differences that the run was given. */
  readonly known: readonly KnownSummary[]
  /** Whether the canary was caught; undefined where there was none. */
  readonly canary: boolean | undefined
}

/** Folds a log. Throws UsageError where it does not begin with `run-started`. */
export function summarize(events: readonly RunEvent[]): RunSummary {
  const started = of(events, 'run-started')[0]
  if (!started) {
    throw new UsageError(
      'the event log has no beginning: it holds no run-started event',
      'the run ended before it started; run again',
    )
  }
  const { v: _v, seq: _seq, t: _t, type: _type, ...facts } = started
  const finish = of(events, 'run-finished').at(-1)
  const parts = {
    ...caseTables(of(events, 'case-finished')),
    ...groupFindings(events),
    notRun: of(events, 'case-not-run'),
    mended: of(events, 'case-finished').filter((event) => event.mended !== undefined),
    incidents: of(events, 'incident'),
    lost: of(events, 'target-lost'),
    known: knownSummaries(events),
    canary: of(events, 'canary').at(-1)?.caught,
  }
  return {
    ...parts,
    ...conclude(parts, finish),
    started: facts,
    reference: targetIn(events, 'reference'),
    subject: targetIn(events, 'subject'),
    elapsedMs: events.at(-1)?.t ?? 0,
    finished: finish !== undefined,
  }
}

/** The events of one type, in order. */
export function of<T extends EventType>(events: readonly RunEvent[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type)
}

function targetIn(events: readonly RunEvent[], role: 'reference' | 'subject') {
  return of(events, 'target-described').findLast((event) => event.role === role)?.facts
}
