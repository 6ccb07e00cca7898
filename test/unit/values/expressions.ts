import fc from 'fast-check'
import { quoteIdentifier, quoteString } from '../../../src/sql/identifiers.js'
import { decimalText } from '../../../src/values/number-text.js'

const within = (min: bigint, max: bigint) => fc.bigInt({ min, max })
const bits = (n: bigint) =>
  fc.oneof(
    { weight: 5, arbitrary: within(-(1n << (n - 1n)), (1n << (n - 1n)) - 1n) },
    fc.constantFrom(-(1n << (n - 1n)), (1n << (n - 1n)) - 1n, 0n, -1n),
  )
const unsigned = (n: bigint) =>
  fc.oneof(within(0n, (1n << n) - 1n), fc.constantFrom(0n, (1n << n) - 1n))
const cast = (type: string) => (value: unknown) => `${quoteString(String(value))}::${type}`

const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((s) => !s.includes('\0'))
const ODD = ['NULL', 'null', '', ' ', "it's", '"', '\\', '{', ']', 'a, b', 'k=v', ': ', '\n']
export const oddText = fc.oneof(
  text,
  fc.constantFrom(...ODD, '\u{1d11e}🦆', 'e\u0301', '?"x"', 'é'),
)

const special = fc.constantFrom(
  ...['nan', 'inf', '-inf', '-0.0', '1e308', '4.9e-324', '2.2e-308', '3.4e38', '1e-45', '1e-38'],
  ...['1e15', '123456789012345680', '0.000001', '0.0000001', '0.1', '16777216', '9007199254740993'],
)
/** The first microsecond that PostgreSQL's binary format holds, and the last one of DuckDB. */
const micros = within(-9_222_425_352_054_775_807n, 9_223_372_036_854_775_806n)
const nearMicros = within(-62_135_596_800_000_000n, 253_402_300_799_999_999n)
const day = 86_400_000_000n
const pad = (value: bigint | number, width = 2) => String(value).padStart(width, '0')
const clock = (units: bigint, perSecond: bigint, digits: number) => {
  const s = units / perSecond
  return `${pad(s / 3600n)}:${pad((s / 60n) % 60n)}:${pad(s % 60n)}.${pad(units % perSecond, digits)}`
}
const infinite = (type: string, values: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 8, arbitrary: values },
    fc.constantFrom('infinity', '-infinity', '1970-01-01', '0044-03-15 (BC)').map(cast(type)),
  )
const geometry = fc.constantFrom(
  ...['POINT (1 2)', 'POINT EMPTY', 'LINESTRING (0 0, 1.5 -2)', 'POINT Z (1 2 3)'],
  'GEOMETRYCOLLECTION (POINT (1 2), POLYGON ((0 0, 0 1, 1 1, 0 0)))',
)

/** A DuckDB type, and SQL expressions of that type with random values. */
export interface Typed {
  readonly type: string
  readonly value: fc.Arbitrary<string>
}

/** Every scalar type of DuckDB. */
export const SCALARS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  BOOLEAN: fc.boolean().map(cast('BOOLEAN')),
  TINYINT: bits(8n).map(cast('TINYINT')),
  SMALLINT: bits(16n).map(cast('SMALLINT')),
  INTEGER: bits(32n).map(cast('INTEGER')),
  BIGINT: bits(64n).map(cast('BIGINT')),
  HUGEINT: bits(128n).map(cast('HUGEINT')),
  UTINYINT: unsigned(8n).map(cast('UTINYINT')),
  USMALLINT: unsigned(16n).map(cast('USMALLINT')),
  UINTEGER: unsigned(32n).map(cast('UINTEGER')),
  UBIGINT: unsigned(64n).map(cast('UBIGINT')),
  UHUGEINT: unsigned(128n).map(cast('UHUGEINT')),
  BIGNUM: fc.oneof(bits(400n), bits(3000n), within(-9n, 9n)).map(cast('BIGNUM')),
  'DECIMAL(38,9)': within(-(10n ** 38n) + 1n, 10n ** 38n - 1n).map((n) =>
    cast('DECIMAL(38,9)')(decimalText(n, 9)),
  ),
  'DECIMAL(4,4)': within(-9999n, 9999n).map((n) => cast('DECIMAL(4,4)')(decimalText(n, 4))),
  'DECIMAL(18,0)': bits(50n).map(cast('DECIMAL(18,0)')),
  FLOAT: fc.oneof(special, fc.float().map(String)).map(cast('FLOAT')),
  DOUBLE: fc.oneof(special, fc.double().map(String)).map(cast('DOUBLE')),
  VARCHAR: oddText.map(cast('VARCHAR')),
  JSON: fc.json().map(cast('JSON')),
  BLOB: fc
    .uint8Array({ maxLength: 9 })
    .map((bytes) => `from_hex('${Buffer.from(bytes).toString('hex')}')`),
  BIT: fc.stringMatching(/^[01]{1,40}$/).map(cast('BIT')),
  UUID: fc.uuid().map(cast('UUID')),
  "ENUM('', 'NULL', 'it''s', 'a,b', ')')": fc
    .constantFrom('', 'NULL', "it's", 'a,b', ')')
    .map(cast("ENUM('', 'NULL', 'it''s', 'a,b', ')')")),
  DATE: infinite(
    'DATE',
    fc.integer({ min: -2_000_000, max: 2_147_483_000 }).map((n) => `DATE '1970-01-01' + ${n}`),
  ),
  TIME: within(0n, day).map((n) => cast('TIME')(clock(n, 1_000_000n, 6))),
  TIME_NS: within(0n, day * 1000n - 1n).map((n) => cast('TIME_NS')(clock(n, 1_000_000_000n, 9))),
  'TIME WITH TIME ZONE': fc
    .tuple(
      within(0n, day - 1n),
      fc.constantFrom('+00', '-12:30', '+15:59:59', '-15:59:59', '+05:30:15'),
    )
    .map(([n, zone]) => cast('TIMETZ')(clock(n, 1_000_000n, 6) + zone)),
  TIMESTAMP: infinite(
    'TIMESTAMP',
    fc.oneof(micros, nearMicros).map((n) => `make_timestamp(${n})`),
  ),
  TIMESTAMP_S: infinite(
    'TIMESTAMP_S',
    within(-62_000_000_000n, 253_000_000_000n).map(
      (n) => `epoch_ms(${n}::BIGINT * 1000)::TIMESTAMP_S`,
    ),
  ),
  TIMESTAMP_MS: infinite(
    'TIMESTAMP_MS',
    within(-9_000_000_000_000n, 9_000_000_000_000n).map(
      (n) => `make_timestamp(${n}::BIGINT * 1000)::TIMESTAMP_MS`,
    ),
  ),
  TIMESTAMP_NS: bits(60n).map((n) => `make_timestamp_ns(${n})`),
  // Years 1 to 9999: far outside of them DuckDB prints some values one millisecond off.
  'TIMESTAMP WITH TIME ZONE': nearMicros.map((n) => `make_timestamptz(${n})`),
  INTERVAL: fc
    .tuple(
      fc.integer({ min: -99_999, max: 99_999 }),
      fc.integer({ min: -99_999, max: 99_999 }),
      fc.oneof(bits(56n), fc.constant(0n)),
    )
    .map(([m, d, us]) => `to_months(${m}) + to_days(${d}) + to_microseconds(${us})`),
  GEOMETRY: geometry.map(cast('GEOMETRY')),
  VARIANT: fc.oneof(
    bits(32n).map((n) => `(${n})::INTEGER::VARIANT`),
    oddText.map((s) => `${quoteString(s)}::VARIANT`),
    fc.constantFrom("{'a': [1.50]}::VARIANT", "[1::VARIANT, 'x'::VARIANT]::VARIANT"),
  ),
}

const scalars: readonly Typed[] = Object.entries(SCALARS).map(([type, value]) => ({ type, value }))

const orNull = ({ type, value }: Typed) =>
  fc.option(value).map((sql) => (sql === null ? `NULL::${type}` : `(${sql})`))

function list(of: Typed): Typed {
  const type = `${of.type}[]`
  const value = fc
    .array(orNull(of), { maxLength: 4 })
    .map((items) => `[${items.join(', ')}]::${type}`)
  return { type, value }
}

function array(of: Typed): Typed {
  const value = fc.tuple(orNull(of), orNull(of)).map((pair) => `[${pair}]::${of.type}[2]`)
  return { type: `${of.type}[2]`, value }
}

function struct(fields: readonly (readonly [name: string, of: Typed])[]): Typed {
  const spelled = fields.map(([name, { type }]) => `${quoteIdentifier(name)} ${type}`)
  const value = fc
    .tuple(...fields.map(([, of]) => orNull(of)))
    .map((values) => `row(${values})::STRUCT(${spelled})`)
  return { type: `STRUCT(${spelled})`, value }
}

/** One entry: keys that differ as SQL may be equal as values, of which a MAP has one. */
function map(key: Typed, of: Typed): Typed {
  const type = `MAP(${key.type}, ${of.type})`
  const value = fc.tuple(key.value, orNull(of)).map(([k, v]) => `map([${k}], [${v}])::${type}`)
  return { type, value: fc.oneof({ weight: 4, arbitrary: value }, fc.constant(`map()::${type}`)) }
}

function union(first: Typed, second: Typed): Typed {
  const type = `UNION("a" ${first.type}, "b c" ${second.type})`
  const value = fc.oneof(
    orNull(first).map((v) => `union_value("a" := ${v})::${type}`),
    orNull(second).map((v) => `union_value("b c" := ${v})::${type}`),
  )
  return { type, value }
}

const names = fc.uniqueArray(
  oddText.filter((name) => name.trim() !== '' && name.toLowerCase() === name),
  { minLength: 1, maxLength: 3 },
)

const { typed } = fc.letrec<{ typed: Typed }>((tie) => ({
  typed: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom(...scalars),
    tie('typed').map(list),
    tie('typed').map(array),
    fc
      .tuple(names, fc.array(tie('typed'), { minLength: 3, maxLength: 3 }))
      .map(([all, types]) => struct(all.map((name, at) => [name, types[at] as Typed]))),
    fc.tuple(fc.constantFrom(...scalars), tie('typed')).map(([key, of]) => map(key, of)),
    fc.tuple(tie('typed'), tie('typed')).map(([first, second]) => union(first, second)),
  ),
}))

/** A value of any type, nested up to three times, as a SQL expression. */
export const anyExpression: fc.Arbitrary<string> = typed.chain(({ type, value }) =>
  fc.option(value, { freq: 10 }).map((sql) => sql ?? `NULL::${type}`),
)
