import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Reply } from '../../model/outcome.js'
import type { Capability, Profile } from '../../model/profile.js'
import { quoteString } from '../../sql/identifiers.js'
import type { FilesPlace } from '../binder.js'
import { catalogQuery } from '../state-queries.js'

/** What a probe needs: a connection of its own, a name that nobody else uses, and where files may be put. */
export interface ProbeSession {
  readonly run: (sql: string) => Promise<Reply>
  /** A name that starts with `goldeneye_`, for a schema and a database that are made and dropped again. */
  readonly name: string
  readonly files: FilesPlace | undefined
}

/**
 * Finds out what an unknown endpoint can do, by doing it: a dozen statements at the start of a run. What it makes it drops
 * again. The answer is `base` with the capabilities that were seen, and with the status after a compile error.
 */
export async function probeProfile(session: ProbeSession, base: Profile): Promise<Profile> {
  const can = async (...statements: readonly string[]) => succeeds(session, statements)
  const { name } = session
  const capabilities = new Set<Capability>(['multi-session'])
  const add = (capability: Capability, isThere: boolean) => {
    if (isThere) capabilities.add(capability)
  }
  add('duckdb-catalog', await can(catalogQuery(name)))
  add('duckdb-types', await can("SELECT 1::HUGEINT, [1, 2], {'a': 1::UTINYINT}"))
  add('transactions', await can('BEGIN', 'ROLLBACK'))
  add('attach-memory', await can(`ATTACH ':memory:' AS ${name}`, `DETACH ${name}`))
  add('attach-file', await sharesFiles(session))
  const hasSchemas = await can(`CREATE SCHEMA ${name}`)
  add('schemas', hasSchemas)
  if (hasSchemas) {
    const table = `${name}.probe`
    const hasTable = await can(`CREATE TABLE ${table} (a INTEGER PRIMARY KEY)`)
    add('returning', hasTable && (await can(`INSERT INTO ${table} VALUES (1) RETURNING a`)))
    add(
      'on-conflict',
      hasTable && (await can(`INSERT INTO ${table} VALUES (1) ON CONFLICT (a) DO NOTHING`)),
    )
    await can(`DROP SCHEMA ${name} CASCADE`)
  }
  return { ...base, capabilities, statusAfterError: await statusAfterError(session) }
}

async function succeeds(session: ProbeSession, statements: readonly string[]): Promise<boolean> {
  for (const sql of statements) {
    const { outcomes } = await session.run(sql)
    if (outcomes.some(({ kind }) => kind === 'error' || kind === 'unknown')) return false
  }
  return true
}

/** Whether a compile error in a transaction leaves it alive, as DuckDB does, or fails it, as PostgreSQL does. */
async function statusAfterError(session: ProbeSession): Promise<Profile['statusAfterError']> {
  await session.run('BEGIN')
  const { status } = await session.run('SELECT goldeneye_no_such_column')
  await session.run('ROLLBACK')
  return status === 'E' ? 'postgres' : 'duckdb'
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
