import type { Cell, Column, Row, Rows } from '../model/outcome.js'
import { canonicalCell } from '../values/compare.js'
import { parseDuckType } from '../values/duck-type.js'

/**
 * A subject's rows as canonical text, each column read by the reference's DuckDB type. A text that is no value of that
 * type stays as it is, marked, so that it differs from every value and is shown as it came.
 */
export function canonicalRows(subject: Rows, reference: readonly Column[]): readonly Row[] {
  const readers = subject.columns.map((column, index) => cellReader(column, reference[index]))
  return subject.rows.map((row) => row.map((cell, index) => readers[index]?.(cell) ?? cell))
}

function cellReader(subject: Column, reference: Column | undefined): (cell: Cell) => Cell {
  if (reference?.type.kind !== 'duckdb') return (cell) => cell
  const type = parseDuckType(reference.type.name)
  return (cell) => canonicalCell(cell, type, subject.type.kind)
}
