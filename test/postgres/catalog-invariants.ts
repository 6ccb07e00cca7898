import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { corruptedCatalogs } from '../unit/oracles/catalog-invariants/corrupted-catalogs.js'
import type { Postgres } from './server.js'

/** Types of DuckDB that PostgreSQL calls otherwise. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/\bDOUBLE\b/g, 'DOUBLE PRECISION'],
  [/\bUBIGINT\b/g, 'NUMERIC'],
]

/** Every invariant says the same of a catalog in PostgreSQL: sound, and broken in every way that we know. */
export function catalogInvariants({ settings }: Postgres): void {
  let client: pg.Client
  beforeAll(async () => {
    const { host, port, user, database } = settings
    client = new pg.Client({ host, port, user, database })
    await client.connect()
  })
  afterAll(async () => {
    await client.query('DROP SCHEMA lake CASCADE')
    await client.end()
  })
  corruptedCatalogs(() => async (sql) => {
    const text = TYPES.reduce((one, [pattern, name]) => one.replace(pattern, name), sql)
    const result = await client.query({ text, rowMode: 'array' })
    return (Array.isArray(result) ? [] : result.rows) as (string | null)[][]
  })
}
