import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { catalogInvariants } from '../../oracles/catalog-invariants/catalog-invariants.js'
import { differential } from '../../oracles/differential/differential.js'
import { state } from '../../oracles/state/state.js'
import { type Sides, tryPlan } from '../../src/campaign/trial.js'
import { planOf } from '../../src/generate/sample.js'
import type { Plan } from '../../src/model/plan.js'
import { statement } from '../../src/model/statement.js'
import type { Target } from '../../src/model/target.js'
import { caseSeed } from '../../src/random/seed.js'
import type { LakeCatalog } from '../../src/target/ducklake/lake-catalog.js'
import { openLakeTarget } from '../../src/target/ducklake/open-lake.js'
import { openPgTarget } from '../../src/target/pg/pg-target.js'
import { ducklake } from '../../src/target/profile/ducklake.js'
import { ducklakeClient } from '../../workloads/ducklake-client/ducklake-client.js'
import { startPostgres } from '../postgres/server.js'

const CASES = 3
const ORACLES = [differential, state, catalogInvariants]
const extensionDirectory = process.env.GOLDENEYE_EXTENSION_DIR

const postgres = extensionDirectory ? await startPostgres() : { reason: 'nobody needs one' }
const missing = !extensionDirectory
  ? 'GOLDENEYE_EXTENSION_DIR names no folder with the extension'
  : 'reason' in postgres
    ? postgres.reason
    : undefined

if (missing !== undefined || 'reason' in postgres) {
  process.stderr.write(`SKIPPED: the real DuckLake client; ${missing}\n`)
  test.skip(`the real DuckLake client: ${missing}`)
} else {
  describe('the real DuckLake client', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'goldeneye-lake-'))
    const endpoint = await openPgTarget({
      name: 'endpoint',
      endpoints: [postgres.settings],
      profile: 'postgres',
      files: undefined,
    })
    const open = (name: string, catalog: LakeCatalog) =>
      openLakeTarget({ name, directory, extensionDirectory }, catalog)
    const endpoints = [{ ...postgres.settings, password: 'swordfish' }]
    const reference = await open('reference', { kind: 'file' })
    const subject = await open('subject', { kind: 'endpoint', target: endpoint, endpoints })
    afterAll(async () => {
      await reference.close()
      await subject.close()
      await endpoint.close()
      await postgres.stop()
      rmSync(directory, { recursive: true, force: true })
    })

    test('says of what version it is', () => {
      expect(reference.facts.version).toMatch(/^v\d\S* with ducklake \S+$/)
    })

    test(`${CASES} cases: a catalog in PostgreSQL is like one in a file, and both are sound`, async () => {
      for (let index = 0; index < CASES; index += 1) {
        const { verdicts } = await tried(caseAt(index), { reference, subject })
        const kinds = verdicts.map(({ oracle, verdict }) => [oracle.name, verdict.kind])
        expect(kinds, JSON.stringify(verdicts)).toEqual(kinds.map(([name]) => [name, 'agree']))
      }
    })

    test('a row that one side alone has is found', async () => {
      const evidence = await tried(hand('(1), (2)'), { reference, subject })
      const other = await tried(hand('(1), (3)'), { reference, subject })
      const mixed = { ...evidence.evidence, subject: other.evidence.subject }
      expect(differential.judge(mixed, ducklake)).toMatchObject({ kind: 'mismatch', stepIndex: 3 })
      expect(state.judge(mixed, ducklake)).toMatchObject({ kind: 'mismatch' })
    })

    test('the catalog is in a schema of the endpoint that is dropped again, and no password is shown', async () => {
      const scope = { schema: 'goldeneye_test_lake' }
      const tables = () =>
        ask(endpoint, `SELECT count(*) FROM pg_tables WHERE schemaname = '${scope.schema}'`)
      await subject.reset(scope)
      const session = await subject.open('any', scope)
      const say = async (sql: string) =>
        JSON.stringify((await session.send(statement(sql), { timeoutMs: 30_000 })).outcomes)
      await say("ATTACH 'ducklake:${db:lake}' AS ${db:lake}")
      expect(Number(await tables())).toBeGreaterThan(20)
      expect(await say('FROM duckdb_secrets()')).not.toContain('swordfish')
      expect(await say('FROM duckdb_databases()')).not.toContain('swordfish')
      await session.close()
      await subject.clean(scope)
      expect(await tables()).toBe('0')
    })
  })
}

function caseAt(index: number): Plan {
  const context = { supports: () => true, maxSteps: 80 }
  return planOf(ducklakeClient, context, caseSeed(1n, ducklakeClient.name, index))
}

function hand(values: string): Plan {
  const texts = [
    "ATTACH 'ducklake:${db:lake}' AS ${db:lake}",
    'CREATE TABLE ${db:lake}.main.t (k BIGINT)',
    `INSERT INTO \${db:lake}.main.t VALUES ${values}`,
    'SELECT * FROM ${db:lake}.main.t',
  ]
  const steps = texts.map((sql) => ({
    kind: 'statement' as const,
    session: 'a',
    statement: statement(sql),
  }))
  return { sessions: [{ name: 'a', node: 'any' }], steps, features: [] }
}

let scopeCount = 0
function tried(plan: Plan, sides: Pick<Sides, 'reference' | 'subject'>) {
  return tryPlan(plan, { ...sides, profile: ducklake }, ORACLES, {
    timeoutMs: 30_000,
    nowNs: () => process.hrtime.bigint(),
    nextScope: () => {
      scopeCount += 1
      return { schema: `goldeneye_lake_${scopeCount}` }
    },
  })
}

/** The first cell of an answer of the endpoint itself. */
async function ask(target: Target, sql: string): Promise<string | null | undefined> {
  const scope = { schema: 'goldeneye_test_asks' }
  await target.reset(scope)
  const session = await target.open('any', scope)
  const { outcomes } = await session.send(statement(sql), { timeoutMs: 30_000 })
  await session.close()
  await target.clean(scope)
  const [outcome] = outcomes
  return outcome?.kind === 'rows' ? outcome.rows[0]?.[0] : undefined
}
