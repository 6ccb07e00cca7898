import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { batchWords, tablesMadeBy } from '../../workloads/ducklake-metadata/postgres/batch-words.js'
import { corruptedCatalogs } from '../unit/oracles/catalog-invariants/corrupted-catalogs.js'
import type { Postgres } from './server.js'

/** Where the sound catalog is, as statements of a plan name it. */
const SCOPED = '"${schema:lake}".'

/** Says statements in PostgreSQL's words, as the workload does; it knows the tables that it was told to make. */
function translator(): (sql: string) => string {
  const made = new Map<string, ReadonlyMap<string, string>>()
  return (sql) => {
    const text = sql.replaceAll(/\blake\./g, SCOPED)
    for (const [name, columns] of tablesMadeBy(text)) made.set(name, columns)
    const words = batchWords(text, made)
    return (words.postgres ?? words.sql).replaceAll(SCOPED, 'lake.')
  }
}

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
  const words = translator()
  corruptedCatalogs(() => async (sql) => {
    const result = await client.query({ text: words(sql), rowMode: 'array' })
    return (Array.isArray(result) ? [] : result.rows) as (string | null)[][]
  })
}
