import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalEngine, openLocalEngine } from '../../../../src/lab/local-engine.js'
import { type MutantName, NO_MUTATIONS } from '../../../../src/lab/mutants.js'
import { VALUE_MUTANTS } from '../../../../src/lab/mutants-of-values.js'
import { wireType } from '../../../../src/lab/pgwire/wire-type.js'

let engine: LocalEngine

beforeAll(async () => {
  engine = await openLocalEngine({ path: ':memory:' })
})
afterAll(() => engine.close())

/** One value as it goes out; a binary one as hexadecimal digits. */
async function cell(expression: string, format: Format, mutants: readonly MutantName[]) {
  const session = await engine.open({ user: 'u', database: 'd' })
  const { columns, rows } = await session.execute(`SELECT ${expression}`, [])
  await session.close()
  const type = wireType(columns?.[0]?.type ?? '', new Set(mutants))
  const bytes = type[format](rows[0]?.[0])
  if (bytes === null || (typeof bytes === 'string' && format === 'text')) return bytes
  return Buffer.from(bytes as Uint8Array).toString(format === 'text' ? 'latin1' : 'hex')
}

type Format = 'text' | 'binary'
type Wrong = readonly [MutantName, string, Format, right: string, wrong: string | null]

const WRONG: readonly Wrong[] = [
  ['blob-as-raw-text', "'ab'::blob", 'text', '\\x6162', 'ab'],
  ['microseconds-dropped', "time '10:00:00.123456'", 'text', '10:00:00.123456', '10:00:00.123'],
  [
    'array-null-unquoted',
    "['NULL', NULL, 'a,\"NULL\",b']",
    'text',
    '{"NULL",NULL,"a,\\"NULL\\",b"}',
    '{NULL,NULL,"a,\\"NULL\\",b"}',
  ],
  ['plus-inf', "'inf'::double", 'text', 'Infinity', '+Inf'],
  ['plus-inf', "['-inf'::float]", 'text', '{-Infinity}', '{-Inf}'],
  ['negative-zero-lost', '-0.0::double', 'text', '-0', '0'],
  ['negative-zero-lost', '-0.0::float', 'binary', '80000000', '00000000'],
  ['nan-as-null', "'nan'::double", 'text', 'NaN', null],
  ['nan-as-null', "['nan'::float, 1]", 'text', '{NaN,1}', '{NULL,1}'],
  ['double-fifteen-digits', '0.1::double + 0.2::double', 'text', '0.30000000000000004', '0.3'],
  [
    'hugeint-as-double',
    '9007199254740993::hugeint',
    'text',
    '9007199254740993',
    '9007199254740992',
  ],
  ['ubigint-as-bigint', '18446744073709551615::ubigint', 'text', '18446744073709551615', '-1'],
  ['numeric-text-in-binary', '1.5::decimal(4,1)', 'binary', '000200000000000100011388', '312e35'],
  [
    'numeric-weight-wrong',
    '1.5::decimal(4,1)',
    'binary',
    '000200000000000100011388',
    '000200010000000100011388',
  ],
  ['zero-timestamp-empty', "timestamp '0001-01-01 00:00:00'", 'text', '0001-01-01 00:00:00', ''],
  [
    'timestamp-ns-truncated',
    "timestamp_ns '2000-01-01 00:00:00.123456789'",
    'text',
    '2000-01-01 00:00:00.123456789',
    '2000-01-01 00:00:00.123456',
  ],
  ['interval-month-as-days', "interval '1 month 1 day'", 'text', '1 mon 1 day', '31 days'],
  [
    'timetz-sign-kept',
    "timetz '00:00:00+01'",
    'binary',
    '0000000000000000fffff1f0',
    '000000000000000000000e10',
  ],
  ['bc-year-off', "date '0044-03-15 (BC)'", 'text', '0044-03-15 BC', '0043-03-15 BC'],
  ['date-infinity-as-date', "date 'infinity'", 'text', 'infinity', '5881580-07-11'],
  ['time-24-wraps', "time '24:00:00'", 'text', '24:00:00', '00:00:00'],
  ['blob-cut-at-nul', "'a\\x00b'::blob", 'binary', '610062', '61'],
  ['varchar-cut-at-nul', "'a' || chr(0) || 'b'", 'text', 'a\0b', 'a'],
  ['empty-text-as-null', "''", 'text', '', null],
  [
    'json-reserialised',
    `'{"b":  1, "a": 12345678901234567890}'::json`,
    'text',
    '{"b":  1, "a": 12345678901234567890}',
    '{"b":1,"a":12345678901234567000}',
  ],
  [
    'uuid-sign-bit',
    "uuid '00000000-0000-0000-0000-000000000001'",
    'text',
    '00000000-0000-0000-0000-000000000001',
    '80000000-0000-0000-0000-000000000001',
  ],
  ['enum-as-ordinal', "'b'::enum('a', 'b')", 'text', 'b', '1'],
  ['bit-zeros-lost', "'0010'::bit", 'text', '0010', '10'],
  ['list-nulls-dropped', '[1, NULL, 2]', 'text', '{1,NULL,2}', '{1,2}'],
  ['empty-list-as-null', '[]::int[]', 'text', '{}', null],
  ['struct-fields-reversed', "{'a': 1, 'b': 2}", 'text', "{'a': 1, 'b': 2}", "{'b': 2, 'a': 1}"],
  ['map-entries-sorted', "map {'b': 1, 'a': 2}", 'text', '{b=1, a=2}', '{a=2, b=1}'],
  [
    'boolean-array-bit-packed',
    '[true, NULL, true]',
    'binary',
    '0000000100000001000000100000000300000001' + '0000000101ffffffff0000000101',
    '0000000100000001000000100000000300000001' + '0000000105ffffffff0000000100',
  ],
]

test.each(WRONG)('%s: %s in %s', async (mutant, expression, format, right, wrong) => {
  expect(await cell(expression, format, [])).toBe(right)
  expect(await cell(expression, format, [mutant])).toBe(wrong)
})

test('every mutant of values is in the table', () => {
  const shown = new Set(WRONG.map(([name]) => name))
  expect(VALUE_MUTANTS.filter(({ name }) => !shown.has(name))).toEqual([])
})

test.each([
  ["timestamp 'infinity'", 'microseconds-dropped', 'infinity'],
  ["timestamp_ns 'infinity'", 'timestamp-ns-truncated', 'infinity'],
] as const)('%s stays as it is with %s', async (expression, mutant, right) => {
  expect(await cell(expression, 'text', [mutant])).toBe(right)
})

test('a fault leaves other types alone', () => {
  const faulty = wireType('INTEGER', new Set(VALUE_MUTANTS.map(({ name }) => name)))
  expect(faulty.text(1)).toBe(wireType('INTEGER', NO_MUTATIONS).text(1))
})
