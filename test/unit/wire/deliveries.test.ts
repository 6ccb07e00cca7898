import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { canonicalRows } from '../../../src/judge/cells.js'
import { openLocalEngine } from '../../../src/lab/local-engine.js'
import { NO_MUTATIONS } from '../../../src/lab/mutants.js'
import { startPgServer } from '../../../src/lab/pgwire/server.js'
import type { Reply, Rows } from '../../../src/model/outcome.js'
import type { Profile } from '../../../src/model/profile.js'
import { type Statement, statement } from '../../../src/model/statement.js'
import type { Session, Target } from '../../../src/model/target.js'
import { openDuckDBTarget } from '../../../src/target/duckdb/duckdb-target.js'
import { parsePgUrl } from '../../../src/target/pg/connection-settings.js'
import { openPgTarget } from '../../../src/target/pg/pg-target.js'
import { generic } from '../../../src/target/profile/generic.js'
import { linesOf } from './backend.js'

const ENDLESS = 'SELECT count(*) FROM range(1000000000000) a, range(1000000) b'
/** Not probed, because nothing here depends on what it can do. */
const PROFILE: Profile = { ...generic, name: 'lab' }

const directory = mkdtempSync(join(tmpdir(), 'goldeneye-ways-'))

interface Sides {
  readonly subject: Session
  readonly reference: Session
}

/** One server and one DuckDB for the whole file; what was opened last is closed first. */
const targets: Target[] = []
const closings: (() => Promise<void>)[] = []
let scopeCount = 0

beforeAll(async () => {
  const engine = await openLocalEngine({ path: ':memory:' })
  closings.unshift(() => engine.close())
  const server = await startPgServer({
    ...{ host: '127.0.0.1', port: 0, engine },
    ...{ auth: { kind: 'trust' }, mutations: NO_MUTATIONS },
  })
  closings.unshift(() => server.close())
  const endpoints = parsePgUrl(`postgres://u@127.0.0.1:${server.port}/lab`, { environment: {} })
  const files = { kind: 'shared', directory } as const
  targets.push(await openPgTarget({ name: 'subject', endpoints, profile: PROFILE, files }))
  targets.push(await openDuckDBTarget({ name: 'reference', directory, threads: 1 }))
  for (const target of targets) closings.unshift(() => target.close())
})
afterAll(async () => {
  for (const close of closings) await close()
  rmSync(directory, { recursive: true, force: true })
})

/** A session on each side, in a clean scope that is gone when the test ends. */
async function openSides(): Promise<Sides> {
  scopeCount += 1
  const scope = { schema: `goldeneye_ways_${scopeCount}` }
  for (const target of targets) {
    await target.reset(scope)
    onTestFinished(() => target.clean(scope))
  }
  const [subject, reference] = await Promise.all(targets.map((one) => one.open('any', scope)))
  return { subject: subject as Session, reference: reference as Session }
}

function send(session: Session, sql: string, more: Partial<Statement> = {}): Promise<Reply> {
  return session.send(statement(sql, more), { timeoutMs: 20_000 })
}

async function both({ subject, reference }: Sides, sql: string, more: Partial<Statement> = {}) {
  return { subject: await send(subject, sql, more), reference: await send(reference, sql, more) }
}

/** Both sides’ answers in one line each; the same text where they agree. */
async function lines(sides: Sides, sql: string, more: Partial<Statement> = {}) {
  const { subject, reference } = await both(sides, sql, more)
  const shown = (reply: Reply) =>
    reply.outcomes.map((outcome, i) => {
      const twin = reference.outcomes[i]
      if (outcome.kind === 'error') return outcome.errorClass
      if (outcome.kind !== 'rows' || twin?.kind !== 'rows')
        return linesOf({ outcomes: [outcome] })[0]
      return JSON.stringify(outcome === twin ? outcome.rows : canonicalRows(outcome, twin.columns))
    })
  const [left, right] = [subject, reference].map((reply) =>
    [...shown(reply), reply.status].join(', '),
  )
  expect(left).toBe(right)
  return left
}

const TYPES = `CREATE TABLE t (a INTEGER PRIMARY KEY, b VARCHAR, c DOUBLE, d DECIMAL(18,3), e TIMESTAMP, f BLOB,
  g INTEGER[], h UUID, i BOOLEAN, j HUGEINT, k DATE, l INTERVAL, m FLOAT, n TINYINT, o TIME)`
const FILL = `INSERT INTO t SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE E'a\\té\\\\N' || i END, i / 7, i * 1.5,
  TIMESTAMP '2020-01-01 00:00:00.123456' + i * INTERVAL 1 DAY, '\\xAA'::BLOB, [i, NULL],
  ('00000000-0000-0000-0000-' || lpad(i::VARCHAR, 12, '0'))::UUID, i % 2 = 0, i::HUGEINT * 10::HUGEINT ** 30,
  DATE '0001-01-01' + i::INTEGER, i * INTERVAL 1 MONTH, i / 3, i, TIME '01:02:03.000004' FROM range(7) r(i)`

const WAYS: readonly Partial<Statement>[] = [
  { delivery: 'simple' },
  { delivery: 'copy' },
  { delivery: 'pipeline' },
  { delivery: 'pipeline', wire: { sync: 'each', results: 'binary' } },
  ...(['extended', 'prepared'] as const).flatMap((delivery) => [
    { delivery },
    { delivery, wire: { results: 'binary' } } as const,
    ...[1, 2, 7, 8].map((fetchRows) => ({ delivery, wire: { fetchRows } })),
    { delivery, wire: { fetchRows: 3, results: 'binary' } } as const,
  ]),
]

test('every way to send a statement has the rows of DuckDB', async () => {
  const sides = await openSides()
  expect(await lines(sides, `${TYPES}; ${FILL}`)).toBe('CREATE TABLE, INSERT 7, I')
  const sql = 'SELECT * FROM t ORDER BY a'
  for (const way of WAYS) {
    const { subject, reference } = await both(sides, sql, way)
    expect([...linesOf(subject), subject.status]).toHaveLength(2)
    const [theirs, ours] = [subject.outcomes[0] as Rows, reference.outcomes[0] as Rows]
    expect(ours.rows).toHaveLength(7)
    expect({ way, rows: canonicalRows(theirs, ours.columns) }).toEqual({ way, rows: ours.rows })
    expect(theirs.count).toBe(way.wire?.fetchRows === undefined ? 7 : undefined)
    const isTold = way.delivery !== 'copy'
    expect(theirs.columns.map(({ name }) => name)).toEqual(
      ours.columns.map(({ name }) => (isTold ? name : '')),
    )
  }
})

test('parameters are the same as text and in binary', async () => {
  const sides = await openSides()
  const params = [
    { type: 'INTEGER', text: '-5' },
    { type: 'TINYINT', text: '5' },
    { type: 'DOUBLE', text: '0.1' },
    { type: 'DECIMAL(9,2)', text: '-12.30' },
    { type: 'TIMESTAMP', text: '2020-02-03 04:05:06.000007' },
    { type: 'BLOB', text: '\\xAAb' },
    { type: 'VARCHAR', text: 'é' },
    { type: 'INTEGER[]', text: '[1, NULL]' },
    { type: 'INTEGER', text: null },
  ]
  const sql = `SELECT ${params.map(({ type }, i) => `$${i + 1}::${type} AS c${i}`).join(', ')}`
  for (const delivery of ['extended', 'prepared', 'pipeline'] as const) {
    const text = await lines(sides, sql, { params, delivery })
    expect(text).toContain('"-12.30"')
    expect(await lines(sides, sql, { params, delivery, wire: { parameters: 'binary' } })).toBe(text)
  }
})

test('a pipeline ends at its first error, or goes on behind its next Sync', async () => {
  const sides = await openSides()
  await lines(sides, 'CREATE TABLE t (a INTEGER)')
  const sql = "INSERT INTO t VALUES (1); SELECT 'x'::INTEGER; INSERT INTO t VALUES (2) RETURNING a"
  const each = { delivery: 'pipeline', wire: { sync: 'each' } } as const
  expect(await lines(sides, sql, { delivery: 'pipeline' })).toBe('INSERT 1, conversion, I')
  expect(await lines(sides, sql, each)).toBe('INSERT 1, conversion, [["2"]], I')
  expect(await lines(sides, 'SELECT a FROM t ORDER BY a')).toBe('[["1"],["1"],["2"]], I')
  await lines(sides, 'BEGIN')
  expect(await lines(sides, sql, each)).toBe('INSERT 1, conversion, transaction, E')
  expect(await lines(sides, 'COMMIT')).toBe('ROLLBACK, I')
})

test('an abandoned portal has shown its first page, and nothing stays of it', async () => {
  const sides = await openSides()
  const page = { delivery: 'extended', wire: { fetchRows: 2, abandon: true } } as const
  for (const around of ['BEGIN', 'COMMIT']) {
    expect(await lines(sides, 'FROM range(5)', page)).toContain('[["0"],["1"]]')
    expect(await lines(sides, 'FROM range(1)', page)).toContain('[["0"]]')
    await lines(sides, around)
  }
})

test('a description executes nothing', async () => {
  const sides = await openSides()
  await lines(sides, 'CREATE TABLE t (a INTEGER)')
  for (const delivery of ['extended', 'prepared'] as const) {
    const described = { delivery, wire: { describeOnly: true } } as const
    expect(await lines(sides, 'INSERT INTO t VALUES (1) RETURNING a', described)).toBe('[], I')
    expect(await lines(sides, 'INSERT INTO t VALUES (1)', described)).toBe('done, I')
    expect(await lines(sides, 'SELECT nothing', described)).toBe('binder, I')
    const params = [{ type: 'DATE', text: '2020-01-01' }]
    const { subject, reference } = await both(sides, 'SELECT $1 AS x, 1 AS y', {
      ...described,
      params,
    })
    expect(reference.outcomes).toMatchObject([
      {
        columns: [
          { name: 'x', type: { name: 'DATE' } },
          { name: 'y', type: { name: 'INTEGER' } },
        ],
      },
    ])
    expect(subject.outcomes).toMatchObject([{ columns: [{ name: 'x' }, { name: 'y' }] }])
  }
  expect(await lines(sides, 'FROM t')).toBe('[], I')
})

test('a named statement sees what has changed since', async () => {
  const sides = await openSides()
  const sql = 'SELECT * FROM t ORDER BY a DESC'
  await lines(sides, 'CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)')
  expect(await lines(sides, sql, { delivery: 'prepared' })).toBe('[["1"]], I')
  await lines(sides, 'INSERT INTO t VALUES (3), (2)')
  expect(await lines(sides, sql, { delivery: 'prepared' })).toBe('[["3"],["2"],["1"]], I')
  await lines(sides, 'DELETE FROM t WHERE a = 3; UPDATE t SET a = 7 WHERE a = 1')
  expect(await lines(sides, sql, { delivery: 'prepared' })).toBe('[["7"],["2"]], I')
})

test('a cancel stops what runs, and never what comes after it', async () => {
  const sides = await openSides()
  for (const delivery of ['simple', 'extended', 'pipeline'] as const) {
    expect(await lines(sides, ENDLESS, { delivery, wire: { cancelAfterMs: 20 } })).toBe(
      'interrupt, I',
    )
    expect(await lines(sides, 'SELECT 1')).toBe('[["1"]], I')
  }
  for (let i = 0; i < 20; i += 1) {
    await sides.subject.cancel()
    await sides.reference.cancel()
    // Whether it comes in time is open.
    await both(sides, 'SELECT 1', { wire: { cancelAfterMs: 0 } })
    expect(await lines(sides, 'SELECT 1')).toBe('[["1"]], I')
  }
})
