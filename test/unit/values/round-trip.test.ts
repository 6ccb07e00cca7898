import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quoteString } from '../../../src/sql/identifiers.js'
import { parseDuckType } from '../../../src/values/duck-type.js'
import { fromPgText } from '../../../src/values/from-pg-text.js'
import { decimalText } from '../../../src/values/number-text.js'
import { useReference } from './reference.js'

const reference = useReference()

const within = (min: bigint, max: bigint) => fc.bigInt({ min, max })
const bits = (n: bigint) => within(-(1n << (n - 1n)), (1n << (n - 1n)) - 1n)
const unsigned = (n: bigint) => within(0n, (1n << n) - 1n)
const cast = (type: string) => (value: unknown) => `${quoteString(String(value))}::${type}`
const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((s) => !s.includes('\0'))
const oddText = fc.oneof(
  text,
  fc.constantFrom('NULL', 'null', '', ' ', "it's", '"', '\\', '{', ']', 'a, b', 'k=v', ': ', '\n'),
)
const special = fc.constantFrom(
  'nan',
  'inf',
  '-inf',
  '-0.0',
  '1e308',
  '4.9e-324',
  '3.4e38',
  '1e-45',
)
const micros = within(-9_223_372_022_400_000_000n, 9_223_372_036_854_775_806n)
const day = 86_400_000_000n
const pad = (value: bigint | number, width = 2) => String(value).padStart(width, '0')
const clock = (units: bigint, perSecond: bigint, digits: number) => {
  const s = units / perSecond
  return `${pad(s / 3600n)}:${pad((s / 60n) % 60n)}:${pad(s % 60n)}.${pad(units % perSecond, digits)}`
}

/** SQL expressions of random values, by type. */
const EXPRESSIONS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  BOOLEAN: fc.boolean().map(String),
  TINYINT: bits(8n).map(cast('TINYINT')),
  BIGINT: bits(64n).map(cast('BIGINT')),
  UBIGINT: unsigned(64n).map(cast('UBIGINT')),
  HUGEINT: bits(128n).map(cast('HUGEINT')),
  UHUGEINT: unsigned(128n).map(cast('UHUGEINT')),
  BIGNUM: bits(400n).map(cast('BIGNUM')),
  DECIMAL: within(-(10n ** 38n) + 1n, 10n ** 38n - 1n).map((n) =>
    cast('DECIMAL(38,9)')(decimalText(n, 9)),
  ),
  FLOAT: fc.oneof(special, fc.float().map(String)).map(cast('FLOAT')),
  DOUBLE: fc.oneof(special, fc.double().map(String)).map(cast('DOUBLE')),
  VARCHAR: oddText.map(quoteString),
  JSON: fc.json().map(cast('JSON')),
  UUID: fc.uuid().map(cast('UUID')),
  BIT: fc.stringMatching(/^[01]{1,40}$/).map(cast('BIT')),
  DATE: fc.integer({ min: -2_000_000, max: 2_147_483_000 }).map((n) => `DATE '1970-01-01' + ${n}`),
  TIME: within(0n, day).map((n) => cast('TIME')(clock(n, 1_000_000n, 6))),
  TIME_NS: within(0n, day * 1000n - 1n).map((n) => cast('TIME_NS')(clock(n, 1_000_000_000n, 9))),
  TIMETZ: fc
    .tuple(
      within(0n, day - 1n),
      fc.constantFrom('+00', '-12:30', '+15:59:59', '-15:59:59', '+05:30:15'),
    )
    .map(([n, zone]) => cast('TIMETZ')(clock(n, 1_000_000n, 6) + zone)),
  TIMESTAMP: micros.map((n) => `make_timestamp(${n})`),
  // Years 1 to 9999: far outside of them DuckDB prints some values one millisecond off.
  TIMESTAMPTZ: within(-62_135_596_800_000_000n, 253_402_300_799_999_999n).map(
    (n) => `make_timestamptz(${n})`,
  ),
  TIMESTAMP_NS: bits(60n).map((n) => `make_timestamp_ns(${n})`),
  TIMESTAMP_MS: within(-9_000_000_000_000n, 9_000_000_000_000n).map(
    (n) => `make_timestamp(${n} * 1000)::TIMESTAMP_MS`,
  ),
  INTERVAL: fc
    .tuple(
      fc.integer({ min: -99_999, max: 99_999 }),
      fc.integer({ min: -99_999, max: 99_999 }),
      bits(56n),
    )
    .map(([m, d, us]) => `to_months(${m}) + to_days(${d}) + to_microseconds(${us})`),
  'VARCHAR[]': fc
    .array(fc.option(oddText), { maxLength: 4 })
    .map((items) => `[${items.map((s) => (s === null ? 'NULL' : quoteString(s)))}]::VARCHAR[]`),
  'BLOB[]': fc
    .array(fc.uint8Array({ maxLength: 5 }), { maxLength: 3 })
    .map(
      (blobs) => `[${blobs.map((b) => `from_hex('${Buffer.from(b).toString('hex')}')`)}]::BLOB[]`,
    ),
  STRUCT: fc
    .tuple(
      fc.option(oddText),
      fc.option(fc.date({ min: new Date(0), max: new Date(1e12), noInvalidDate: true })),
      oddText,
    )
    .map(
      ([a, b, c]) =>
        `{'a': ${a === null ? 'NULL' : quoteString(a)}::VARCHAR, 'b c': ${
          b === null ? 'NULL' : quoteString(b.toISOString().slice(0, 19))
        }::TIMESTAMP, 'it''s': [{'x': ${quoteString(c)}}]}`,
    ),
  MAP: fc
    .uniqueArray(fc.tuple(oddText, fc.double()), { maxLength: 3, selector: ([key]) => key })
    .map(
      (entries) =>
        `map([${entries.map(([k]) => quoteString(k))}]::VARCHAR[], [${entries.map(([, v]) => cast('DOUBLE')(v))}]::DOUBLE[])`,
    ),
}

test.each(Object.entries(EXPRESSIONS))(
  '%s: a value from DuckDB and its text, read again, are the same',
  async (_, expression) => {
    await fc.assert(
      fc.asyncProperty(fc.array(expression, { minLength: 1, maxLength: 40 }), async (values) => {
        const list = values.map((value) => `(${value})`).join(', ')
        const { columns, rows } = await reference.select(
          `SELECT v, v::VARCHAR FROM (VALUES ${list}) AS t(v)`,
        )
        const type = columns[0]?.type
        if (type?.kind !== 'duckdb') throw new Error('a reference has DuckDB types')
        const duckType = parseDuckType(type.name)
        const decoded = rows.map(([, cell]) => fromPgText(cell as string, duckType))
        expect(decoded).toEqual(rows.map(([canonical]) => canonical))
      }),
      { numRuns: 5 },
    )
  },
)
