import type { Value } from './value.js'

/**
 * A DuckLake column type: how the inlined table declares it, and the n-th of its values, in
 * rising order.
 */
export interface LakeType {
  readonly name: string
  readonly ddl: string
  /** Ordered as numbers, or as text. */
  readonly numeric: boolean
  /** Statistics of this type say whether there is a NaN. */
  readonly hasNan: boolean
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

const plain = { numeric: false, hasNan: false }
const integer = {
  numeric: true,
  hasNan: false,
  statistic: (n: number) => String(n),
  value: (n: number) => n,
}

function cast(type: string, spell: (n: number) => string) {
  return { statistic: spell, value: (n: number): Value => ({ form: 'cast', type, text: spell(n) }) }
}

/** The scalar types that the generator gives to columns. */
export const LAKE_TYPES: readonly LakeType[] = [
  { name: 'int32', ddl: 'INTEGER', ...integer },
  { name: 'int64', ddl: 'BIGINT', ...integer },
  { name: 'varchar', ddl: 'VARCHAR', ...plain, statistic: word, value: word },
  {
    name: 'float64',
    ddl: 'DOUBLE',
    numeric: true,
    hasNan: true,
    statistic: (n) => `${n}.5`,
    value: (n) => (n % 5 === 4 ? { form: 'cast', type: 'DOUBLE', text: 'nan' } : n + 0.5),
  },
  { name: 'date', ddl: 'DATE', ...plain, ...cast('DATE', day) },
  {
    name: 'timestamp',
    ddl: 'TIMESTAMP',
    ...plain,
    ...cast('TIMESTAMP', (n) => `${day(n)} 03:04:05.000678`),
  },
  {
    name: 'decimal(18,3)',
    ddl: 'DECIMAL(18,3)',
    ...plain,
    numeric: true,
    ...cast('DECIMAL(18,3)', (n) => `${n}.250`),
  },
  {
    name: 'uint64',
    ddl: 'UBIGINT',
    ...plain,
    numeric: true,
    ...cast('UBIGINT', (n) => String(18446744073709551615n - 999_999n + BigInt(n % 999_999))),
  },
]

const BY_NAME = new Map(LAKE_TYPES.map((type) => [type.name, type]))

/**
 * The type by the name in ducklake_column; undefined for a nested type, which has no statistics
 * of its own.
 */
export function lakeType(name: string): LakeType | undefined {
  return BY_NAME.get(name)
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
  return type.numeric ? Number(a) < Number(b) : a < b
}
