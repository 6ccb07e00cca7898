import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Projection } from '../../../src/model/profile.js'
import { parseDuckType } from '../../../src/values/duck-type.js'
import { lostOnWire } from '../../../src/values/loss-on-wire.js'
import { lossesOf, project, projectLoss } from '../../../src/values/projection.js'
import { duckTypeOfOid } from '../../../src/values/wire-canonical.js'
import { SCALARS } from './expressions.js'
import { useReference } from './reference.js'

const reference = useReference()

test.each<[type: string, as: Projection, cell: string, left: string]>([
  ['UNION("a" INTEGER)', 'untagged', '?"1" as "a"', '?"1"'],
  ['VARCHAR', 'untagged', 'x as "a"', 'x as "a"'],
  ['TIMESTAMP_NS', 'microseconds', '2024-01-01 00:00:00.123456789', '2024-01-01 00:00:00.123456'],
  [
    'TIMESTAMP_NS',
    'milliseconds',
    '0044-01-01 00:00:00.123456789 BC',
    '0044-01-01 00:00:00.123 BC',
  ],
  ['TIMESTAMP_NS', 'microseconds', 'infinity', 'infinity'],
  [
    'INTERVAL',
    'milliseconds',
    '1 months 2 days 3999 microseconds',
    '1 months 2 days 3000 microseconds',
  ],
  [
    'TIMESTAMP_NS[]',
    'microseconds',
    '["2024-01-01 00:00:00.000000001", NULL]',
    '["2024-01-01 00:00:00.000000", NULL]',
  ],
  ['VARCHAR', 'milliseconds', '1.2345', '1.2345'],
  ['DECIMAL(38,20)', 'double', '0.10000000000000000001', '0.1'],
  ['MAP(VARCHAR, HUGEINT)', 'double', '{"1" => 9007199254740993}', '{"1" => 9007199254740992}'],
  ['JSON', 'json-value', '{ "b":1.50, "a": [1e2, "\\u0061"], "b": 2 }', '{"a":[1e2,"a"],"b":2e0}'],
  ['JSON', 'json-value', 'not json', 'not json'],
  ['JSON', 'json-value', '['.repeat(100_000), '['.repeat(100_000)],
  ['STRUCT("j" JSON)', 'json-value', '{"j": "{ }"}', '{"j": "{}"}'],
  [
    'STRUCT("b" INTEGER, "a" VARCHAR)',
    'any-field-order',
    '{"b": 1, "a": "x"}',
    '{"a": "x", "b": 1}',
  ],
  ['INTEGER', 'presence', '7', '*'],
  ['INTEGER', 'text', 'not INTEGER: seven', 'seven'],
  ['INTEGER', 'text', 'not INTEGER (oid 25): bytes 00', 'bytes 00'],
])('%s, %s: %j leaves %j', (type, as, cell, left) => {
  expect(project(cell, parseDuckType(type), as)).toBe(left)
  expect(project(left, parseDuckType(type), as)).toBe(left)
  expect(project(null, parseDuckType(type), as)).toBeNull()
})

test('a loss of one type leaves what stands beside it', () => {
  const type = parseDuckType('STRUCT("a" TIMESTAMP, "b" TIMESTAMP_NS)')
  const lossy = { as: 'milliseconds', because: 'only milliseconds are sent' } as const
  const [loss, ...others] = lossesOf(type, new Map([['TIMESTAMP_NS', { oids: [1114], lossy }]]))
  expect([loss, others]).toEqual([{ ...lossy, of: 'TIMESTAMP_NS' }, []])
  const cell = '{"a": "2024-01-01 00:00:00.000001", "b": "2024-01-01 00:00:00.000000001"}'
  expect(loss && projectLoss(cell, type, loss)).toBe(
    '{"a": "2024-01-01 00:00:00.000001", "b": "2024-01-01 00:00:00.000"}',
  )
})

test.each([
  ['INTEGER[]', undefined],
  ['MAP(VARCHAR, UNION("a" INTEGER)[])', "a UNION's text has no tag"],
  ['VARIANT', "a VARIANT's text has no type"],
  ['UNION("a" VARIANT)', "a UNION's text has no tag, and a VARIANT's text has no type"],
])('what the wire loses of %s', (type, sentence) => {
  expect(lostOnWire(parseDuckType(type))).toBe(sentence)
})

test.each([
  [23, -1, 'INTEGER'],
  [1009, -1, 'VARCHAR[]'],
  [1700, (18 << 16) + 2 + 4, 'DECIMAL(18,2)'],
  [1700, -1, undefined],
  [1700, (50 << 16) + 2 + 4, undefined],
  [4242, -1, undefined],
])('OID %i with modifier %i is like %s', (oid, modifier, name) => {
  expect(duckTypeOfOid(oid, modifier)?.name).toBe(name)
})

// FLOAT is left out: DuckDB prints some that are halfway between two texts with more digits.
const PRINTED = Object.entries(SCALARS).filter(([type]) => type !== 'FLOAT')

test.each(PRINTED)("%s: as text it is DuckDB's own, also inside of others", async (_, value) => {
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), async (values) => {
      const { columns, rows } = await reference.select(`
        SELECT x, x::VARCHAR, y, y::VARCHAR
        FROM (SELECT v AS x, {'a b': [v, NULL], 'c': v} AS y
              FROM (VALUES ${values.map((sql) => `(${sql})`)}) AS t(v))`)
      for (const at of [0, 2]) {
        const { type } = columns[at] as (typeof columns)[number]
        const duckType = parseDuckType(type.kind === 'duckdb' ? type.name : '')
        const texts = rows.map((row) => project(row[at] ?? null, duckType, 'text'))
        expect(texts).toEqual(rows.map((row) => row[at + 1]))
      }
    }),
    { numRuns: 3 },
  )
})
