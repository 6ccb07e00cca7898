import { expect, test } from 'vitest'
import { columnReader } from '../../../src/values/column-reader.js'
import { DecodeError } from '../../../src/values/decode-error.js'
import { parseDuckType } from '../../../src/values/duck-type.js'
import { fromPgText } from '../../../src/values/from-pg-text.js'

test.each([
  ['BOOLEAN', 't', 'true'],
  ['BOOLEAN', 'false', 'false'],
  ['BIGINT', '-007', '-7'],
  ['DECIMAL(18,2)', '1.5', '1.50'],
  ['DECIMAL(18,2)', '-.50', '-0.50'],
  ['DOUBLE', 'Infinity', 'inf'],
  ['DOUBLE', '-Infinity', '-inf'],
  ['DOUBLE', 'NaN', 'nan'],
  ['DOUBLE', '1e+20', '100000000000000000000'],
  ['DOUBLE', '-0', '-0'],
  ['FLOAT', '0.10000000149011612', '0.1'],
  ['BLOB', '\\xAA00', '\\xaa00'],
  ['DATE', '0044-03-15 BC', '0044-03-15 BC'],
  ['DATE', '0044-03-15 (BC)', '0044-03-15 BC'],
  ['DATE', '290309-12-21', '290309-12-21'],
  ['TIMESTAMP', '0044-03-15 12:00:00.5 BC', '0044-03-15 12:00:00.500000 BC'],
  ['TIMESTAMP', '0044-03-15 (BC) 12:00:00', '0044-03-15 12:00:00.000000 BC'],
  ['TIMESTAMP', '2024-01-01T00:00:00', '2024-01-01 00:00:00.000000'],
  ['TIMESTAMP WITH TIME ZONE', '2024-01-01 01:30:00+05:30', '2023-12-31 20:00:00.000000+00'],
  ['TIMESTAMP WITH TIME ZONE', '2024-01-01 00:00:00Z', '2024-01-01 00:00:00.000000+00'],
  ['TIME', '24:00:00', '24:00:00.000000'],
  ['TIME WITH TIME ZONE', '10:00:00+02', '10:00:00.000000+02:00:00'],
  ['INTERVAL', '1 year 2 mons -3 days +04:05:06.789', '14 months -3 days 14706789000 microseconds'],
  ['INTERVAL', '1 month 2 days 00:00:00', '1 months 2 days 0 microseconds'],
  ['INTERVAL', '-00:00:01', '0 months 0 days -1000000 microseconds'],
  ['UUID', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ['INTEGER[]', '{1,NULL,3}', '[1, NULL, 3]'],
  ['INTEGER[]', '{}', '[]'],
  ['INTEGER[]', '[0:1]={1,2}', '[1, 2]'],
  ['INTEGER[][]', '{{1},{2}}', '[[1], [2]]'],
  ['INTEGER[][]', '[[1], NULL]', '[[1], NULL]'],
  ['VARCHAR[]', '{NULL,"NULL","a \\"b\\\\",c d}', '[NULL, "NULL", "a \\"b\\\\", "c d"]'],
  ['VARCHAR[]', "[a, NULL, 'NULL', 'it\\'s']", '["a", NULL, "NULL", "it\'s"]'],
  ['BLOB[]', '[\\xAAb]', '["\\\\xaa62"]'],
  ['STRUCT("a" INTEGER, "b" VARCHAR)', "{'a': 1, 'b': x}", '{"a": 1, "b": "x"}'],
  ['STRUCT("" INTEGER, "" VARCHAR)', '(1, NULL)', '{"": 1, "": NULL}'],
  ['MAP(VARCHAR, INTEGER)', '{k=1, NULL=2}', '{"k" => 1, NULL => 2}'],
  ['STRUCT("a" INTEGER, "b" INTEGER)', "{'b': 1, 'a': 2}", '{"b": 1, "a": 2}'],
  ['UNION("a" INTEGER)', '1', '?"1"'],
  ['JSON[]', '{NULL,"{\\"a\\": 1}",null,"[1, 2]"}', '?"[NULL, {\\"a\\": 1}, NULL, [1, 2]]"'],
  ['JSON[]', '[NULL, {"a": 1}]', '?"[NULL, {\\"a\\": 1}]"'],
  ['GEOMETRY[]', '{"POINT (1 2)"}', `?"['POINT (1 2)']"`],
  ['JSON[][]', '{{1},{"[]"}}', '?"[[1], [[]]]"'],
])('%s: %s is %s', (type, text, canonical) => {
  expect(fromPgText(text, parseDuckType(type))).toBe(canonical)
})

test.each([
  ['BOOLEAN', '1'],
  ['INTEGER', '1.0'],
  ['INTEGER', ''],
  ['DECIMAL(4,1)', '1.25'],
  ['DOUBLE', 'x'],
  ['BLOB', 'raw bytes'],
  ['BLOB', '\\xA'],
  ['BIT', '012'],
  ['DATE', ''],
  ['DATE', '2023-02-29'],
  ['DATE', '0000-01-01'],
  ['TIMESTAMP', '2024-01-01 00:00:00.0000001'],
  ['TIMESTAMP', '2024-01-01 00:00:00+00'],
  ['TIMESTAMP WITH TIME ZONE', '2024-01-01 00:00:00'],
  ['TIME', '25:00:00'],
  ['INTERVAL', 'soon'],
  ["ENUM('a', 'b')", 'c'],
  ['INTEGER[]', '{1,'],
  ['INTEGER[]', '[1, 2'],
  ['STRUCT("a" INTEGER, "b" INTEGER)', "{'b': 1, 'b': 2}"],
  ['STRUCT("a" INTEGER)', "{'a': 1, 'b': 2}"],
  ['DOUBLE', '+Inf'],
])('%s: %j is no value of it', (type, text) => {
  expect(() => fromPgText(text, parseDuckType(type))).toThrow(DecodeError)
})

const TEXT = { kind: 'pg', modifier: -1 } as const

test('a text that does not decode is shown, and equals nothing', () => {
  const read = columnReader(parseDuckType('BLOB'), { ...TEXT, oid: 17 })
  expect([read('raw'), read('\\x'), read(null)]).toEqual(['not BLOB: raw', '\\x', null])
})

test("a BLOB in a column of text is in DuckDB's spelling", () => {
  expect(columnReader(parseDuckType('BLOB'), { ...TEXT, oid: 25 })('\\xAAb')).toBe('\\xaa62')
})

test('what comes from a DuckDB in process is canonical already', () => {
  const read = columnReader(parseDuckType('INTEGER'), { kind: 'duckdb', name: 'INTEGER' })
  expect(read('anything')).toBe('anything')
})

test.each([
  ['VARCHAR[]', (big: string) => `{"${big}"}`],
  ['VARCHAR[]', (big: string) => `['${big}']`],
  ['BLOB', (big: string) => `\\x${'ab'.repeat(big.length)}`],
  ['BIGNUM', (big: string) => `0${'1'.repeat(big.length)}`],
])('%s: a text of megabytes is read, and no crash', (type, make) => {
  const read = columnReader(parseDuckType(type), { ...TEXT, oid: 1009 })
  const cell = read(make('\\"'.repeat(5_000_000)))
  expect(cell?.length).toBeGreaterThan(9_000_000)
  expect(cell?.startsWith('not ')).toBe(false)
})

test.each([
  ['INTEGER', '-000', '0'],
  ['DECIMAL(4,2)', '-0.00', '0.00'],
  ['DECIMAL(4,2)', '007.5', '7.50'],
  ['DOUBLE', '0.0000001', '1e-7'],
  ['DOUBLE', '1.50', '1.5'],
  ['DOUBLE', '123456789012345678', '123456789012345680'],
  ['FLOAT', '1234567.8', '1234567.8'],
  ['FLOAT', '16777217', '16777216'],
  ['DATE', '2024-02-29', '2024-02-29'],
  ['TIMESTAMP', '2024-02-29 23:59:59', '2024-02-29 23:59:59.000000'],
  ['TIMESTAMP_NS', '2024-01-01 00:00:00.000000001', '2024-01-01 00:00:00.000000001'],
  ['TIMESTAMP_S', '2024-01-01 00:00:00', '2024-01-01 00:00:00'],
  ['TIMESTAMP WITH TIME ZONE', '2024-01-01 00:00:00.5+00', '2024-01-01 00:00:00.500000+00'],
])('%s: %s is %s', (type, text, canonical) => {
  expect(fromPgText(text, parseDuckType(type))).toBe(canonical)
})

test.each([
  ['INTEGER', '1-2'],
  ['DECIMAL(4,2)', '1.2.3'],
  ['DECIMAL(4,2)', '-.'],
  ['DOUBLE', '1.'.repeat(2)],
  ['DATE', '2024-13-01'],
  ['DATE', '2024-1-01'],
  ['DATE', '20240-01-0'],
  ['TIMESTAMP', '2024-01-01 24:00:01'],
  ['TIMESTAMP', '2024-01-01 00:60:00'],
  ['TIMESTAMP', '2024-01-01 00:00:00.'],
  ['TIMESTAMP', '2024-01-01'],
  ['TIMESTAMP', `${'9'.repeat(400)}-01-01 00:00:00`],
  ['TIME', '12:34:56.'],
  ['BLOB', '\\xabc'],
])('%s: %j is no value of it either', (type, text) => {
  expect(() => fromPgText(text, parseDuckType(type))).toThrow(DecodeError)
})
