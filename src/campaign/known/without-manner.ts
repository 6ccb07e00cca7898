import { comparableRows } from '../../judge/cells.js'
import { isUndescribed } from '../../judge/compare-rows.js'
import { diffRows } from '../../judge/row-diff.js'
import type { Column, Row, Rows } from '../../model/outcome.js'
import type { Profile } from '../../model/profile.js'
import { parseDuckType } from '../../values/duck-type.js'
import { mannerOf } from '../../values/manner.js'
import { showingText } from '../showing.js'

/** The most rows that are looked at to find the partner of one. */
const PARTNERS_MAX = 200

/**
 * Both results as canonical text, in which the subject's cells that differ in this manner are the reference's. Cells that
 * differ in another manner still do.
 */
export function withoutManner(
  reference: Rows,
  subject: Rows,
  { shows, types }: { readonly shows: string; readonly types: Profile['types'] },
): readonly [reference: Rows, subject: Rows] {
  const { columns } = reference
  const both = comparableRows(reference, subject, types)
  const isKnown = (ours: Row, theirs: Row, at: number) =>
    mannerAt(ours, theirs, columns[at], at) === shows
  const mended = mendedRows(both, isKnown)
  const rows = both.subject.map((row) => mended.get(row) ?? row)
  return [
    { ...reference, rows: both.reference },
    {
      ...subject,
      columns: columns.map((column, at) => nameKept(column, subject.columns[at])),
      rows,
    },
  ]
}

/** The reference's column under the subject's own name, where that has one: in a COPY there is none to differ. */
function nameKept(column: Column, told: Column | undefined): Column {
  return told && !isUndescribed(told) ? { ...column, name: told.name } : column
}

type IsKnown = (ours: Row, theirs: Row, at: number) => boolean

/** By the subject's row: the same without what is known of it. */
function mendedRows(
  both: { readonly reference: readonly Row[]; readonly subject: readonly Row[] },
  isKnown: IsKnown,
): ReadonlyMap<Row, Row> {
  const diff = diffRows(both.reference, both.subject, false)
  if (diff.kind !== 'content') return new Map()
  const left = new Set(diff.onlySubject)
  const mended = new Map<Row, Row>()
  for (const [index, ours] of diff.onlyReference.entries()) {
    const partner = partnerOf(ours, diff.onlySubject[index], { left, isKnown })
    if (!partner) continue
    left.delete(partner)
    mended.set(
      partner,
      partner.map((cell, at) => (isKnown(ours, partner, at) ? (ours[at] ?? null) : cell)),
    )
  }
  return mended
}

/** The row in the same place, unless another one differs in nothing but what is known. */
function partnerOf(
  ours: Row,
  beside: Row | undefined,
  { left, isKnown }: { readonly left: ReadonlySet<Row>; readonly isKnown: IsKnown },
): Row | undefined {
  const isAllKnown = (theirs: Row) =>
    ours.every((cell, at) => cell === (theirs[at] ?? null) || isKnown(ours, theirs, at))
  const free = beside && left.has(beside) ? beside : undefined
  if (free && isAllKnown(free)) return free
  return [...left].slice(0, PARTNERS_MAX).find(isAllKnown) ?? free
}

function mannerAt(ours: Row, theirs: Row, column: Column | undefined, at: number): string {
  const [left, right] = [ours[at] ?? null, theirs[at] ?? null]
  if (left === right || column?.type.kind !== 'duckdb') return ''
  return showingText(mannerOf(left, right, parseDuckType(column.type.name)))
}
