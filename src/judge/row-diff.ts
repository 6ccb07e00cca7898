import type { Row } from '../model/outcome.js'

/** Where two lists of rows part: rows that only one side has, or equal rows in another order. */
export type RowDiff =
  | { readonly kind: 'same' }
  | { readonly kind: 'order'; readonly rowIndex: number }
  | {
      readonly kind: 'content'
      readonly onlyReference: readonly Row[]
      readonly onlySubject: readonly Row[]
    }

/** Compares as bags, and the order too where it is asked for. Cells are canonical. */
export function diffRows(
  reference: readonly Row[],
  subject: readonly Row[],
  ordered: boolean,
): RowDiff {
  const [left, right] = [reference.map(rowKey), subject.map(rowKey)]
  const firstOutOfPlace = left.findIndex((key, index) => key !== right[index])
  if (firstOutOfPlace === -1 && left.length === right.length) return { kind: 'same' }
  const onlyReference = without(reference, left, right)
  const onlySubject = without(subject, right, left)
  if (onlyReference.length > 0 || onlySubject.length > 0) {
    return { kind: 'content', onlyReference, onlySubject }
  }
  return ordered ? { kind: 'order', rowIndex: firstOutOfPlace } : { kind: 'same' }
}

/** A key that two rows share exactly when their cells are equal. */
export function rowKey(row: Row): string {
  return JSON.stringify(row)
}

/** The rows that remain when each of `others` has taken one equal row away. */
function without(rows: readonly Row[], keys: readonly string[], others: readonly string[]) {
  const left = new Map<string, number>()
  for (const key of others) left.set(key, (left.get(key) ?? 0) + 1)
  return rows.filter((_, index) => {
    const key = keys[index] as string
    const count = left.get(key) ?? 0
    left.set(key, count - 1)
    return count <= 0
  })
}
