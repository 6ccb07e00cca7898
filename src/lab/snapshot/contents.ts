import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineSession } from '../engine.js'
import type { Manifest } from './store.js'

/** The name under which a snapshot's file is attached while it is copied. */
const COPY = 'goldeneye_lab_snapshot'
const SETTINGS_QUERY = `SELECT name, value FROM duckdb_settings() WHERE value IS NOT NULL
  AND name NOT IN ('schema', 'search_path', 'TimeZone', 'threads', 'memory_limit', 'max_memory')`

/** Writes databases that are in memory to files, one each. */
export async function dump(
  admin: EngineSession,
  directory: string,
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    const file = quoted(join(directory, fileOf(name)))
    await run(admin, `ATTACH ${file} AS ${COPY} (HIDDEN, STORAGE_VERSION 'latest')`)
    try {
      await run(admin, `COPY FROM DATABASE ${identifier(name)} TO ${COPY}`)
    } finally {
      await run(admin, `DETACH ${COPY}`)
    }
  }
}

/** Brings an empty DuckDB to what a snapshot holds. */
export async function load(
  admin: EngineSession,
  directory: string,
  manifest: Manifest,
): Promise<void> {
  for (const { name, value } of manifest.settings) {
    await run(admin, `SET GLOBAL ${identifier(name)} = ${quoted(value)}`)
  }
  await loadDatabase(admin, directory, 'memory')
  for (const { name, sql, inMemory } of manifest.attached) {
    await run(admin, sql)
    if (inMemory) await loadDatabase(admin, directory, name)
  }
}

/** The settings of the process by name, as a session that has set nothing sees them. */
export async function settingsOf(admin: EngineSession): Promise<ReadonlyMap<string, string>> {
  const { rows } = await admin.execute(SETTINGS_QUERY, [])
  return new Map(rows.map(([name, value]) => [String(name), String(value)]))
}

async function loadDatabase(admin: EngineSession, directory: string, name: string): Promise<void> {
  const file = join(directory, fileOf(name))
  if (!existsSync(file)) return
  await run(admin, `ATTACH ${quoted(file)} AS ${COPY} (HIDDEN, READ_ONLY)`)
  try {
    await run(admin, `COPY FROM DATABASE ${COPY} TO ${identifier(name)}`)
  } finally {
    await run(admin, `DETACH ${COPY}`)
  }
}

function fileOf(name: string): string {
  return `${Buffer.from(name).toString('hex')}.duckdb`
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

async function run(admin: EngineSession, sql: string): Promise<void> {
  await admin.execute(sql, [])
}
