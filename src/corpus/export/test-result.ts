import { createHash } from 'node:crypto'
import type { Cell, Column, Rows } from '../../model/outcome.js'
import { duckdbTextOf } from '../../values/canonical-to-duckdb.js'
import { type DuckType, parseDuckType, typeKey } from '../../values/duck-type.js'

/** More values than this are written as a hash. */
const VALUES_MAX = 2_000

/** The letters of a result's columns: `I` for whole numbers, `R` for other numbers, `T` for all else. */
export function typeLetters(columns: readonly Column[]): string {
  return columns.map((column) => LETTERS[typeKey(typeOf(column))] ?? 'T').join('')
}

/**
 * The lines of a result as DuckDB's sqllogictest runner writes them: a line each for the values of
 * a single column, else a line each for the rows, with tabs; sorted by their texts where `isSorted`.
 * One line with a hash where a line could not hold a value.
 */
export function resultLines({ columns, rows }: Rows, isSorted: boolean): readonly string[] {
  const types = columns.map(typeOf)
  const texts = rows.map((row) => row.map((cell, at) => valueText(cell, types[at] as DuckType)))
  const ordered = isSorted ? texts.toSorted(compareRows) : texts
  const values = ordered.flat()
  if (values.length > VALUES_MAX || values.some(isUnwritable)) return [hashOf(values)]
  return ordered.map((row) => row.join('\t'))
}

const LETTERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['TINY', 'SMALL', '', 'BIG', 'HUGE'].flatMap((size) => [
      [`${size === '' ? 'INTEGER' : `${size}INT`}`, 'I'],
      [`U${size === '' ? 'INTEGER' : `${size}INT`}`, 'I'],
    ]),
  ),
  DECIMAL: 'R',
  FLOAT: 'R',
  DOUBLE: 'R',
}

function typeOf({ type }: Column): DuckType {
  return parseDuckType(type.kind === 'duckdb' ? type.name : 'VARCHAR')
}

function valueText(cell: Cell, type: DuckType): string {
  const text = duckdbTextOf(cell, type)
  if (text === null) return 'NULL'
  if (type.name === 'BOOLEAN') return text === 'true' ? '1' : '0'
  return text === '' ? '(empty)' : text.replaceAll('\0', '\\0')
}

function compareRows(left: readonly string[], right: readonly string[]): number {
  for (const [at, text] of left.entries()) {
    const order = Buffer.compare(Buffer.from(text), Buffer.from(right[at] ?? ''))
    if (order !== 0) return order
  }
  return 0
}

/** A line is read without its ends, split at tabs, and may be a pattern, a file or a hash. */
function isUnwritable(text: string): boolean {
  return /[\t\r\n]/.test(text) || text.trim() !== text || /^<|^#|values hashing to/.test(text)
}

function hashOf(values: readonly string[]): string {
  const hash = createHash('md5')
  for (const value of values) hash.update(`${value}\n`)
  return `${values.length} values hashing to ${hash.digest('hex')}`
}
