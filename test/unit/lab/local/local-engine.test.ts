import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EngineError, type EngineSession } from '../../../../src/lab/engine.js'
import { type LocalEngine, openLocalEngine } from '../../../../src/lab/local-engine.js'

const MERGE =
  'merge into t using (select 9 a) s on t.a = s.a when not matched then insert (a) values (9)'
const LOGIN = { user: 'u', database: 'd' }
let engine: LocalEngine
let session: EngineSession

beforeEach(async () => {
  engine = await openLocalEngine({ path: ':memory:' })
  session = await engine.open(LOGIN)
})
afterEach(() => engine.close())

const run = (sql: string) => session.execute(sql, [])

async function failure(call: Promise<unknown>): Promise<EngineError> {
  try {
    await call
  } catch (error) {
    if (error instanceof EngineError) return error
    throw error
  }
  throw new Error('it did not fail')
}

describe('split', () => {
  test.each([
    ['', []],
    [' ; -- nothing\n;', []],
    ['select 1; select 2', ['select 1', 'select 2']],
    ["select ';' /* ; */; select $$ ; $$", ["select ';' /* ; */", 'select $$ ; $$']],
    ['pivot t on b using count(*); select 1', ['pivot t on b using count(*)', 'select 1']],
  ])('%j', async (sql, statements) => {
    const texts = await session.split(sql)
    expect(texts.map((text) => text.replace(/ \/\* ; \*\/$/, ''))).toEqual(
      statements.map((text) => text.replace(/ \/\* ; \*\/$/, '')),
    )
  })

  test('a syntax error anywhere is an error of the whole text', async () => {
    expect((await failure(session.split('select 1; selec 2'))).errorClass).toBe('parser')
  })
})

describe('verbs and counts', () => {
  test.each<readonly [string, string, number | undefined]>([
    ['create table u (a int)', 'CREATE TABLE', undefined],
    ['create or replace temp table u as select 1 a from range(3)', 'SELECT', 3],
    ['create view v as select 1', 'CREATE VIEW', undefined],
    ['insert into t values (3, null), (4, null)', 'INSERT', 2],
    ['insert into t values (5, null) returning a', 'INSERT', 1],
    ['update t set b = 1', 'UPDATE', 2],
    ['delete from t', 'DELETE', 2],
    ['delete from t where a = 1 returning *', 'DELETE', 1],
    ['truncate t', 'TRUNCATE TABLE', 2],
    [MERGE, 'MERGE', 1],
    ['select 1', 'SELECT', undefined],
    ['values (1)', 'SELECT', undefined],
    ['from t', 'SELECT', undefined],
    ['explain select 1', 'EXPLAIN', undefined],
    ['show tables', 'SHOW', undefined],
    ['begin', 'BEGIN', undefined],
    ['start transaction', 'BEGIN', undefined],
    ['set variable x = 1', 'SET', undefined],
    ["attach ':memory:' as z", 'ATTACH', undefined],
    ['drop table if exists nope', 'DROP TABLE', undefined],
    ['alter table t add column c int', 'ALTER TABLE', undefined],
    ['create unique index i on t(b)', 'CREATE INDEX', undefined],
    ["comment on table t is 'x'", 'COMMENT', undefined],
    ['pivot t on b using count(*)', 'SELECT', undefined],
  ])('%s', async (sql, verb, affected) => {
    await run('create table t (a int primary key, b int)')
    await run('insert into t values (1, 1), (2, 2)')
    expect(await run(sql)).toMatchObject({ verb, affected })
  })
})

describe('transaction status', () => {
  test.each([
    ['select * from nope', 'T'],
    ['selec 1', 'T'],
    ["select 'x'::int", 'E'],
    ['insert into t values (1)', 'E'],
    ['begin', 'E'],
    ["select error('x')", 'E'],
  ])('after the error of %s it is %s', async (sql, status) => {
    await run('create table t (a int primary key)')
    await run('insert into t values (1)')
    await run('begin')
    expect(session.status()).toBe('T')
    await failure(run(sql))
    expect(session.status()).toBe(status)
    expect((await run('commit')).verb).toBe(status === 'E' ? 'ROLLBACK' : 'COMMIT')
    expect(session.status()).toBe('I')
  })

  test('a COMMIT that fails has ended the transaction', async () => {
    await run('create table t (a int primary key)')
    const other = await engine.open(LOGIN)
    for (const one of [session, other]) {
      await one.execute('begin', [])
      await one.execute('insert into t values (1)', [])
    }
    await other.execute('commit', [])
    expect((await failure(run('commit'))).errorClass).toMatch(/transaction|constraint/)
    expect(session.status()).toBe('I')
    expect((await run('begin')).verb).toBe('BEGIN')
  })

  test('outside a transaction an error leaves it idle', async () => {
    await failure(run("select 'x'::int"))
    expect(session.status()).toBe('I')
  })

  test('an error of describe counts, too', async () => {
    await run('begin')
    await failure(session.describe('select nope', []))
    expect(session.status()).toBe('T')
  })
})

describe('describe', () => {
  test.each([
    ['select 1 a', [], [], [['a', 'INTEGER']]],
    ['insert into t values ($1, $2)', [], ['INTEGER', 'VARCHAR'], undefined],
    ['insert into t values ($2, $1) returning b', [], ['VARCHAR', 'INTEGER'], [['b', 'VARCHAR']]],
    ['select $1 + 1 s', ['INTEGER'], ['INTEGER'], [['s', 'INTEGER']]],
    ['select $1', [], ['UNKNOWN'], [['$1', 'VARCHAR']]],
    ['select $1', ['DATE'], ['DATE'], [['$1', 'DATE']]],
    [
      "select '{}'::json j, row(1, 'x') r",
      [],
      [],
      [
        ['j', 'JSON'],
        ['r', 'STRUCT(INTEGER, VARCHAR)'],
      ],
    ],
    ['select [1]::json[] l', [], [], [['l', 'JSON[]']]],
    ['begin', [], [], undefined],
    [
      'pivot t on b in (1) using count(*)',
      [],
      [],
      [
        ['a', 'INTEGER'],
        ['1', 'BIGINT'],
      ],
    ],
    [
      'pivot t on b using count(*)',
      [],
      [],
      [
        ['a', 'INTEGER'],
        ['x', 'BIGINT'],
      ],
    ],
  ])('%s', async (sql, declared, parameters, columns) => {
    await run("create table t as select 1 a, 'x' b")
    const described = await session.describe(sql, declared)
    expect(described.parameters).toEqual(parameters)
    expect(described.columns?.map(({ name, type }) => [name, type])).toEqual(columns)
  })
})

test.each([
  ['INTEGER', '42', 42],
  ['BIGINT', '9223372036854775807', 9223372036854775807n],
  ['VARCHAR', 'é\u0000x', 'é\u0000x'],
  ['DECIMAL(5,2)', '1.5', { width: 5, scale: 2, value: 150n }],
  ['DATE', '1970-01-02', { days: 1 }],
  ['INTEGER[]', '[1, NULL]', { items: [1, null] }],
  ['STRUCT(a INTEGER)', "{'a': 1}", { entries: { a: 1 } }],
  ['UHUGEINT', '340282366920938463463374607431768211455', (1n << 128n) - 1n],
  ['BIGNUM', '5', 5n],
  ['INTEGER', null, null],
])('a parameter of type %s, %s', async (type, text, value) => {
  const { rows, columns } = await session.execute('select $1 p', [{ type, text }])
  expect(columns?.[0]?.type.replaceAll('"', '')).toBe(type)
  expect(JSON.stringify(rows[0]?.[0], bigints)).toBe(JSON.stringify(value, bigints))
})

test('a parameter without a type takes the one that DuckDB finds', async () => {
  await run('create table t (a decimal(5,2))')
  await session.execute('insert into t values ($1)', [{ type: undefined, text: '1.25' }])
  expect((await run('select a::varchar from t')).rows).toEqual([['1.25']])
})

test.each([
  ['select $1 + 1', '41', 42],
  ['select a + $1 from (select 1::bigint a)', '1', 2n],
  ['select $1', '41', '41'],
])('a number where a text does not fit: %s', async (sql, text, value) => {
  expect((await session.describe(sql, [])).parameters).toEqual(['UNKNOWN'])
  expect((await session.execute(sql, [{ type: undefined, text }])).rows).toEqual([[value]])
})

test.each([
  ["row(1, 'x')", { fields: [1, 'x'] }],
  ["[row(1, 'x'), NULL]", { items: [{ fields: [1, 'x'] }, null] }],
  ["map {1: row(1, 'x')}", { entries: [{ key: 1, value: { fields: [1, 'x'] } }] }],
  ["array_value(row(1, 'x'))", { items: [{ fields: [1, 'x'] }] }],
  ["union_value(m := row(1, 'x'))", { tag: 'm', value: { fields: [1, 'x'] } }],
  ["{'__proto__': 1, 'b': [2]}", { fields: [1, { items: [2] }] }],
  ["{'k': row(row(1, 2), 3)}", { entries: { k: { fields: [{ fields: [1, 2] }, 3] } } }],
])('no field of %s is lost', async (sql, value) => {
  const { rows } = await run(`select * from (values (${sql}), (NULL), (${sql})) t(x)`)
  expect(rows).toEqual([[value], [null], [value]])
})

test('cancel interrupts what is running and leaves the session usable', async () => {
  const running = failure(run('select count(*) from range(10000000) a, range(10000000) b'))
  setTimeout(() => session.cancel(), 20)
  expect((await running).errorClass).toBe('interrupt')
  expect((await run('select 1')).rows).toEqual([[1]])
})

test('close interrupts what is running', async () => {
  const running = failure(run('select count(*) from range(10000000) a, range(10000000) b'))
  await session.close()
  expect((await running).errorClass).toBe('interrupt')
})

test('the mutant that swaps the order of NULLs', async () => {
  const mutant = await openLocalEngine({
    path: ':memory:',
    mutations: new Set(['nulls-order-swapped']),
  })
  try {
    const sql = 'select a from (values (1), (NULL)) t(a) order by a'
    expect((await run(sql)).rows).toEqual([[1], [null]])
    expect((await (await mutant.open(LOGIN)).execute(sql, [])).rows).toEqual([[null], [1]])
  } finally {
    await mutant.close()
  }
})

function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}

test('a text keeps the U+FEFF that it begins with', async () => {
  const { rows } = await run("SELECT chr(65279) || 'x', length(chr(65279) || 'x')")
  expect(rows).toEqual([['\ufeffx', 2n]])
})
