import {
  COLUMN_TYPES,
  columnType,
  type Dice,
  drawPresent,
  drawValue,
  literal,
  type ScalarType,
  type TypedText,
} from '../../src/index.js'

/**
 * What a lake has no columns for. VARIANT, which is kept in the catalog where that is a DuckDB and becomes a file where it is
 * a PostgreSQL, so that the two sides number what follows differently, as they should. And TIME_NS: the client cannot make
 * such a table in PostgreSQL (corpus/known), and nothing could be compared behind that.
 */
const NOT_OF_LAKE = /BIGNUM|\bBIT\b|ENUM|UNION|VARIANT|TIME_NS|\[\d+\]/

/** Types of columns that a DuckLake table can have: scalars, and lists, structs and maps of them. */
export const LAKE_TYPES: readonly ScalarType[] = COLUMN_TYPES.filter(
  ({ name }) => !NOT_OF_LAKE.test(name),
)

/** A type for a new column. */
export function drawType(dice: Dice): ScalarType {
  return dice.pick(LAKE_TYPES)
}

/** A file keeps 128-bit numbers as DOUBLE: large ones cannot be read again, and then nothing of their table can. */
const AS_SMALL: Readonly<Record<string, string>> = { HUGEINT: 'INTEGER', UHUGEINT: 'UINTEGER' }

/** A value for a column, as a literal; NULL now and then. */
export function drawLiteral(type: string, dice: Dice): string {
  return written(type, drawValue(columnType(AS_SMALL[type] ?? type), dice))
}

/** The same without NULL. */
export function drawPresentLiteral(type: string, dice: Dice): string {
  return written(type, drawPresent(columnType(AS_SMALL[type] ?? type), dice))
}

function written(type: string, { text }: TypedText): string {
  return literal({ type, text }, true)
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
