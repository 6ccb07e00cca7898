import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../model/errors.js'
import { EVENTS_FILE } from '../report/event-log.js'
import type { RunEvent } from '../report/events.js'
import { type KnownUse, knownUse } from '../report/known-history.js'
import { readEvents } from '../report/read-events.js'

/** More runs than this are not looked through. */
const RUNS_READ_MAX = 500

/** What the runs below a folder of reports saw of each known difference, by its name. */
export function usesIn(reports: string, runsMax: number): ReadonlyMap<string, KnownUse> {
  const runs = existsSync(reports) ? readdirSync(reports).sort().reverse() : []
  const logs = runs
    .map((run) => join(reports, run, EVENTS_FILE))
    // `latest` is one of them again.
    .filter((log) => !log.endsWith(join('latest', EVENTS_FILE)) && existsSync(log))
  return knownUse(read(logs.slice(0, RUNS_READ_MAX)), runsMax)
}

/** One after the other, so that only one is held at a time. A log that cannot be read says nothing. */
function* read(logs: readonly string[]): Iterable<readonly RunEvent[]> {
  for (const log of logs) {
    try {
      yield readEvents(log)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
    }
  }
}
