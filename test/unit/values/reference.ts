import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Rows } from '../../../src/model/outcome.js'
import { statement } from '../../../src/model/statement.js'
import type { Session } from '../../../src/model/target.js'
import { type DuckDBTarget, openDuckDBTarget } from '../../../src/target/duckdb/duckdb-target.js'

const SCOPE = { schema: 'goldeneye_values' }

/** A real DuckDB for the tests of one file: `select` gives the rows of a query in canonical text. */
export function useReference(): { select: (sql: string) => Promise<Rows> } {
  const directory = mkdtempSync(join(tmpdir(), 'goldeneye-values-'))
  let target: DuckDBTarget
  let session: Session
  beforeAll(async () => {
    target = await openDuckDBTarget({ name: 'reference', directory, threads: 1 })
    await target.reset(SCOPE)
    session = await target.open('any', SCOPE)
  })
  afterAll(async () => {
    await target.close()
    rmSync(directory, { recursive: true, force: true })
  })
  return {
    select: async (sql) => {
      const { outcomes } = await session.send(statement(sql), { timeoutMs: 30_000 })
      const [outcome] = outcomes
      if (outcome?.kind !== 'rows') throw new Error(`${JSON.stringify(outcome)} for ${sql}`)
      return outcome
    },
  }
}
