import { expect, test } from 'vitest'
import { textFor } from '../../../src/probe/dialect.js'
import { arrayText, literal } from '../../../src/probe/literal.js'
import type { Value } from '../../../src/probe/value.js'
import { parseDuckType } from '../../../src/values/duck-type.js'

const list = (...items: readonly Value[]): Value => ({ kind: 'list', items })

test.each<[string, Value, string, string | undefined]>([
  ['INTEGER', '42', "CAST('42' AS INTEGER)", "CAST('42' AS INTEGER)"],
  ['DOUBLE', null, 'CAST(NULL AS DOUBLE)', 'CAST(NULL AS DOUBLE PRECISION)'],
  ['BLOB', 'a\\xFF', "CAST('a\\xFF' AS BLOB)", "CAST('\\x61ff' AS BYTEA)"],
  [
    'TIMESTAMP',
    '0044-03-15 (BC) 01:02:03',
    "CAST('0044-03-15 (BC) 01:02:03' AS TIMESTAMP)",
    "CAST('0044-03-15 01:02:03 BC' AS TIMESTAMP)",
  ],
  ['VARCHAR', 'a\0b', "CAST(('a' || chr(0) || 'b') AS VARCHAR)", undefined],
  [
    'BIT[]',
    list('1', null),
    "CAST(ARRAY[CAST('1' AS BIT), CAST(NULL AS BIT)] AS BIT[])",
    "CAST(ARRAY[CAST('1' AS BIT VARYING), CAST(NULL AS BIT VARYING)] AS BIT VARYING[])",
  ],
  [
    'STRUCT(INTEGER, VARCHAR)',
    null,
    'CASE WHEN false THEN row(CAST(NULL AS INTEGER), CAST(NULL AS VARCHAR)) END',
    undefined,
  ],
])('%s %j', (name, value, duckdb, postgres) => {
  const type = parseDuckType(name)
  expect(literal(value, type, 'duckdb')).toBe(duckdb)
  if (postgres !== undefined) expect(literal(value, type, 'postgres')).toBe(postgres)
})

test("PostgreSQL's texts of arrays and dates", () => {
  const items = ['a"b', null, 'NULL', 'back\\slash']
  expect(arrayText(items, parseDuckType('VARCHAR'))).toBe('{"a\\"b",NULL,"NULL","back\\\\slash"}')
  expect(textFor('0044-03-15 (BC)', parseDuckType('DATE'), 'postgres')).toBe('0044-03-15 BC')
})
