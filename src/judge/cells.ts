import type { Cell, Column, Row, Rows } from '../model/outcome.js'
import type { Profile } from '../model/profile.js'
import type { Ignored } from '../model/verdict.js'
import { columnReader } from '../values/column-reader.js'
import { type DuckType, parseDuckType } from '../values/duck-type.js'
import { lostOnWire } from '../values/loss-on-wire.js'
import { type ColumnLoss, lossesOf, project, projectLoss } from '../values/projection.js'

/** Both sides' rows, ready to be compared as text, and what was left out of them. */
export interface ComparableRows {
  readonly reference: readonly Row[]
  readonly subject: readonly Row[]
  readonly ignored: readonly Ignored[]
}

/**
 * The rows of both sides as canonical text, each column read by the reference's DuckDB type. What the wire cannot carry of a
 * type, and what the endpoint is declared to lose of it, is taken away from both. A subject's cell that is no value of the
 * type is marked, so that it differs from every value and is shown as it came.
 */
export function comparableRows(
  reference: Rows,
  subject: Rows,
  types: Profile['types'] = new Map(),
): ComparableRows {
  const losses = reference.columns.map((column, at) =>
    columnLoss(column, subject.columns[at], types),
  )
  return {
    reference: reduced(reference.rows, losses),
    subject: reduced(canonicalRows(subject, reference.columns), losses),
    ignored: losses.flatMap((loss) => loss?.ignored ?? []),
  }
}

/** A subject's rows as canonical text, with nothing taken away. */
export function canonicalRows(subject: Rows, reference: readonly Column[]): readonly Row[] {
  const rows = subject.rows.map((row) => row.slice())
  for (const [index, column] of subject.columns.entries()) {
    const read = cellReader(column, reference[index])
    if (read) rewriteColumn(rows, index, read)
  }
  return rows
}

/** Column by column, which is twice as fast as row by row. */
function rewriteColumn(rows: readonly Cell[][], index: number, read: (cell: Cell) => Cell): void {
  for (const row of rows) {
    const cell = row[index]
    if (cell !== null && cell !== undefined) row[index] = read(cell)
  }
}

/** Undefined where cells stay as they are. */
function cellReader(
  subject: Column,
  reference: Column | undefined,
): ((cell: Cell) => Cell) | undefined {
  if (reference?.type.kind !== 'duckdb' || subject.type.kind === 'duckdb') return undefined
  return columnReader(parseDuckType(reference.type.name), subject.type)
}

interface ColumnLosses {
  readonly reduce: (cell: Cell) => Cell
  readonly ignored: readonly Ignored[]
}

/** Undefined where nothing is lost, as with most columns. In process nothing is. */
function columnLoss(
  reference: Column,
  subject: Column | undefined,
  types: Profile['types'],
): ColumnLosses | undefined {
  if (reference.type.kind !== 'duckdb' || subject?.type.kind !== 'pg') return undefined
  const type = parseDuckType(reference.type.name)
  const onWire = lostOnWire(type)
  const declared = lossesOf(type, types)
  if (onWire === undefined && declared.length === 0) return undefined
  const what = `part of ${type.name}`
  return {
    reduce: (cell) => reducedCell(cell, type, declared),
    ignored: [
      ...(onWire === undefined ? [] : [{ what, because: onWire }]),
      ...declared.map(({ of, because }) => ({ what: `part of ${of}`, because })),
    ],
  }
}

function reducedCell(cell: Cell, type: DuckType, declared: readonly ColumnLoss[]): Cell {
  return declared.reduce(
    (left, loss) => projectLoss(left, type, loss),
    project(cell, type, 'untagged'),
  )
}

function reduced(
  rows: readonly Row[],
  losses: readonly (ColumnLosses | undefined)[],
): readonly Row[] {
  if (losses.every((loss) => loss === undefined)) return rows
  return rows.map((row) => row.map((cell, at) => losses[at]?.reduce(cell) ?? cell))
}
