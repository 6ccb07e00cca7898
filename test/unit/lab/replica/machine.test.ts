import { afterEach, beforeEach, expect, test } from 'vitest'
import { ReadGate } from '../../../../src/lab/cluster/read-gate.js'
import { type LocalEngine, openLocalEngine } from '../../../../src/lab/local-engine.js'
import type { MutantName } from '../../../../src/lab/mutants.js'
import { makeHooks } from '../../../../src/lab/replica/hooks.js'
import { Machine } from '../../../../src/lab/replica/machine.js'
import { AttachedDatabases } from '../../../../src/lab/snapshot/attached.js'

const LOGIN = { user: 'u', database: 'd' }
let engine: LocalEngine
let machine: Machine
let attached: AttachedDatabases
let index = 0
const ABORT = { kind: 'abort', session: 'a', undoes: false } as const

beforeEach(async () => {
  engine = await openLocalEngine({ path: ':memory:' })
})

afterEach(() => engine.close())

function start(mutant?: MutantName): void {
  attached = new AttachedDatabases([])
  const hooks = makeHooks({
    ...{ node: 'n3', nodes: ['n1', 'n2', 'n3'], gate: new ReadGate(), attached },
    mutations: new Set(mutant ? [mutant] : []),
    leader: () => 'n1',
    sessionHere: () => undefined,
  })
  machine = new Machine(engine, hooks)
}

async function apply(session: string, sql: string, texts: readonly string[] = []) {
  const parameters = texts.map((text) => ({ type: 'INTEGER', text }))
  const entry = { kind: 'execute', session, login: LOGIN, sql, parameters, commits: true } as const
  return machine.apply({ index: ++index, term: 1, entry })
}

async function rows(session: string, sql: string): Promise<unknown> {
  return (await apply(session, sql)).result?.rows
}

test('sessions have transactions of their own', async () => {
  start()
  await apply('a', 'CREATE TABLE t (i INT)')
  await apply('a', 'BEGIN')
  expect((await apply('a', 'INSERT INTO t VALUES (1)')).status).toBe('T')
  expect(await rows('b', 'FROM t')).toEqual([])
  expect(machine.isQuiet).toBe(false)
  await machine.apply({ index: ++index, term: 2, entry: { kind: 'leader', node: 'n2' } })
  expect(machine.isQuiet).toBe(true)
  expect(await rows('b', 'FROM t')).toEqual([])
})

test('an aborted transaction fails until its end', async () => {
  start()
  await apply('a', 'CREATE TABLE t (i INT)')
  await apply('a', 'BEGIN')
  await apply('a', 'INSERT INTO t VALUES (1)')
  await machine.apply({ index: ++index, term: 1, entry: ABORT })
  expect(await apply('a', 'INSERT INTO t VALUES (2)')).toMatchObject({
    status: 'E',
    error: { errorClass: 'transaction' },
  })
  expect((await apply('a', 'COMMIT')).status).toBe('I')
  expect(await rows('a', 'FROM t')).toEqual([])
})

test('a statement whose cancel came first is not begun, and one that runs is interrupted', async () => {
  start()
  await apply('a', 'BEGIN')
  const slow = 'SELECT count(*) FROM range(10000000) a, range(10000000) b'
  const execute = { kind: 'execute', session: 'a', login: LOGIN, parameters: [] } as const
  const run = (sql: string, signal: AbortSignal) =>
    machine.apply({ index: ++index, term: 1, entry: { ...execute, sql, commits: false } }, signal)
  const error = { errorClass: 'interrupt' }
  expect(await run(slow, AbortSignal.abort())).toMatchObject({ status: 'T', error })
  const controller = new AbortController()
  const running = run(slow, controller.signal)
  setImmediate(() => controller.abort())
  expect(await running).toMatchObject({ status: 'E', error })
})

test.each([
  ['a read', false, 'transaction'],
  ['a change of rows', true, undefined],
])('after %s was interrupted its rows are locked alike on every node', async (_, undoes, error) => {
  start()
  await apply('a', 'CREATE TABLE t AS SELECT 1 AS i')
  await apply('a', 'BEGIN')
  await apply('a', 'UPDATE t SET i = 2')
  await machine.apply({ index: ++index, term: 1, entry: { ...ABORT, undoes } })
  expect((await apply('b', 'UPDATE t SET i = 3')).error?.errorClass).toBe(error)
  expect(await apply('a', 'SELECT 1')).toMatchObject({ status: 'E' })
  expect(await apply('a', 'COMMIT')).toMatchObject({ result: { verb: 'ROLLBACK' } })
  expect(await rows('b', 'FROM t')).toEqual([[undoes ? 3 : 1]])
})

test('a failed transaction keeps what it has attached until its end', async () => {
  start()
  const listed = 'SELECT database_name FROM duckdb_databases() WHERE NOT internal ORDER BY 1'
  await apply('a', 'BEGIN')
  await apply('a', "ATTACH ':memory:' AS m")
  await machine.apply({ index: ++index, term: 1, entry: ABORT })
  expect(await rows('b', listed)).toEqual([['m'], ['memory']])
  await apply('a', 'ROLLBACK')
  expect(await rows('b', listed)).toEqual([['memory']])
})

test('ATTACH is undone by ROLLBACK, DETACH is not', async () => {
  start()
  await apply('a', 'ATTACH \':memory:\' AS "K"')
  await apply('a', 'BEGIN')
  await apply('a', "ATTACH ':memory:' AS m")
  await apply('a', 'DETACH k')
  await apply('a', 'ROLLBACK')
  expect(attached.all()).toEqual([])
  const listed = 'SELECT database_name FROM duckdb_databases() WHERE NOT internal'
  expect(await rows('a', listed)).toEqual([['memory']])
  await apply('a', 'BEGIN')
  await apply('a', "ATTACH ':memory:' AS m")
  await apply('a', 'COMMIT')
  expect(attached.all().map(({ name }) => name)).toEqual(['m'])
})

const PREPARE = 'CREATE TABLE t (i INT PRIMARY KEY)'
const FAILS = 'INSERT INTO t VALUES ($2), ($1), ($2)'

test.each([
  [undefined, []],
  ['half-applied-statement', [[1], [2]]],
] as const)('a failing INSERT with %s', async (mutant, expected) => {
  start(mutant)
  await apply('a', PREPARE)
  expect((await apply('a', FAILS, ['2', '1'])).error?.errorClass).toBe('constraint')
  expect(await rows('a', 'FROM t ORDER BY i')).toEqual(expected)
})

test.each([
  [undefined, []],
  ['aborted-commit-keeps', [[1]]],
] as const)('COMMIT of an aborted transaction with %s', async (mutant, expected) => {
  start(mutant)
  await apply('a', PREPARE)
  await apply('a', 'BEGIN')
  await apply('a', 'INSERT INTO t VALUES (1)')
  await apply('a', 'INSERT INTO t VALUES (1)')
  expect(await apply('a', 'COMMIT')).toMatchObject({ status: 'I', result: { verb: 'ROLLBACK' } })
  expect(await rows('a', 'FROM t')).toEqual(expected)
})

test.each([
  [undefined, 60],
  ['entry-skipped', 57],
  ['entry-applied-twice', 65],
] as const)('sixty rows on the chosen follower with %s', async (mutant, count) => {
  start(mutant)
  await apply('a', 'CREATE TABLE t (i INT)')
  for (let i = 0; i < 60; i += 1) await apply('a', `INSERT INTO t VALUES (${i})`)
  expect(await rows('a', 'SELECT count(*)::INT FROM t')).toEqual([[count]])
})

test.each([
  [undefined, ['memory', 'memory', 'memory']],
  ['alias-leaks', ['memory', 'm', 'm']],
] as const)('the default catalog of another session with %s', async (mutant, expected) => {
  start(mutant)
  await apply('a', "ATTACH ':memory:' AS m")
  const seen: unknown[] = []
  for (let i = 0; i < expected.length; i += 1) {
    await apply('b', 'SELECT 1')
    await apply('a', 'USE m')
    seen.push(((await rows('b', 'SELECT current_database()')) as unknown[][])[0]?.[0])
  }
  expect(seen).toEqual(expected)
})
