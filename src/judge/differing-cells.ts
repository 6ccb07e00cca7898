import type { Cell, Column, Outcome, Row, Rows } from '../model/outcome.js'
import type { Profile } from '../model/profile.js'
import { comparableRows } from './cells.js'
import { diffRows } from './row-diff.js'

/** A cell that the subject has wrong, both as canonical text. */
export interface DifferingCell {
  readonly column: Column
  readonly reference: Cell
  readonly subject: Cell
}

/** The most rows that are looked at to find the partner of one. */
const PARTNERS_MAX = 200

/**
 * The cells in which two results differ first: of the first row that the subject does not have, beside the row of the
 * subject that is most like it. None where a side has no such row.
 */
export function differingCells(
  reference: Outcome | undefined,
  subject: Outcome | undefined,
  types: Profile['types'],
): readonly DifferingCell[] {
  if (reference?.kind !== 'rows' || subject?.kind !== 'rows') return []
  if (reference.columns.length !== subject.columns.length) return []
  const both = comparableRows(reference, subject, types)
  const diff = diffRows(both.reference, both.subject, false)
  if (diff.kind !== 'content') return []
  const [row] = diff.onlyReference
  const partner = row && mostAlike(row, diff.onlySubject.slice(0, PARTNERS_MAX))
  return row && partner ? cellsOf(reference, row, partner) : []
}

function mostAlike(row: Row, others: readonly Row[]): Row | undefined {
  const likeness = (other: Row) => row.filter((cell, at) => cell === other[at]).length
  let best: { readonly other: Row; readonly count: number } | undefined
  for (const other of others) {
    const count = likeness(other)
    if (!best || count > best.count) best = { other, count }
  }
  return best?.other
}

function cellsOf({ columns }: Rows, row: Row, partner: Row): readonly DifferingCell[] {
  return columns.flatMap((column, at) => {
    const [reference, subject] = [row[at] ?? null, partner[at] ?? null]
    return reference === subject ? [] : [{ column, reference, subject }]
  })
}
