import type { Value } from './value.js'

/**
 * A scalar DuckLake column type: how the inlined table declares it, and the n-th of its values, in
 * rising order.
 */
export interface LakeType {
  readonly name: string
  readonly ddl: string
  /** Ordered as numbers, or as text. */
  readonly numeric: boolean
  /** Statistics of this type say whether there is a NaN. */
  readonly hasNan: boolean
  /** The values begin again after so many; absent where they never do. */
  readonly period?: number
  /** The client writes no statistics for INTERVAL: both counts are 0. */
  readonly uncounted?: true
  readonly statistic: (n: number) => string
  readonly value: (n: number) => Value
}

const DAY_MS = 86_400_000

function day(n: number): string {
  return new Date(Date.UTC(2024, 0, 1) + n * DAY_MS).toISOString().slice(0, 10)
}

function word(n: number): string {
  return `it's ${String(n).padStart(6, '0')}`
}

function clock(n: number): string {
  return new Date(n * 1000).toISOString().slice(11, 19)
}

function moment(n: number): string {
  return `${day(n)} 03:04:05`
}

const plain = { numeric: false, hasNan: false }

/** A whole number that a plain literal spells. */
function integer(name: string, ddl: string, period?: number): LakeType {
  const nth = (n: number) => (period === undefined ? n : n % period)
  return {
    ...{ name, ddl, numeric: true, hasNan: false, ...(period === undefined ? {} : { period }) },
    statistic: (n) => String(nth(n)),
    value: (n) => nth(n),
  }
}

/** A whole number that is too large for a JavaScript number: it counts up to its largest value. */
function wide(name: string, ddl: string, largest: bigint): LakeType {
  const spell = (n: number) => String(largest - BigInt(WIDE_PERIOD - 1) + BigInt(n % WIDE_PERIOD))
  return {
    ...{ name, ddl, numeric: true, hasNan: false, period: WIDE_PERIOD },
    statistic: spell,
    value: (n) => ({ form: 'plain', type: ddl, text: spell(n) }),
  }
}

const WIDE_PERIOD = 1_000_000

/** A type whose values are written as `CAST('text' AS TYPE)`. */
function cast(name: string, ddl: string, spell: (n: number) => string): LakeType {
  return {
    ...{ name, ddl, ...plain },
    statistic: spell,
    value: (n) => ({ form: 'cast', type: ddl, text: spell(n) }),
  }
}

/** What is not finite comes once in a while, as the client writes it. */
const NOT_FINITE = ['nan', 'inf', '-inf', '-0.0'] as const

/** One value in five of a floating-point column is not finite, or is the negative zero. */
function floating(name: string, ddl: string): LakeType {
  return {
    ...{ name, ddl, numeric: true, hasNan: true },
    statistic: (n) => `${n}.5`,
    value: (n) => {
      const odd = NOT_FINITE[Math.floor(n / 5) % NOT_FINITE.length] ?? 'nan'
      return n % 5 === 4 ? { form: 'cast', type: ddl, text: odd } : n + 0.5
    },
  }
}

/** Bytes that hold a NUL in the midst; the client spells every byte that is no plain letter. */
function bytes(n: number): string {
  return `\\x${String(10 + (n % 90))}\\x00\\xFF`
}

/** Of one length, so that the order of texts is that of numbers; a number of JSON has no leading zero. */
function object(n: number): string {
  return `{"a":${10_000_000 + n}}`
}

/** The scalar types of columns that hold no others. */
export const LAKE_TYPES: readonly LakeType[] = [
  integer('int32', 'INTEGER'),
  integer('int64', 'BIGINT'),
  { name: 'varchar', ddl: 'VARCHAR', ...plain, statistic: word, value: word },
  floating('float64', 'DOUBLE'),
  cast('date', 'DATE', day),
  cast('timestamp', 'TIMESTAMP', (n) => `${moment(n)}.000678`),
  {
    ...{ name: 'decimal(18,3)', ddl: 'DECIMAL(18,3)', numeric: true, hasNan: false },
    statistic: (n) => `${n}.250`,
    value: (n) => ({ form: 'plain', type: 'DECIMAL(18,3)', text: `${n}.250` }),
  },
  wide('uint64', 'UBIGINT', 2n ** 64n - 1n),
  {
    ...{ name: 'boolean', ddl: 'BOOLEAN', ...plain, period: 2 },
    statistic: (n) => String(n % 2),
    value: (n) => n % 2 === 1,
  },
  integer('int8', 'TINYINT', 100),
  integer('int16', 'SMALLINT', 10_000),
  integer('uint8', 'UTINYINT', 200),
  integer('uint16', 'USMALLINT', 60_000),
  integer('uint32', 'UINTEGER'),
  wide('int128', 'HUGEINT', 2n ** 127n - 1n),
  floating('float32', 'FLOAT'),
  {
    ...cast('blob', 'BLOB', bytes),
    period: 90,
    statistic: (n) => `${String(10 + (n % 90))}00FF`,
  },
  { ...cast('time', 'TIME', clock), period: 86_400 },
  cast('timestamptz', 'TIMESTAMP WITH TIME ZONE', (n) => `${moment(n)}+00`),
  cast('timestamp_s', 'TIMESTAMP_S', moment),
  cast('timestamp_ms', 'TIMESTAMP_MS', (n) => `${moment(n)}.678`),
  cast('timestamp_ns', 'TIMESTAMP_NS', (n) => `${moment(n)}.678901234`),
  {
    ...cast('interval', 'INTERVAL', (n) => `${n % 7} months ${n % 3} days ${n} microseconds`),
    uncounted: true,
  },
  {
    ...cast('uuid', 'UUID', (n) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`),
  },
  { name: 'json', ddl: 'JSON', ...plain, statistic: object, value: object },
]

const BY_NAME = new Map(LAKE_TYPES.map((type) => [type.name, type]))

/**
 * The type by the name in ducklake_column; undefined for a nested type, which has no statistics
 * of its own, and for VARIANT.
 */
export function lakeType(name: string): LakeType | undefined {
  return BY_NAME.get(name)
}

/** The smallest and the largest statistic of the values from the n-th to the m-th. */
export function boundsOf(type: LakeType, n: number, m: number) {
  const { period } = type
  const whole = period !== undefined && (m - n >= period || n % period > m % period)
  const [from, to] = whole ? [0, period - 1] : [n, m]
  return { min: type.statistic(from), max: type.statistic(to) }
}

/** The smaller and the larger of two statistics. */
export function lesser(type: LakeType, a: string, b: string): string {
  return before(type, a, b) ? a : b
}

/** See lesser. */
export function greater(type: LakeType, a: string, b: string): string {
  return before(type, a, b) ? b : a
}

function before(type: LakeType, a: string, b: string): boolean {
  if (!type.numeric) return a < b
  return WHOLE.test(a) && WHOLE.test(b) ? BigInt(a) < BigInt(b) : Number(a) < Number(b)
}

const WHOLE = /^-?\d+$/
