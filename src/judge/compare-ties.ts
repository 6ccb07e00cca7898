import type { Column, Row } from '../model/outcome.js'
import type { RuledRows } from './cell-rule.js'
import type { Ties } from './determined.js'
import type { RowDiff } from './row-diff.js'
import { matchRows } from './row-match.js'
import { sortKeys, tieGroups } from './tie-groups.js'

/**
 * Compares rows that are ordered by some columns: the keys in their places, and the rows of equal keys as a bag. Of the
 * groups through which a LIMIT may have cut, only the keys and the number of rows are compared.
 */
export function matchInTies(
  reference: readonly Row[],
  subject: readonly Row[],
  { keys, cut }: Ties,
  { columns, tolerant }: { readonly columns: readonly Column[] } & Pick<RuledRows, 'tolerant'>,
): RowDiff {
  if (reference.length !== subject.length) return matchRows(reference, subject, false, tolerant)
  const keyOf = sortKeys(columns, keys)
  const firstOutOfPlace = reference.findIndex((row, at) => keyOf(row) !== keyOf(subject[at] as Row))
  if (firstOutOfPlace >= 0) {
    const diff = matchRows(reference, subject, false, tolerant)
    return diff.kind === 'same' ? { kind: 'order', rowIndex: firstOutOfPlace } : diff
  }
  for (const { from, to } of tieGroups({ columns, rows: reference }, keys)) {
    if ((cut.first && from === 0) || (cut.last && to === reference.length)) continue
    const [left, right] = [reference.slice(from, to), subject.slice(from, to)]
    const diff = matchRows(left, right, false, tolerant)
    if (diff.kind !== 'same') return diff
  }
  return { kind: 'same' }
}
