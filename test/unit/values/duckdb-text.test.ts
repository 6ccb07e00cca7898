import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EngineSession } from '../../../src/lab/engine.js'
import { type LocalEngine, openLocalEngine } from '../../../src/lab/local-engine.js'
import { duckdbText } from '../../../src/values/duckdb-text.js'

let engine: LocalEngine
let session: EngineSession

beforeAll(async () => {
  engine = await openLocalEngine({ path: ':memory:' })
  session = await engine.open({ user: 'u', database: 'd' })
})
afterAll(() => engine.close())

/** Checks every cell of a query against DuckDB's own cast of the same query. */
async function expectSameText(sql: string): Promise<number> {
  const values = await session.execute(sql, [])
  const texts = await session.execute(`select columns(*)::varchar from (${sql})`, [])
  const columns = values.columns ?? []
  const ours = values.rows.map((row) =>
    row.map((cell, at) => duckdbText(cell, columns[at]?.type ?? '')),
  )
  expect(ours).toEqual(texts.rows)
  return values.rows.length * columns.length
}

test('every type of test_all_types()', async () => {
  // The ends of TIMESTAMP WITH TIME ZONE are printed one millisecond late by DuckDB itself.
  const sql = 'select * replace (NULL as timestamp_tz) from test_all_types()'
  expect(await expectSameText(sql)).toBeGreaterThan(150)
})

test('every type of test_all_types(), nested once more', async () => {
  const { rows } = await session.execute(
    'select column_name from (describe select * exclude (timestamp_tz) from test_all_types())',
    [],
  )
  const nested = rows.map(([name]) => {
    const c = `"${name}"`
    return `[${c}, ${c}], {'x': ${c}}, row(${c}, 1), map {'k': ${c}}, map {1: [${c}]}`
  })
  await expectSameText(`select ${nested.join(', ')} from test_all_types()`)
})

const NASTY = fc.string({
  unit: fc.constantFrom(...'abN ul,[]{}():=\'"\\;\n\t\v\f\r\u00a0é🦆$%-1'),
  maxLength: 6,
})

test('strings and names inside of nested values', async () => {
  await fc.assert(
    fc.asyncProperty(NASTY, NASTY, async (text, other) => {
      const [a, b] = [quote(text), quote(other)]
      const name = other === '' ? 'x' : `"${other.replaceAll('"', '""')}"`
      await expectSameText(
        `select [${a}, ${b}], struct_pack(${name} := ${a}), row(${a}, ${b}), map {${a}: ${b}},
           [[${a}]], [struct_pack(${name} := [${a}])], map {[${a}]: map {${b}: ${a}}},
           union_value(${name} := ${a}), [union_value(${name} := ${a})], [encode(${a})],
           [to_json(${a})], {'j': to_json(${a})}, [to_json(${a})::variant], ${a}::variant`,
      )
    }),
    { numRuns: 150 },
  )
})

const NUMBERS = fc.array(fc.double(), { minLength: 20, maxLength: 20 })

test('random doubles and floats', async () => {
  await fc.assert(
    fc.asyncProperty(NUMBERS, async (doubles) => {
      const list = doubles.map((value) => `('${Object.is(value, -0) ? '-0' : value}'::double)`)
      await expectSameText(
        `select x, case when abs(x) < 1e8 or abs(x) = 'inf' then x::float end y
           from (values ${list.join(',')}) t(x)`,
      )
    }),
    { numRuns: 60 },
  )
})

test.each([
  ['date', "date '1970-01-01' + (random() * 8000000 - 4000000)::int"],
  ['time', "time '00:00:00' + to_microseconds((random() * 86399999999)::bigint)"],
  [
    'timetz',
    "('10:00:00' || (['+', '-'])[1 + i % 2] || lpad((i % 15)::varchar, 2, '0') || ':' || lpad((i % 60)::varchar, 2, '0'))::timetz",
  ],
  ['timestamp', 'make_timestamp(((random() - 0.5) * 8e18)::bigint)'],
  ['timestamptz', 'make_timestamp(((random() - 0.5) * 8e15)::bigint)::timestamptz'],
  ['timestamp_ns', 'make_timestamp_ns(((random() - 0.5) * 1.8e19)::bigint)'],
  ['timestamp_ms', 'make_timestamp(((random() - 0.5) * 8e17)::bigint)::timestamp_ms'],
  ['timestamp_s', 'make_timestamp(((random() - 0.5) * 8e17)::bigint)::timestamp_s'],
  ['interval', 'to_months(i - 300) + to_days(i % 7 - 3) + to_microseconds((i % 5 - 2) * 1234567)'],
  ['decimal(2,2)', '((i % 199 - 99) / 100.0)::decimal(2,2)'],
  ['decimal(38,10)', '((random() - 0.5) * 1e20)::decimal(38,10)'],
  ['uuid', 'uuid()'],
  ['blob', 'from_hex(md5(i::varchar))'],
  ['bit', '((i * 7919)::bigint)::bit'],
  ['float', '((random() - 0.5) * 10 ** (i % 29 - 20))::float'],
])('random values of %s', async (_type, expression) => {
  await session.execute(
    `create or replace temp table v as select ${expression} x from range(600) t(i)`,
    [],
  )
  expect(await expectSameText('select x, [x], map {x: 1} from v')).toBe(1800)
})

test.each([
  "'POINT Z (1 2 3)'::geometry",
  "'POINT M (1 2 3)'::geometry",
  "'LINESTRING ZM (1 2 3 4, 5 6 7 8.5)'::geometry",
  "'MULTIPOLYGON (((0 0, 0 1, 1 1, 0 0)), EMPTY)'::geometry",
  "'POINT (1e20 -1e-7)'::geometry",
  '[1, NULL]::variant',
  "{'a': 1.50::decimal(5,2), 'b': [date '2020-01-01']}::variant",
  "[1::variant, 'x, y'::variant, NULL]",
  'union_value(a := NULL::int)',
  '[\'{"a": 1}\'::json]',
])('%s', async (expression) => {
  await expectSameText(`select ${expression} x`)
})

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
