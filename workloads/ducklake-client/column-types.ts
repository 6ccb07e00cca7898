import { COLUMN_TYPES, type Dice, type ScalarType } from '../../src/index.js'

/** Scalar types that a lake has. */
const SCALARS = [
  ...['BOOLEAN', 'TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT', 'UTINYINT', 'USMALLINT'],
  ...['UINTEGER', 'UBIGINT', 'UHUGEINT', 'FLOAT', 'DOUBLE', 'VARCHAR', 'BLOB', 'UUID', 'JSON'],
  ...['DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMPTZ', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS'],
  ...['TIMESTAMP WITH TIME ZONE', 'INTERVAL', 'TIMETZ', 'TIME WITH TIME ZONE'],
]

/** Types of columns that a DuckLake table can have: its scalars, decimals, and lists and structs of them. */
export const LAKE_TYPES: readonly ScalarType[] = COLUMN_TYPES.filter(({ name }) => isOfLake(name))

function isOfLake(name: string): boolean {
  if (SCALARS.includes(name) || /^DECIMAL\(\d+,\s*\d+\)$/.test(name)) return true
  const element = /^(.+)\[\]$/.exec(name)?.[1]
  if (element !== undefined) return isOfLake(element)
  return /^STRUCT\((?:\w+ (?:INTEGER|VARCHAR|BIGINT|DOUBLE|DATE)(?:, )?)+\)$/.test(name)
}

/** A type for a new column. */
export function drawType(dice: Dice): ScalarType {
  return dice.pick(LAKE_TYPES)
}

/** To which a column of a type may be widened. */
export const WIDER: Readonly<Record<string, string>> = {
  TINYINT: 'SMALLINT',
  SMALLINT: 'INTEGER',
  INTEGER: 'BIGINT',
  UTINYINT: 'USMALLINT',
  USMALLINT: 'UINTEGER',
  UINTEGER: 'UBIGINT',
  FLOAT: 'DOUBLE',
}
