import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Reply } from '../../model/outcome.js'
import type { Capability, Profile } from '../../model/profile.js'
import { type Statement, statement } from '../../model/statement.js'
import { quoteString } from '../../sql/identifiers.js'
import type { FilesPlace } from '../binder.js'
import { catalogQuery } from '../state-queries.js'
import { wireCapabilities } from './probe-wire.js'

/** What a probe needs: a connection of its own, a name that nobody else uses, and where files may be put. */
export interface ProbeSession {
  /** Sends one statement; without a limit that of this program's own statements. */
  readonly ask: (question: Statement, timeoutMs?: number) => Promise<Reply>
  /** A statement on a second connection. */
  readonly askBeside: (question: Statement, timeoutMs: number) => Promise<Reply>
  /** A name that starts with `goldeneye_`, for a schema and a database that are made and dropped again. */
  readonly name: string
  readonly files: FilesPlace | undefined
}

/**
 * Finds out what an unknown endpoint can do, by doing it: three dozen statements at the start of a run. What it makes it
 * drops again. The answer is `base` with the capabilities that were seen, and with how it treats errors and batches.
 */
export async function probeProfile(session: ProbeSession, base: Profile): Promise<Profile> {
  const { name } = session
  const found = new Map<Capability, boolean>([['multi-session', true]])
  const can = async (...statements: readonly string[]) => succeeds(session, statements)
  found.set('duckdb-catalog', await can(catalogQuery(name)))
  const hasTypes = await can("SELECT 1::HUGEINT, [1, 2], {'a': 1::UTINYINT}")
  found.set('duckdb-types', hasTypes)
  // Without DuckDB's types, what knows PostgreSQL's own is spoken to in its words.
  const sql = !hasTypes && (await can("SELECT '0/0'::pg_lsn")) ? ('postgres' as const) : undefined
  found.set('transactions', await can('BEGIN', 'ROLLBACK'))
  found.set('attach-memory', await can(`ATTACH ':memory:' AS ${name}`, `DETACH ${name}`))
  found.set('attach-file', await sharesFiles(session))
  const hasSchemas = await can(`CREATE SCHEMA ${name}`)
  found.set('schemas', hasSchemas)
  let batches: Profile['batches']
  if (hasSchemas) {
    const table = `${name}.probe`
    const hasTable = await can(`CREATE TABLE ${table} (a INTEGER PRIMARY KEY)`)
    const takes = async (sql: string) => hasTable && (await can(`INSERT INTO ${table} ${sql}`))
    found.set('returning', await takes('VALUES (1) RETURNING a'))
    found.set('on-conflict', await takes('VALUES (1) ON CONFLICT (a) DO NOTHING'))
    found.set('optimistic-writes', hasTable && (await writesOptimistically(session, table)))
    batches = hasTable ? await batchesOf(session, table) : undefined
    await can(`DROP SCHEMA ${name} CASCADE`)
  }
  const status = await statusAfterError(session)
  for (const [capability, isThere] of await wireCapabilities(session))
    found.set(capability, isThere)
  const capabilities = new Set([...found].flatMap(([one, isThere]) => (isThere ? [one] : [])))
  const learned = { ...(batches && { batches }), ...(sql && { sql }) }
  return { ...base, capabilities, statusAfterError: status, ...learned }
}

async function succeeds(session: ProbeSession, statements: readonly string[]): Promise<boolean> {
  for (const sql of statements) {
    const { outcomes } = await session.ask(statement(sql))
    if (!outcomes.every(({ kind }) => kind === 'rows' || kind === 'done')) return false
  }
  return true
}

/** Whether a compile error in a transaction leaves it alive, as DuckDB does, or fails it, as PostgreSQL does. */
async function statusAfterError(session: ProbeSession): Promise<Profile['statusAfterError']> {
  await session.ask(statement('BEGIN'))
  const { status } = await session.ask(statement('SELECT goldeneye_no_such_column'))
  await session.ask(statement('ROLLBACK'))
  return status === 'E' ? 'postgres' : 'duckdb'
}

/** Whether the first statement of a simple query stays when the second fails; undefined where that cannot be seen. */
async function batchesOf(session: ProbeSession, table: string): Promise<Profile['batches']> {
  const insert = `INSERT INTO ${table} VALUES (2)`
  await session.ask(statement(`${insert}; ${insert}`))
  const { outcomes } = await session.ask(statement(`SELECT count(*) FROM ${table} WHERE a = 2`))
  const last = outcomes.at(-1)
  const count = last?.kind === 'rows' ? last.rows[0]?.[0] : undefined
  return count === '1' ? 'each' : count === '0' ? 'transaction' : undefined
}

/** An endpoint whose second writer of a key has not answered by then lets it wait for the first. */
const WRITE_TIMEOUT_MS = 1500

/** Whether a transaction that writes the key that another one writes is answered at once, with whatever. */
async function writesOptimistically(session: ProbeSession, table: string): Promise<boolean> {
  const insert = statement(`INSERT INTO ${table} VALUES (3)`)
  await session.ask(statement('BEGIN'))
  await session.ask(insert)
  const beside = await session.askBeside(insert, WRITE_TIMEOUT_MS)
  await session.ask(statement('ROLLBACK'))
  return beside.outcomes.every(({ kind }) => kind !== 'unknown')
}

/** A database file that the endpoint makes where we see it, too. */
async function sharesFiles(session: ProbeSession): Promise<boolean> {
  if (session.files?.kind !== 'shared') return false
  const directory = join(session.files.directory, session.name)
  const file = join(directory, 'probe.duckdb')
  mkdirSync(directory, { recursive: true })
  try {
    const name = `${session.name}_file`
    const statements = [`ATTACH ${quoteString(file)} AS ${name}`, `DETACH ${name}`]
    return (await succeeds(session, statements)) && existsSync(file)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
