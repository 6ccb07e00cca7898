import type { Cell } from '../model/outcome.js'
import { parseDuckType, typeKey } from './duck-type.js'

/** A value in canonical text, and its type. */
interface TypedCell {
  readonly cell: Cell
  readonly type: string
}

const INTEGERS = ['INTEGER', 'BIGINT', 'HUGEINT']

/** For each type those that could hold the same value and that a reader knows better, the best known first. */
const SIMPLER: Readonly<Record<string, readonly string[]>> = {
  TINYINT: INTEGERS,
  SMALLINT: INTEGERS,
  BIGINT: ['INTEGER'],
  HUGEINT: ['INTEGER', 'BIGINT'],
  UTINYINT: INTEGERS,
  USMALLINT: INTEGERS,
  UINTEGER: INTEGERS,
  UBIGINT: INTEGERS,
  UHUGEINT: INTEGERS,
  BIGNUM: [...INTEGERS, 'DECIMAL(18,3)'],
  DECIMAL: ['INTEGER', 'DECIMAL(18,3)'],
  FLOAT: ['DOUBLE'],
  JSON: ['VARCHAR'],
  ENUM: ['VARCHAR'],
  UUID: ['VARCHAR'],
  BIT: ['VARCHAR'],
}

/**
 * The same value in simpler types: moments as TIMESTAMP, numbers as INTEGER and so on, what is made of letters as VARCHAR.
 * They are guesses: a value that a type cannot hold is an error when it is asked for.
 */
export function simplerTypes(cell: Cell, type: string): readonly TypedCell[] {
  const key = typeKey(parseDuckType(type))
  const moment = momentOf(cell, key)
  if (moment !== undefined) return [{ cell: moment, type: 'TIMESTAMP' }]
  if (key === 'LIST' || key === 'ARRAY') return [{ cell: numbered(cell), type: 'INTEGER[]' }]
  return (SIMPLER[key] ?? []).map((simpler) => ({ cell, type: simpler }))
}

/** The moment of a date, or of a time on an ordinary day; undefined for other types and for TIMESTAMP itself. */
function momentOf(cell: Cell, key: string): Cell | undefined {
  if (key === 'TIMESTAMP' || !/^(?:DATE|TIME)/.test(key)) return undefined
  if (cell === null || /infinity/.test(cell)) return cell
  if (key === 'DATE') return cell.replace(/( BC)?$/, ' 00:00:00$1')
  if (key.startsWith('TIMESTAMP')) return cell.replace(/[+-]\d\d(?= BC|$)/, '')
  return `2000-01-01 ${cell.replace(/[+-][\d:]+$/, '')}`
}

/** A list with numbers for its elements, NULL where they are NULL: what is true of lists is true of this one. */
function numbered(cell: Cell): Cell {
  if (cell === null || cell === '[]') return cell
  const elements = cell.slice(1, -1).split(', ')
  return `[${elements.map((element, at) => (element === 'NULL' ? 'NULL' : at + 1)).join(', ')}]`
}
