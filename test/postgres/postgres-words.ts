import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { differential } from '../../oracles/differential/differential.js'
import { type Sides, tryPlan } from '../../src/campaign/trial.js'
import type { Plan } from '../../src/model/plan.js'
import { type Statement, statement } from '../../src/model/statement.js'
import { openDuckDBTarget } from '../../src/target/duckdb/duckdb-target.js'
import { openPgTarget } from '../../src/target/pg/pg-target.js'
import type { Postgres } from './server.js'

/** Values of every type that a catalog has, among them what COPY in text would have to escape. */
const VALUES = `SELECT CAST(1 AS BIGINT) AS a, 'we''ird \\\\ "s' AS b, TRUE AS c, CAST(NULL AS BIGINT) AS d,
  CAST('01a202d7-0000-7000-8000-000000000001' AS UUID) AS e,
  CAST('2026-01-01 00:00:00.000001+00' AS TIMESTAMPTZ) AS f, CAST(-7 AS INTEGER) AS g,
  CAST('NaN' AS DOUBLE PRECISION) AS h, CAST('2026-02-28' AS DATE) AS i`

/** A statement that each side gets in its own words, and rows that come as a COPY in binary. */
export function postgresWords({ settings }: Postgres): void {
  const directory = mkdtempSync(join(tmpdir(), 'goldeneye-words-'))
  let sides: Sides
  beforeAll(async () => {
    const reference = await openDuckDBTarget({ name: 'reference', directory, threads: 1 })
    const common = { name: 'subject', files: undefined, endpoints: [settings] }
    const subject = await openPgTarget({ ...common, profile: 'postgres' })
    sides = { reference, subject, profile: subject.profile }
  })
  afterAll(async () => {
    await Promise.all([sides.reference.close(), sides.subject.close()])
    rmSync(directory, { recursive: true })
  })

  const verdictOf = async (...statements: Statement[]) => {
    const plan: Plan = {
      sessions: [{ name: 'a', node: 'any' }],
      steps: statements.map((one) => ({ kind: 'statement', session: 'a', statement: one })),
      features: [],
    }
    const trial = await tryPlan(plan, sides, [differential], {
      timeoutMs: 20_000,
      nowNs: () => process.hrtime.bigint(),
      nextScope: () => ({ schema: 'goldeneye_words' }),
    })
    return trial.verdicts[0]?.verdict
  }

  test('are sent in place of the others', async () => {
    const create = statement('CREATE TABLE t (a UHUGEINT)', {
      postgres: 'CREATE TABLE t (a VARCHAR)',
    })
    const insert = statement("INSERT INTO t VALUES (CAST('7' AS UHUGEINT))", {
      postgres: "INSERT INTO t VALUES ('7')",
    })
    const read = statement('SELECT CAST(a AS VARCHAR) AS a FROM t', {
      postgres: 'SELECT a FROM t',
    })
    expect(await verdictOf(create, insert, read)).toEqual({ kind: 'agree', ignored: [] })
    const other = { ...insert, postgres: "INSERT INTO t VALUES ('8')" }
    expect(await verdictOf(create, other, read)).toMatchObject({ mismatch: 'value' })
  })

  test('a COPY in binary has the rows of its query', async () => {
    const copy = { delivery: 'copy', wire: { results: 'binary' } } as const
    expect(await verdictOf(statement(VALUES, copy))).toMatchObject({ kind: 'agree' })
    const wrong = { ...copy, postgres: VALUES.replace('-7', '-8') }
    expect(await verdictOf(statement(VALUES, wrong))).toMatchObject({ mismatch: 'value' })
  })
}
