import type { Cell, Column, Row, Rows } from '../model/outcome.js'
import { type DuckType, parseDuckType } from '../values/duck-type.js'
import { fromPgText } from '../values/from-pg-text.js'

/**
 * A subject's rows as canonical text, each column read by the reference's DuckDB type. A text that is no value of that
 * type stays as it is, marked, so that it differs from every value and is shown as it came.
 */
export function canonicalRows(subject: Rows, reference: readonly Column[]): readonly Row[] {
  const readers = subject.columns.map((column, index) => cellReader(column, reference[index]))
  return subject.rows.map((row) => row.map((cell, index) => readers[index]?.(cell) ?? cell))
}

function cellReader(subject: Column, reference: Column | undefined): (cell: Cell) => Cell {
  if (subject.type.kind === 'duckdb' || reference?.type.kind !== 'duckdb') return (cell) => cell
  const type = parseDuckType(reference.type.name)
  return (cell) => (cell === null ? null : decoded(cell, type))
}

function decoded(text: string, type: DuckType): string {
  try {
    return fromPgText(text, type)
  } catch {
    return `not ${type.name}: ${text}`
  }
}
