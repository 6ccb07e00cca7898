import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { UsageError } from '../model/errors.js'
import { EVENT_TYPES, EVENT_VERSION, eventSchema, type RunEvent } from './events.js'

/** An event of an older major version becomes one of the next. */
export type Upgrade = (event: Readonly<Record<string, unknown>>) => Record<string, unknown>

/** UPGRADES[i] turns version i + 1 into i + 2; so there is one fewer than EVENT_VERSION. */
const UPGRADES: readonly Upgrade[] = []

const versioned = z.looseObject({ v: z.number().int().positive(), type: z.string() })

/**
 * Reads a log. A torn last line (the process died while it wrote) is left out, and so are events
 * that a later minor version added. Throws UsageError for a missing file, a damaged line, or a log
 * of a newer major version.
 */
export function readEvents(file: string): readonly RunEvent[] {
  const lines = readText(file).split('\n')
  // What follows the last line feed was never finished; in a whole log it is empty.
  lines.pop()
  return lines.flatMap((line, index) => parseLine(line, `${file} line ${index + 1}`))
}

/**
 * Upgrades one event to this version, or throws UsageError that names the version it cannot read.
 */
export function upgradeEvent(
  raw: Readonly<Record<string, unknown>>,
  upgrades: readonly Upgrade[] = UPGRADES,
): Record<string, unknown> {
  const current = upgrades.length + 1
  const version = raw.v as number
  if (version > current) {
    throw new UsageError(
      `the events have version ${version}, and this goldeneye reads up to version ${current}`,
      'update goldeneye to the version that wrote the run (tool in its run.json)',
    )
  }
  return upgrades
    .slice(version - 1)
    .reduce((event, upgrade, step) => ({ ...upgrade(event), v: version + step + 1 }), { ...raw })
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new UsageError(
      `the event log ${file} cannot be read (${code})`,
      'give the folder of a run, such as reports/latest',
    )
  }
}

function parseLine(line: string, where: string): readonly RunEvent[] {
  const raw = versioned.safeParse(parseJson(line, where))
  if (!raw.success) throw damaged(where, z.prettifyError(raw.error))
  const event = upgradeEvent(raw.data)
  if (!EVENT_TYPES.has(String(event.type))) return []
  const parsed = eventSchema.safeParse(event)
  if (!parsed.success) throw damaged(where, z.prettifyError(parsed.error))
  return [parsed.data]
}

function parseJson(line: string, where: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw damaged(where, 'it is no JSON')
  }
}

function damaged(where: string, why: string): UsageError {
  return new UsageError(
    `${where} is no event of version ${EVENT_VERSION}: ${why}`,
    'the log was changed after it was written; restore it, or run again',
  )
}
