import type { Dice } from '../random/dice.js'

/** A value in the text that DuckDB casts to its type; null is NULL. */
export interface TypedText {
  readonly type: string
  readonly text: string | null
}

/** A type of column and the values worth storing in it. */
export interface ScalarType {
  /** DuckDB's spelling, as in CREATE TABLE. */
  readonly name: string
  /** The feature that a plan with such a column reaches. */
  readonly feature: string
  /** Boundaries and traps. */
  readonly edges: readonly string[]
  /** An ordinary value. */
  readonly ordinary: (dice: Dice) => string
  /** `text`: DuckDB's text of it is not PostgreSQL's, so a parameter travels as VARCHAR and is cast in the statement. */
  readonly parameter: 'typed' | 'text'
  /** Numbers and booleans that can be written without quotes. */
  readonly bare?: boolean
  /** Equal values always have equal text, so GROUP BY, min and max have one answer. */
  readonly exact?: boolean
  /** sum() is exact and cannot overflow in a few hundred rows. */
  readonly summable?: boolean
  /** It holds values of other types: an UPDATE of it in a table with an index deletes and inserts the row. */
  readonly nested?: boolean
}

/** One value: NULL in one of six, an edge in about half, ordinary otherwise. */
export function drawValue(type: ScalarType, dice: Dice): TypedText {
  return dice.chance(1, 6) ? { type: type.name, text: null } : drawPresent(type, dice)
}

/** One value that is not NULL. */
export function drawPresent(type: ScalarType, dice: Dice): TypedText {
  return { type: type.name, text: dice.chance(1, 2) ? dice.pick(type.edges) : type.ordinary(dice) }
}
