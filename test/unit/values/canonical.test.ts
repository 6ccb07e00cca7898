import { expect, test } from 'vitest'
import { useReference } from './reference.js'

const reference = useReference()

const SCALARS: readonly (readonly [sql: string, type: string, canonical: string | null])[] = [
  ['NULL::INTEGER', 'INTEGER', null],
  ['true', 'BOOLEAN', 'true'],
  ['(-128)::TINYINT', 'TINYINT', '-128'],
  [
    "'340282366920938463463374607431768211455'::UHUGEINT",
    'UHUGEINT',
    '340282366920938463463374607431768211455',
  ],
  [
    "'-170141183460469231731687303715884105728'::HUGEINT",
    'HUGEINT',
    '-170141183460469231731687303715884105728',
  ],
  [
    "'123456789012345678901234567890123456789012345'::BIGNUM",
    'BIGNUM',
    '123456789012345678901234567890123456789012345',
  ],
  ['1.5::DECIMAL(18,3)', 'DECIMAL(18,3)', '1.500'],
  ['-0.05::DECIMAL(4,2)', 'DECIMAL(4,2)', '-0.05'],
  ['0.1::FLOAT', 'FLOAT', '0.1'],
  ['16777217::FLOAT', 'FLOAT', '16777216'],
  ["'-0.0'::DOUBLE", 'DOUBLE', '-0'],
  ["'nan'::DOUBLE", 'DOUBLE', 'nan'],
  ["'-inf'::FLOAT", 'FLOAT', '-inf'],
  ["'\\xAA\\x00b'::BLOB", 'BLOB', '\\xaa0062'],
  ["'0010110011'::BIT", 'BIT', '0010110011'],
  ["'00000000-0000-0000-8000-00000000000F'::UUID", 'UUID', '00000000-0000-0000-8000-00000000000f'],
  ["DATE '2024-02-29'", 'DATE', '2024-02-29'],
  ["DATE '0044-03-15 (BC)'", 'DATE', '0044-03-15 BC'],
  ["DATE '0001-01-01' - 1", 'DATE', '0001-12-31 BC'],
  ["DATE 'infinity'", 'DATE', 'infinity'],
  ["DATE '-infinity'", 'DATE', '-infinity'],
  ["TIME '24:00:00'", 'TIME', '24:00:00.000000'],
  ["TIME_NS '01:02:03.123456789'", 'TIME_NS', '01:02:03.123456789'],
  ["TIMETZ '10:00:00.5-03:30'", 'TIME WITH TIME ZONE', '10:00:00.500000-03:30:00'],
  ["TIMESTAMP '1969-12-31 23:59:59.999999'", 'TIMESTAMP', '1969-12-31 23:59:59.999999'],
  ["TIMESTAMP 'infinity'", 'TIMESTAMP', 'infinity'],
  ["'2024-01-01 10:00:00'::TIMESTAMP_S", 'TIMESTAMP_S', '2024-01-01 10:00:00'],
  ["'2024-01-01 10:00:00.25'::TIMESTAMP_MS", 'TIMESTAMP_MS', '2024-01-01 10:00:00.250'],
  [
    "'2024-01-01 10:00:00.000000001'::TIMESTAMP_NS",
    'TIMESTAMP_NS',
    '2024-01-01 10:00:00.000000001',
  ],
  [
    "TIMESTAMPTZ '2024-01-01 10:00:00+02'",
    'TIMESTAMP WITH TIME ZONE',
    '2024-01-01 08:00:00.000000+00',
  ],
  ["INTERVAL '14 months -2 days 1 ms'", 'INTERVAL', '14 months -2 days 1000 microseconds'],
  ["'b'::ENUM('a', 'b')", "ENUM('a', 'b')", 'b'],
  ['\'{"b": 1, "a": 1.0}\'::JSON', 'JSON', '{"b": 1, "a": 1.0}'],
  ["''", 'VARCHAR', ''],
]

test.each(SCALARS)('%s', async (sql, type, canonical) => {
  const { columns, rows } = await reference.select(`SELECT ${sql} AS c`)
  expect(columns).toEqual([{ name: 'c', type: { kind: 'duckdb', name: type } }])
  expect(rows).toEqual([[canonical]])
})

const NESTED: readonly (readonly [sql: string, canonical: string])[] = [
  ["['a', NULL, 'NULL', '']", '["a", NULL, "NULL", ""]'],
  ['[[1], NULL, []]::INTEGER[][]', '[[1], NULL, []]'],
  [
    "{'a b': DATE '2020-01-01', 'q\"': [1.5::DECIMAL(3,1)]}",
    '{"a b": "2020-01-01", "q\\"": [1.5]}',
  ],
  ["row(1, 'x')", '{"": 1, "": "x"}'],
  ["map(['k', 'K'], [1, NULL])", '{"k" => 1, "K" => NULL}'],
  ["array_value('x'::BLOB, NULL)", '["\\\\x78", NULL]'],
  ['union_value(k := 1)', '?"1" as "k"'],
  ["[union_value(k := 'a, b')]", '?"[a, b]" as "k"'],
  ['[NULL, union_value(k := NULL::INTEGER)]', '?"[NULL, NULL]" as NULL, "k"'],
  ['[1]::VARIANT', '?"[1]" as INTEGER[]'],
  [
    "[1::VARIANT, {'a': 1.50::DECIMAL(5,2)}::VARIANT, NULL]",
    `?"[1, {'a': 1.50}, NULL]" as INTEGER, STRUCT("a" DECIMAL(5,2)), NULL`,
  ],
  ["{'u': union_value(v := 'x'::VARIANT)}", `?"{'u': x}" as "v", VARCHAR`],
]

test.each(NESTED)('%s', async (sql, canonical) => {
  const { rows } = await reference.select(`SELECT ${sql}`)
  expect(rows).toEqual([[canonical]])
})

test('values that SQL calls equal are kept apart', async () => {
  const { rows } = await reference.select(`
    SELECT '0.0'::DOUBLE, '-0.0'::DOUBLE, INTERVAL '1 month', INTERVAL '30 days', [NULL], ['NULL']`)
  expect(new Set(rows[0]).size).toBe(6)
})
