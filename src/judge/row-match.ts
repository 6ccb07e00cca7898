import type { Row } from '../model/outcome.js'
import { isNear, type RuledRows } from './cell-rule.js'
import { diffRows, type RowDiff, rowKey } from './row-diff.js'

type Tolerant = RuledRows['tolerant']

/** More rows of one key than this are only compared exactly: their pairing would take too long. */
const PAIRED_MAX = 500

/** Compares as bags or in order, where some columns have a tolerance. The rows have had their rules applied. */
export function matchRows(
  reference: readonly Row[],
  subject: readonly Row[],
  ordered: boolean,
  tolerant: Tolerant,
): RowDiff {
  const diff = diffRows(reference, subject, ordered)
  if (diff.kind === 'same' || tolerant.size === 0) return diff
  if (ordered && reference.length === subject.length) {
    const isSame = (row: Row, at: number) => isSameRow(row, subject[at] as Row, tolerant)
    if (reference.every(isSame)) return { kind: 'same' }
  }
  const rest = unpaired(reference, subject, tolerant)
  const isPaired = rest.onlyReference.length === 0 && rest.onlySubject.length === 0
  if (!isPaired) return { kind: 'content', ...rest }
  return ordered ? { kind: 'order', rowIndex: firstElsewhere(reference, subject, tolerant) } : SAME
}

const SAME: RowDiff = { kind: 'same' }

function isSameRow(one: Row, other: Row, tolerant: Tolerant): boolean {
  return exactKey(one, tolerant) === exactKey(other, tolerant) && isNear(one, other, tolerant)
}

function firstElsewhere(reference: readonly Row[], subject: readonly Row[], tolerant: Tolerant) {
  return reference.findIndex((row, at) => !isSameRow(row, subject[at] as Row, tolerant))
}

/** The key of what must be equal in a row. */
function exactKey(row: Row, tolerant: Tolerant): string {
  return rowKey(row.filter((_, index) => !tolerant.has(index)))
}

/** What is left of two bags when each row has been paired with a near one of the other side, if there is a way to. */
function unpaired(reference: readonly Row[], subject: readonly Row[], tolerant: Tolerant) {
  const [left, right] = [grouped(reference, tolerant), grouped(subject, tolerant)]
  const onlyReference: Row[] = []
  const onlySubject: Row[] = []
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const rest = unpairedInGroup(left.get(key) ?? [], right.get(key) ?? [], tolerant)
    onlyReference.push(...rest.onlyReference)
    onlySubject.push(...rest.onlySubject)
  }
  return { onlyReference, onlySubject }
}

function grouped(rows: readonly Row[], tolerant: Tolerant): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = exactKey(row, tolerant)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}

interface Unpaired {
  readonly onlyReference: readonly Row[]
  readonly onlySubject: readonly Row[]
}

function unpairedInGroup(
  left: readonly Row[],
  right: readonly Row[],
  tolerant: Tolerant,
): Unpaired {
  if (left.length > PAIRED_MAX || right.length > PAIRED_MAX) {
    const diff = diffRows(left, right, false)
    return diff.kind === 'content' ? diff : { onlyReference: [], onlySubject: [] }
  }
  const partners = pair(left, right, tolerant)
  const taken = new Set(partners.filter((partner) => partner !== undefined))
  return {
    onlyReference: left.filter((_, at) => !taken.has(at)),
    onlySubject: right.filter((_, at) => partners[at] === undefined),
  }
}

/** For each row on the right its partner on the left: as many pairs as there can be (Kuhn's algorithm). */
function pair(left: readonly Row[], right: readonly Row[], tolerant: Tolerant) {
  const partners: (number | undefined)[] = right.map(() => undefined)
  const place = (at: number, tried: Set<number>): boolean => {
    for (const [other, row] of right.entries()) {
      if (tried.has(other) || !isNear(left[at] as Row, row, tolerant)) continue
      tried.add(other)
      const partner = partners[other]
      if (partner === undefined || place(partner, tried)) {
        partners[other] = at
        return true
      }
    }
    return false
  }
  for (const at of left.keys()) place(at, new Set())
  return partners
}
