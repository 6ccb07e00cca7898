import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { execute } from '../../../src/campaign/trial.js'
import { type Dialect, DialectSession } from '../../../src/execute/dialect-session.js'
import type { Plan } from '../../../src/model/plan.js'
import { type Statement, statement } from '../../../src/model/statement.js'
import { type DuckDBTarget, openDuckDBTarget } from '../../../src/target/duckdb/duckdb-target.js'
import { postgres } from '../../../src/target/profile/postgres.js'
import { linesOf } from '../wire/backend.js'

const LIMITS = { timeoutMs: 20_000 }
const POSTGRES: Dialect = { everyErrorFailsTransaction: true, batchesAreTransactions: true }
const PIPELINE = { delivery: 'pipeline' } as const
const EACH = { delivery: 'pipeline', wire: { sync: 'each' } } as const

const directory = mkdtempSync(join(tmpdir(), 'goldeneye-dialect-'))
let target: DuckDBTarget
let scopeCount = 0

beforeAll(async () => {
  target = await openDuckDBTarget({ name: 'reference', directory, threads: 1 })
})
afterAll(async () => {
  await target.close()
  rmSync(directory, { recursive: true, force: true })
})

/** A session with a table `t`, spoken to as a dialect has it; answers in one line. */
async function openSession(dialect: Dialect) {
  scopeCount += 1
  const scope = { schema: `goldeneye_dialect_${scopeCount}` }
  await target.reset(scope)
  onTestFinished(() => target.clean(scope))
  const session = new DialectSession(await target.open('any', scope))
  const send = async (sql: string, more: Partial<Statement> = {}) => {
    const reply = await session.send(statement(sql, more), { ...dialect, limits: LIMITS })
    const outcomes = linesOf(reply)
    return [...outcomes, reply.status].join(', ')
  }
  await send('CREATE TABLE t (a INTEGER PRIMARY KEY)')
  return send
}

/** What PostgreSQL 15 answers, in the same words; the last read shows what stayed. */
test.each<[sql: string, more: Partial<Statement>, answer: string, left: string]>([
  [
    'INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)',
    {},
    'INSERT 1, INSERT 1, I',
    '[["1"],["2"]]',
  ],
  ['INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)', {}, 'INSERT 1, error constraint, I', '[]'],
  ['INSERT INTO t VALUES (1); SELECT nothing; SELECT 1', {}, 'INSERT 1, error binder, I', '[]'],
  ['INSERT INTO t VALUES (1); SELEC', {}, 'error parser, I', '[]'],
  ['INSERT INTO t VALUES (1); SELEC', PIPELINE, 'INSERT 1, error parser, I', '[]'],
  ['INSERT INTO t VALUES (1); SELECT nothing', PIPELINE, 'INSERT 1, error binder, I', '[]'],
  ['INSERT INTO t VALUES (1); SELECT nothing', EACH, 'INSERT 1, error binder, I', '[["1"]]'],
  [
    'INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (1)',
    {},
    'INSERT 1, COMMIT, error constraint, I',
    '[["1"]]',
  ],
  [
    'INSERT INTO t VALUES (1); ROLLBACK; INSERT INTO t VALUES (2)',
    {},
    'INSERT 1, ROLLBACK, INSERT 1, I',
    '[["2"]]',
  ],
  [
    'INSERT INTO t VALUES (1); BEGIN; INSERT INTO t VALUES (2); ROLLBACK',
    {},
    'INSERT 1, BEGIN, INSERT 1, ROLLBACK, I',
    '[]',
  ],
  ['BEGIN; INSERT INTO t VALUES (1); COMMIT', {}, 'BEGIN, INSERT 1, COMMIT, I', '[["1"]]'],
  [
    'BEGIN; INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (2); SELECT nothing',
    {},
    'BEGIN, INSERT 1, COMMIT, INSERT 1, error binder, I',
    '[["1"]]',
  ],
])('as in PostgreSQL: %s', async (sql, more, answer, left) => {
  const send = await openSession(POSTGRES)
  expect(await send(sql, more)).toBe(answer)
  expect(await send('SELECT a FROM t ORDER BY a')).toBe(`SELECT ${left}, I`)
})

test('a batch that begins a transaction leaves it open, and failed after an error', async () => {
  const send = await openSession(POSTGRES)
  expect(await send('INSERT INTO t VALUES (1); BEGIN; SELECT 1')).toBe(
    'INSERT 1, BEGIN, SELECT [["1"]], T',
  )
  expect(await send('INSERT INTO t VALUES (2); SELECT nothing')).toBe('INSERT 1, error binder, E')
  expect(await send('COMMIT')).toBe('ROLLBACK, I')
  expect(await send('INSERT INTO t VALUES (3); BEGIN; SELECT nothing')).toBe(
    'INSERT 1, BEGIN, error binder, E',
  )
  expect(await send('ROLLBACK')).toBe('ROLLBACK, I')
  expect(await send('FROM t')).toBe('SELECT [], I')
})

test('a pipeline in a transaction fails it at its first error, whatever its Syncs', async () => {
  const send = await openSession(POSTGRES)
  await send('BEGIN')
  const answer = 'error binder, error transaction, E'
  expect(await send('SELECT nothing; SELECT 1', EACH)).toBe(answer)
})

test('by itself DuckDB commits each statement of a batch', async () => {
  const send = await openSession({})
  expect(await send('INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)')).toBe(
    'INSERT 1, error constraint, I',
  )
  expect(await send('FROM t')).toBe('SELECT [["1"]], I')
})

test('parameters go to the statements of a pipeline that name them', async () => {
  const send = await openSession(POSTGRES)
  const params = [1, 2].map((n) => ({ type: 'INTEGER', text: String(n) }))
  const sql = 'INSERT INTO t VALUES ($1); SELECT $1 + $2 AS s; SELECT a FROM t'
  expect(await send(sql, { ...PIPELINE, params })).toBe(
    'INSERT 1, SELECT [["3"]], SELECT [["1"]], I',
  )
})

test('a reference of the subject’s own kind is left to treat a batch as it does', async () => {
  const texts = [
    'CREATE TABLE t (a INTEGER)',
    'INSERT INTO t VALUES (1); SELECT nothing',
    'SELECT a FROM t',
  ]
  const plan: Plan = {
    sessions: [{ name: 'a', node: 'any' }],
    steps: texts.map((sql) => ({ kind: 'statement', session: 'a', statement: statement(sql) })),
    features: [],
  }
  const left = async (name: string) => {
    scopeCount += 1
    const scope = { schema: `goldeneye_dialect_${scopeCount}` }
    const settings = { timeoutMs: 20_000, nowNs: () => 0n, nextScope: () => scope }
    const side = { scope, settings, oracles: [], profile: { ...postgres, name } }
    const { records } = await execute(plan, target, side)
    return records.at(-1)?.outcomes.flatMap((one) => (one.kind === 'rows' ? one.rows : []))
  }
  expect(await left('postgres')).toEqual([])
  expect(await left(target.facts.profile)).toEqual([['1']])
})
