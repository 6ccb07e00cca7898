import { rmSync } from 'node:fs'
import { quoteIdentifier, quoteString } from '../../sql/identifiers.js'
import type { RunQuery } from '../state-queries.js'

/** The name under which the file is attached while it is written. */
const COPY = 'goldeneye_copy'

/**
 * Writes what one database holds into a new file. Gives a sentence for everything that is not in the copy. What a session
 * has not committed is not seen.
 */
export async function saveDatabase(
  database: string,
  file: string,
  run: RunQuery,
): Promise<readonly string[]> {
  const failure = await copyInto(file, run, () => copyAll(database, '', run))
  if (failure === undefined) return []
  // Rows that refer to rows of a table which is copied later make the whole copy fail.
  rmSync(file, { force: true })
  const notes: string[] = []
  const copied = await copyInto(file, run, async () => {
    const schemaFailure = await copyAll(database, ' (SCHEMA)', run)
    if (schemaFailure === undefined) notes.push(...(await copyTables(database, run)))
    return schemaFailure
  })
  if (copied === undefined) return notes
  rmSync(file, { force: true })
  return [`${database} cannot be written to a file: ${copied}`]
}

/** Attaches the file, acts, and detaches it. Gives the first failure as DuckDB says it. */
async function copyInto(
  file: string,
  run: RunQuery,
  act: () => Promise<string | undefined>,
): Promise<string | undefined> {
  // In the newest format: an older one cannot hold every type.
  const attach = `ATTACH ${quoteString(file)} AS ${COPY} (STORAGE_VERSION 'latest')`
  const failure = await attempt(attach, run)
  if (failure !== undefined) return failure
  const acted = await act()
  const detached = await attempt(`DETACH ${COPY}`, run)
  return acted ?? detached
}

function copyAll(database: string, how: string, run: RunQuery): Promise<string | undefined> {
  return attempt(`COPY FROM DATABASE ${quoteIdentifier(database)} TO ${COPY}${how}`, run)
}

interface Table {
  readonly schema: string
  readonly name: string
}

/** Round after round, until every table is copied or none can be any more: first those that others refer to. */
async function copyTables(database: string, run: RunQuery): Promise<readonly string[]> {
  let left = await tablesOf(database, run)
  for (;;) {
    const failed: { readonly table: Table; readonly why: string }[] = []
    for (const table of left) {
      const name = `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`
      const rows = `SELECT * FROM ${quoteIdentifier(database)}.${name}`
      const why = await attempt(`INSERT INTO ${COPY}.${name} ${rows}`, run)
      if (why !== undefined) failed.push({ table, why })
    }
    if (failed.length === 0 || failed.length === left.length)
      return failed.map(({ table, why }) => `the rows of ${table.name} are not in the copy: ${why}`)
    left = failed.map(({ table }) => table)
  }
}

async function tablesOf(database: string, run: RunQuery): Promise<readonly Table[]> {
  const found = await run(`
    SELECT schema_name, table_name FROM duckdb_tables()
    WHERE database_name = ${quoteString(database)} AND NOT temporary AND NOT internal
    ORDER BY ALL`)
  if (found.kind !== 'rows') return []
  return found.rows.map(([schema, name]) => ({ schema: schema ?? '', name: name ?? '' }))
}

async function attempt(sql: string, run: RunQuery): Promise<string | undefined> {
  const outcome = await run(sql)
  return outcome.kind === 'error' ? outcome.message.split('\n', 1)[0] : undefined
}
