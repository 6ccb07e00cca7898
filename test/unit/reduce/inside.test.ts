import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Case } from '../../../src/model/case.js'
import type { Plan, Step } from '../../../src/model/plan.js'
import { type Statement, statement } from '../../../src/model/statement.js'
import { columnRemovals } from '../../../src/reduce/columns.js'
import { layOut } from '../../../src/reduce/edits.js'
import { insideRemovals } from '../../../src/reduce/inside.js'
import { withSql } from '../../../src/reduce/parameters.js'
import { sensibleAfter } from '../../../src/reduce/sensible.js'
import type { Grammar } from '../../../src/sql/peg/grammar.js'
import { parseText } from '../../../src/sql/peg/parse.js'
import { duckdbGrammar } from '../../../src/target/duckdb/grammar.js'
import { reduceWhile } from './reduce-while.js'

let grammar: Grammar
let instance: DuckDBInstance
beforeAll(async () => {
  const found = await duckdbGrammar()
  if (!found) throw new Error('the installed DuckDB carries no grammar that is of use')
  grammar = found
  instance = await DuckDBInstance.create(':memory:')
})
afterAll(() => {
  instance.closeSync()
})

const step = (sql: string, more: Partial<Statement> = {}): Step => ({
  kind: 'statement',
  session: 'main',
  statement: statement(sql, more),
})
const planOf = (steps: readonly Step[]): Plan => ({
  sessions: [{ name: 'main', node: 'any' }],
  steps,
  features: [],
})
const sqls = (plan: Plan) =>
  plan.steps.map((one) => (one.kind === 'statement' ? one.statement.sql : one.kind))

async function reducedWhile(
  texts: readonly (string | Step)[],
  shows: (plan: Plan) => Promise<boolean> | boolean,
  { grammar: used }: { readonly grammar: Grammar | undefined } = { grammar },
) {
  const plan = planOf(texts.map((one) => (typeof one === 'string' ? step(one) : one)))
  expect(await shows(plan)).toBe(true)
  const options = { maxExecutions: 5_000, shouldStop: () => false, grammar: used }
  return reduceWhile({ header: {}, plan }, async (one: Case) => shows(one.plan), options)
}

type Rows = readonly (readonly string[] | undefined)[]

/** What the statements answer in a database of their own; nothing for one that fails. */
async function answers(plan: Plan): Promise<Rows> {
  const connection = await instance.connect()
  await connection.run("ATTACH ':memory:' AS fresh; USE fresh")
  const rows: (readonly string[] | undefined)[] = []
  for (const sql of sqls(plan)) {
    const reader = await connection.runAndReadAll(sql).catch(() => undefined)
    const types = reader?.columnTypes().map(String)
    rows.push(
      reader && [...(types ?? []), ...reader.getRowsJson().map((row) => JSON.stringify(row))],
    )
  }
  await connection.run('USE memory; DETACH fresh')
  connection.closeSync()
  return rows
}

describe('a column goes with all that mentions it', () => {
  const texts = [
    'CREATE TABLE t (a INTEGER PRIMARY KEY, b DECIMAL(18,2) DEFAULT 3, c DATE, CHECK (a > b), UNIQUE (a, b))',
    "CREATE VIEW v AS SELECT a, b FROM t WHERE c > DATE '2000-01-01' AND a < 3 OR b > 1",
    'INSERT INTO t VALUES (1, 2, NULL), ($1, $2, $3)',
    'INSERT INTO t (c, a) SELECT NULL, 2',
    'CREATE INDEX i ON t (b)',
    'INSERT INTO t (a, b) VALUES (1, -2) ON CONFLICT (a) DO UPDATE SET b = excluded.b, c = NULL RETURNING b',
    'UPDATE t SET b = 1, c = NULL WHERE coalesce(b, 0) = 3',
    'SELECT b FROM other',
    'SELECT t.a, sum("B") AS b, c FROM t GROUP BY a, c ORDER BY a, b + 1',
  ]
  const params = ['1', '2', '3'].map((text) => ({ type: 'INTEGER', text }))

  test('b of t', () => {
    const plan = planOf(texts.map((sql) => step(sql, sql.includes('$') ? { params } : {})))
    const without = [...columnRemovals(plan, grammar)]
    expect(without.map(({ what }) => what)).toEqual([
      'the column a of t',
      'the column b of t',
      'the column c of t',
    ])
    const shorter = without[1]?.plan ?? plan
    expect(sqls(shorter)).toMatchInlineSnapshot(`
      [
        "CREATE TABLE t (a INTEGER PRIMARY KEY, c DATE, UNIQUE (a))",
        "CREATE VIEW v AS SELECT a FROM t WHERE c > DATE '2000-01-01' AND a < 3",
        "INSERT INTO t VALUES (1, NULL), ($1, $2)",
        "INSERT INTO t (c, a) SELECT NULL, 2",
        "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET c = NULL",
        "UPDATE t SET c = NULL",
        "SELECT b FROM other",
        "SELECT t.a, c FROM t GROUP BY a, c ORDER BY a",
      ]
    `)
    expect(shorter.steps[2]).toMatchObject({
      statement: { params: [params[0], params[2]] },
    })
  })

  test('the last column and what the last step is about have to stay', () => {
    expect([...columnRemovals(planOf([step('CREATE TABLE t (a INTEGER)')]), grammar)]).toEqual([])
    const needsB = ['CREATE TABLE t (a INTEGER, b INTEGER)', 'SELECT b FROM t'].map((sql) =>
      step(sql),
    )
    expect([...columnRemovals(planOf(needsB), grammar)].map(({ what }) => what)).toEqual([
      'the column a of t',
    ])
  })
})

describe('what is not worth running', () => {
  test.each([
    ['SELECT a FROM t', 'SELECT FROM t', false],
    ['SELECT * FROM t', 'FROM t', false],
    ['FROM t WHERE x', 'FROM t', true],
    ['SELECT a FROM t', 'SELECT a', false],
    ['SELECT a, b', 'SELECT b', true],
    ['SELECT current_date FROM t', 'SELECT current_date', true],
    ['SELECT (SELECT x FROM u) FROM t', 'SELECT (SELECT x FROM u)', true],
    ['SELECT list_filter(l, x -> x) FROM t', 'SELECT list_filter([1], x -> x)', true],
    ['INSERT INTO t VALUES (1, 2), (3, 4)', 'INSERT INTO t VALUES (1), (3, 4)', false],
    ['CREATE TABLE t (a INTEGER, b INTEGER)', 'CREATE TABLE t (a)', false],
    ['CREATE TABLE t (a INTEGER, b AS (a))', 'CREATE TABLE t (a INTEGER, b AS (1))', true],
    ['SELECT * FROM (VALUES (1)) v', 'VALUES (1)', false],
    [
      'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n FROM c',
      'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c',
      false,
    ],
    ['SELECT 1, 2', 'SELECT 1,', false],
    ['SELECT 1, 2,', 'SELECT 1,', true],
    ['SELECT f(1, 2)', 'SELECT f(2)', true],
    ['CREATE TABLE t (a DECIMAL(9, 1))', 'CREATE TABLE t (a DECIMAL())', false],
    ['SELECT 1 + 2', 'SELECT 1 +', false],
  ])('%s → %s: %s', (before, after, isWorth) => {
    const tree = parseText(before, grammar)
    expect(tree && sensibleAfter(tree, grammar)(after)).toBe(isWorth)
  })
})

test.each([
  ['SELECT  1 ,\n 2 -- two', 'SELECT 1, 2'],
  ['SELECT count( * ) /* all */ FROM a . b', 'SELECT count(*) FROM a.b'],
  ["SELECT ' a  b '", "SELECT ' a  b '"],
  ['SELECT - -1', 'SELECT - -1'],
])('laid out: %j', (before, after) => {
  expect(layOut(before)).toBe(after)
})

test('a statement keeps the parameters that it names', () => {
  const params = ['x', 'y', 'z'].map((text) => ({ type: 'VARCHAR', text }))
  const before = statement('SELECT $1, $2, $3, $2', { params, delivery: 'extended' })
  expect(withSql(before, 'SELECT $3, $1, $3')).toEqual({
    ...before,
    sql: 'SELECT $2, $1, $2',
    params: [params[0], params[2]],
  })
  expect(withSql(before, "SELECT '$1'").params).toEqual([])
  expect(withSql(before, 'SELECT ?, ?, ?').params).toEqual(params)
})

describe('on a real DuckDB', () => {
  test.each<[string, readonly string[], (rows: Rows) => boolean, readonly string[]]>([
    [
      'a type',
      [
        'CREATE TABLE orders (id BIGINT PRIMARY KEY, amount DECIMAL(18,2) NOT NULL, note VARCHAR)',
        "INSERT INTO orders (id, amount, note) VALUES (1, 12.50, 'it''s'), (2, 13.75, NULL)",
        "UPDATE orders SET note = upper(note), amount = amount * 2 WHERE id IN (1, 2) AND note <> ''",
        'SELECT o.id, sum(o.amount) AS total FROM orders AS o WHERE o.id > 0 GROUP BY o.id ORDER BY o.id',
      ],
      (rows) => rows.at(-1)?.includes('DECIMAL(38,2)') === true,
      ['SELECT sum(CAST(NULL AS DECIMAL(18,2)))'],
    ],
    [
      'a value',
      [
        'CREATE TABLE texts (s VARCHAR, n INTEGER)',
        "INSERT INTO texts VALUES ('hello über world', 1), ('plain', 2)",
        'CREATE VIEW long AS SELECT s, n FROM texts WHERE n > 0',
        'WITH x AS (SELECT * FROM long) SELECT s, length(s), n FROM x ORDER BY n',
      ],
      (rows) => rows.at(-1)?.some((row) => row.includes('ü')) === true,
      ["SELECT 'ü'"],
    ],
    [
      'a prepared statement',
      [
        'CREATE TABLE numbers (n INTEGER, label VARCHAR)',
        "PREPARE adder AS INSERT INTO numbers VALUES ($1, 'label ' || $2)",
        'EXECUTE adder(41, 1)',
        "EXECUTE adder(42, 'x')",
        'SELECT max(n) AS top FROM numbers',
      ],
      (rows) => rows.at(-1)?.includes('[42]') === true,
      ['SELECT CAST(42 AS INTEGER)'],
    ],
    [
      'a constraint',
      [
        "CREATE TABLE accounts (account_id INTEGER PRIMARY KEY, balance HUGEINT, name VARCHAR DEFAULT 'x')",
        "INSERT INTO accounts VALUES (17, 100, 'a'), (18, 200, 'b')",
        "INSERT INTO accounts (account_id, name) VALUES (17, upper('c')) ON CONFLICT DO NOTHING",
        'SELECT count(*) FROM accounts',
        'INSERT INTO accounts (account_id, balance) SELECT 17, 5',
      ],
      (rows) =>
        rows.length > 1 &&
        rows[0] !== undefined &&
        rows.at(-1) === undefined &&
        rows.at(-2) !== undefined,
      [
        'CREATE TABLE t (c INTEGER PRIMARY KEY)',
        'INSERT INTO t VALUES (0)',
        'INSERT INTO t VALUES (0)',
      ],
    ],
  ])('%s', async (_, texts, shows, smallest) => {
    const holds = async (plan: Plan) => shows(await answers(plan))
    const result = await reducedWhile(texts, holds)
    expect(sqls(result.case.plan)).toEqual(smallest)
    expect(result.minimal).toBe(true)
    for (const { what, plan } of insideRemovals(result.case.plan, grammar)) {
      expect(await holds(plan), what).toBe(false)
    }
  })
})

test('names become short and always the same', async () => {
  const texts = [
    'CREATE TABLE "Big Table" ("First Column" INTEGER, customer_id INTEGER)',
    'SELECT "First Column" + customer_id AS the_sum FROM "Big Table" AS bt WHERE bt.customer_id > 3',
  ]
  const shapes =
    /^CREATE TABLE (\S+|".*") \(.* INTEGER, .* INTEGER\);SELECT [^\d]+ \+ [^\d]+ AS .* WHERE [^\d]+\.[^\d]+ >/
  const result = await reducedWhile(texts, (plan) => shapes.test(sqls(plan).join(';')))
  expect(sqls(result.case.plan)).toMatchInlineSnapshot(`
    [
      "CREATE TABLE t (c INTEGER, d INTEGER)",
      "SELECT NULL + NULL AS y FROM t WHERE x.d > 0",
    ]
  `)
  expect(result.case.plan.sessions).toEqual([{ name: 'a', node: 'any' }])
})

test('a name that has to stay does, and the others change', async () => {
  const texts = ['CREATE TABLE old_one (old_column INTEGER)', 'SELECT old_column FROM old_one']
  const result = await reducedWhile(texts, (plan) => {
    const [create = '', select = ''] = sqls(plan)
    return plan.steps.length === 2 && create.includes('old_one') && select.startsWith('SELECT ')
  })
  expect(sqls(result.case.plan)[0]).toBe('CREATE TABLE old_one (c INTEGER)')
})

test('ways of sending one statement change together', async () => {
  const params = [
    { type: 'INTEGER', text: '17' },
    { type: 'VARCHAR', text: 'x' },
  ]
  const ways = (['simple', 'extended', 'prepared'] as const).map((delivery) =>
    step('SELECT 17 + 1, 4', {
      same: 'x',
      delivery,
      params: delivery === 'simple' ? [] : params,
    }),
  )
  const result = await reducedWhile(ways, (plan) => {
    const texts = sqls(plan)
    const named = plan.steps.filter((one) => one.kind === 'statement' && one.statement.same === 'x')
    return named.length === 3 && new Set(texts).size === 1 && texts[0]?.includes('+') === true
  })
  expect(sqls(result.case.plan)).toEqual(Array.from({ length: 3 }, () => 'SELECT + 0'))
})

test('placeholders and texts that the grammar does not take survive', async () => {
  const texts = [
    'CREATE SCHEMA ${schema:extra}',
    "CREATE TABLE ${schema:extra}.table_one (column_one INTEGER, column_two VARCHAR DEFAULT 'x')",
    "COMMENT ON ROLE nobody IS 'a, b', 'c'",
    'SELECT column_one, column_two FROM ${schema:extra}.table_one',
  ]
  const shows = (plan: Plan) => {
    const all = sqls(plan)
    return (
      all.length === 4 &&
      all.every((sql) => sql.includes('${schema:extra}') || /^COMMENT/.test(sql))
    )
  }
  const result = await reducedWhile(texts, shows)
  expect(sqls(result.case.plan)).toMatchInlineSnapshot(`
    [
      "CREATE SCHEMA \${schema:extra}",
      "CREATE TABLE \${schema:extra} (c INTEGER)",
      "COMMENT ON ROLE nobody IS '', ''",
      "SELECT 0 \${schema:extra}",
    ]
  `)
})

test('without a grammar brackets and commas have to do', async () => {
  const texts = ["SELECT a, f(b, 'long text', 345) FROM t WHERE x > 1 ORDER BY a, b"]
  const shows = (plan: Plan) => /^SELECT.*f\(/.test(sqls(plan)[0] ?? '')
  const result = await reducedWhile(texts, shows, { grammar: undefined })
  expect(sqls(result.case.plan)).toEqual(['SELECT f(b) FROM t'])
})
