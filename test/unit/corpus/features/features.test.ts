import { describe, expect, test } from 'vitest'
import { featuresOf } from '../../../../src/corpus/features/case-features.js'
import { messageTemplate } from '../../../../src/corpus/features/error-features.js'
import type { Observation } from '../../../../src/corpus/features/observation.js'
import { planFeatures } from '../../../../src/corpus/features/plan-features.js'
import { tablesOf } from '../../../../src/corpus/features/tables-of.js'
import { readType, typeEdges } from '../../../../src/corpus/features/type-names.js'
import type { StepRecord } from '../../../../src/model/history.js'
import type { Outcome, Reply } from '../../../../src/model/outcome.js'
import type { Plan, Step } from '../../../../src/model/plan.js'
import { type Statement, statement } from '../../../../src/model/statement.js'
import { significantTokens } from '../../../../src/sql/lexer.js'

const FUNCTIONS = new Set(['sum', 'list', 'lower', 'range'])
const DONE: Outcome = { kind: 'done', affected: undefined }

interface Said {
  readonly step: Step
  readonly reply?: Partial<Reply>
}

/** A step of a session and what was answered. */
function sent(session: string, one: string | Statement, reply: Partial<Reply> = {}): Said {
  const text = typeof one === 'string' ? statement(one) : one
  return { step: { kind: 'statement', session, statement: text }, reply }
}

function features(said: readonly Said[], explained: readonly string[] = []): readonly string[] {
  const names = [...new Set(said.map(({ step }) => step.session))]
  const plan: Plan = {
    sessions: names.map((name) => ({ name, node: 'any' })),
    steps: said.map(({ step }) => step),
    features: ['declared'],
  }
  const records = said.map(
    ({ step, reply }, stepIndex): StepRecord => ({
      stepIndex,
      session: step.session,
      invokedNs: 0n,
      completedNs: 0n,
      outcomes: [DONE],
      status: 'I',
      ...reply,
    }),
  )
  const observed: Observation = { records, explained }
  return featuresOf(plan, observed, FUNCTIONS)
}

/** Those of some kinds only. */
function ofKinds(found: readonly string[], ...kinds: readonly string[]): readonly string[] {
  return found.filter((feature) => kinds.includes(feature.split(':')[0] ?? ''))
}

const rows = (types: readonly string[], cells: readonly (string | null)[][]): Partial<Reply> => ({
  outcomes: [
    {
      kind: 'rows',
      columns: types.map((name) => ({ name: 'c', type: { kind: 'duckdb', name } })),
      rows: cells,
    },
  ],
})

describe('a statement by its text', () => {
  test('its kind, its clauses, the functions and operators; names of the case are none', () => {
    const sql =
      "SELECT lower(x) || 'y', sum(DISTINCT z) FILTER (WHERE b) OVER (), mine(1), rank() OVER () FROM t"
    expect(
      ofKinds(features([sent('a', sql)]), 'statement', 'clause', 'function', 'call', 'operator'),
    ).toMatchInlineSnapshot(`
      [
        "call:rank over",
        "call:sum distinct",
        "call:sum filter",
        "call:sum over",
        "clause:SELECT DISTINCT",
        "clause:SELECT FROM",
        "clause:SELECT OVER",
        "clause:SELECT WHERE",
        "function:lower",
        "function:rank",
        "function:sum",
        "operator:||",
        "statement:SELECT",
      ]
    `)
  })

  test('what is no statement has no words of its own', () => {
    expect(
      ofKinds(features([sent('a', 'FROBNICATE secret TABLE')]), 'statement', 'clause'),
    ).toEqual(['statement:other'])
    expect(ofKinds(features([sent('a', 'CREATE secretthing x')]), 'statement')).toEqual([
      'statement:CREATE other',
    ])
  })

  test('a catalog operation with its turns, where it stands and how it ends', () => {
    const said = [
      sent('a', 'BEGIN', { status: 'T' }),
      sent('a', 'CREATE OR REPLACE TEMP TABLE t (k INTEGER PRIMARY KEY)', { status: 'T' }),
      sent('a', 'DROP TABLE u', {
        status: 'T',
        outcomes: [failure('catalog', 'Catalog Error: x')],
      }),
    ]
    expect(ofKinds(features(said), 'catalog')).toMatchInlineSnapshot(`
      [
        "catalog:CREATE TABLE PRIMARY",
        "catalog:CREATE TABLE REPLACE",
        "catalog:CREATE TABLE TEMP",
        "catalog:CREATE TABLE in transaction: ok",
        "catalog:DROP TABLE in transaction: catalog",
      ]
    `)
  })
})

function failure(errorClass: 'catalog' | 'binder' | 'constraint', message: string): Outcome {
  return { kind: 'error', errorClass, message }
}

describe('types', () => {
  const edges = (text: string) => {
    const type = readType(significantTokens(text), 0)
    return type ? [...typeEdges(type)] : []
  }
  test.each([
    ['decimal(18,2)', ['DECIMAL']],
    ['INT4', ['INTEGER']],
    ['TIMESTAMP WITH TIME ZONE', ['TIMESTAMPTZ']],
    ['DOUBLE PRECISION[3]', ['ARRAY', 'ARRAY of DOUBLE']],
    ["ENUM('a', 'b')", ['ENUM']],
    ['mood', ['of the case']],
    [
      'STRUCT("a b" INTEGER, c MAP(VARCHAR, DECIMAL(18,2)[]))',
      [
        'STRUCT',
        'STRUCT of INTEGER',
        'STRUCT of MAP',
        'MAP',
        'MAP of VARCHAR',
        'MAP of LIST',
        'LIST',
        'LIST of DECIMAL',
      ],
    ],
  ])('%s', (text, expected) => expect(edges(text)).toEqual(expected))

  test('of results, parameters, columns and casts', () => {
    const params = [
      { type: 'DATE', text: null },
      { type: 'DECIMAL(9,2)', text: '1' },
    ]
    const said = [
      sent(
        'a',
        'CREATE TABLE t (k INT PRIMARY KEY, v mood DEFAULT 1, UNIQUE (k), w STRUCT(a DATE))',
      ),
      sent('a', 'ALTER TABLE t ADD COLUMN IF NOT EXISTS x UUID'),
      sent('a', 'ALTER TABLE t ALTER x SET DATA TYPE JSON'),
      sent('a', 'CREATE TABLE u AS SELECT (1)'),
      sent(
        'a',
        statement('SELECT CAST(f(x AS y) AS BIT), 1::BLOB, $1, $2', { params }),
        rows(['VARCHAR[]'], [[null]]),
      ),
    ]
    expect(ofKinds(features(said), 'result', 'parameter', 'column', 'cast')).toMatchInlineSnapshot(`
      [
        "cast:BIT",
        "cast:BLOB",
        "column:INTEGER",
        "column:JSON",
        "column:STRUCT",
        "column:STRUCT of DATE",
        "column:UUID",
        "column:of the case",
        "parameter:DATE",
        "parameter:DATE 1",
        "parameter:DATE null",
        "parameter:DECIMAL",
        "parameter:DECIMAL 2",
        "result:LIST",
        "result:LIST of VARCHAR",
      ]
    `)
  })
})

describe('errors', () => {
  test.each([
    [
      'Catalog Error: Table with name t0 does not exist!\nDid you mean "t1"?',
      'DROP TABLE t0',
      'Table with name _ does not exist!',
    ],
    [
      'Catalog Error: Table with name orders does not exist!',
      'DROP TABLE orders',
      'Table with name _ does not exist!',
    ],
    [
      "Conversion Error: Could not convert string 'abc' to INT32",
      "SELECT 'abc'::INT",
      'Could not convert string _ to INT32',
    ],
    [
      'Constraint Error: Duplicate key "k: 42" violates primary key constraint.',
      'INSERT INTO t VALUES (42)',
      'Duplicate key _ violates primary key constraint.',
    ],
    [
      'Constraint Error: NOT NULL constraint failed: orders.price',
      'INSERT INTO orders VALUES (NULL)',
      'NOT NULL constraint failed _',
    ],
    [
      'Constraint Error: CHECK constraint failed on table t with expression CHECK((x > 7))',
      'INSERT INTO t VALUES (1)',
      'CHECK constraint failed on table _',
    ],
    ['Invalid Input Error: my own words', "SELECT error('my own words')", '_'],
  ])('%s', (message, sql, template) => {
    expect(messageTemplate(message, significantTokens(sql))).toBe(template)
  })

  test('a process that died is a feature, and its statements are not said twice', () => {
    const crash: Outcome = { kind: 'unknown', reason: 'crash', detail: 'the process died' }
    const found = features([sent('a', 'SELECT 1', { outcomes: [crash], status: undefined })])
    expect(ofKinds(found, 'error', 'refused', 'message')).toEqual([
      'error:crash',
      'refused:SELECT crash',
    ])
  })
})

describe('sessions', () => {
  test('two sessions meet on a table, and the first one has not committed', () => {
    const said = [
      sent('a', 'BEGIN', { status: 'T' }),
      sent('a', 'INSERT INTO s.t VALUES (1)', { status: 'T' }),
      sent('b', 'SELECT * FROM t'),
      sent('b', 'SELECT * FROM other'),
      sent('a', 'COMMIT'),
      sent('b', 'UPDATE "t" SET x = 1'),
      sent('a', 'DELETE FROM t'),
    ]
    expect(ofKinds(features(said), 'meeting')).toEqual([
      'meeting:INSERT open > SELECT',
      'meeting:UPDATE > DELETE',
    ])
  })

  test('what becomes of transactions, and what disturbs', () => {
    const said: readonly Said[] = [
      sent('a', 'BEGIN', { status: 'T' }),
      sent('a', 'INSERT INTO t VALUES (1)', {
        status: 'E',
        outcomes: [failure('constraint', 'Constraint Error: x')],
      }),
      sent('a', 'COMMIT', { outcomes: [failure('constraint', 'x')] }),
      sent('b', 'BEGIN', { status: 'T' }),
      { step: { kind: 'close', session: 'b' }, reply: { outcomes: [], status: undefined } },
      { step: { kind: 'cancel', session: 'a' }, reply: { outcomes: [], status: undefined } },
      sent('c', statement('BEGIN', { wire: { cancelAfterMs: 5 } }), { status: 'T' }),
    ]
    expect(ofKinds(features(said), 'transaction', 'fault')).toMatchInlineSnapshot(`
      [
        "fault:cancel of a statement",
        "fault:cancel when idle",
        "fault:close when open",
        "fault:left open",
        "transaction:BEGIN when idle: ok",
        "transaction:COMMIT when failed: constraint",
        "transaction:INSERT fails it",
        "transaction:INSERT when open",
      ]
    `)
  })

  test('a transaction inside of one text', () => {
    const outcomes = [DONE, DONE, DONE]
    const found = features([sent('a', 'BEGIN; INSERT INTO t VALUES (1); COMMIT', { outcomes })])
    expect(ofKinds(found, 'transaction')).toEqual([
      'transaction:BEGIN when idle: ok',
      'transaction:COMMIT when open: ok',
      'transaction:INSERT when open',
    ])
  })

  test.each([
    ['SELECT * FROM a JOIN lake.b USING (x), range(3)', ['a', 'b']],
    ['SELECT * FROM range(3)', []],
    ['INSERT INTO t (a, b) SELECT 1, 2', ['t']],
    ['CREATE TABLE IF NOT EXISTS "T" (x INTEGER)', ['t']],
    ['DROP TABLE ${schema:x}.t', ['t']],
    ['SELECT extract(year FROM d) FROM (SELECT 1)', ['d']],
  ])('tables of %s', (sql, names) => {
    expect([...tablesOf(significantTokens(sql))]).toEqual(names)
  })
})

test('deliveries, places, answers and what the header declares', () => {
  const one = statement('SELECT 1; SELECT 2', {
    delivery: 'pipeline',
    wire: { results: 'binary', sync: 'each' },
    compare: { rows: 'bag', because: '' },
    same: 'q1',
  })
  const found = features([sent('a', one, rows(['INTEGER'], [['1'], [null]]))])
  expect(
    ofKinds(found, 'delivery', 'wire', 'compare', 'sessions', 'node', 'answer', 'feature'),
  ).toMatchInlineSnapshot(`
    [
      "answer:SELECT NULL",
      "answer:SELECT some",
      "compare:bag",
      "delivery:SELECT pipeline",
      "delivery:pipeline",
      "delivery:pipeline beside others",
      "delivery:pipeline of several",
      "feature:declared",
      "node:any",
      "sessions:1",
      "wire:pipeline results",
      "wire:pipeline sync",
    ]
  `)
})

test('a plan is its edges, with the kinds of joins and scans, and without names', () => {
  const scan = { name: 'SEQ_SCAN ', children: [], extra_info: { Table: 't', Type: 'Index Scan' } }
  const join = { name: 'HASH_JOIN', children: [scan, scan], extra_info: { 'Join Type': 'LEFT' } }
  const explained = JSON.stringify([{ name: 'PROJECTION', children: [join] }])
  expect([...planFeatures(explained)]).toEqual([
    'plan:PROJECTION',
    'plan:PROJECTION > HASH_JOIN LEFT',
    'plan:HASH_JOIN LEFT > SEQ_SCAN Index Scan',
    'plan:HASH_JOIN LEFT > SEQ_SCAN Index Scan',
  ])
  expect([...planFeatures('no plan')]).toEqual([])
  expect([...planFeatures('{"name": 1}')]).toEqual([])
})

test('no name and no literal of a case is in its features', () => {
  const said = [
    sent('a', 'CREATE TABLE hush (quiet secretype, n INTEGER DEFAULT 4711)'),
    sent('a', "INSERT INTO hush VALUES ('hunter2', 4711)", {
      outcomes: [failure('constraint', 'Constraint Error: Duplicate key "n: 4711" hunter2')],
    }),
    sent('a', 'SELECT hunter(quiet) AS hush FROM hush', rows(["ENUM('hunter2')"], [['hunter2']])),
  ]
  expect(
    features(said).filter((feature) => /hush|quiet|secretype|4711|hunter/.test(feature)),
  ).toEqual([])
})
