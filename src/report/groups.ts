import type { FindingSummary } from './findings.js'

/** Findings with different names that look alike: perhaps one fault, and never merged for it. */
export interface FindingGroup {
  /** The name of its first finding. */
  readonly id: string
  /** The names of all its findings, two at least, in the order of the report. */
  readonly members: readonly string[]
}

/** What the shapes of two culprits have in common at least: 1 is all, 0 nothing. */
const LIKENESS_MIN = 0.8

/** Longer shapes are compared by their beginnings. */
const SHAPE_LENGTH_MAX = 400

type Named = Pick<FindingSummary, 'id' | 'signature'>

/**
 * Groups findings of one run. Two look alike when the kind of their mismatch and the verb of their statement are the same,
 * the statements' shapes are nearly so, and they differ in the same types or in the same way. Whoever is like a member
 * of a group is in it. Findings without a signature, from older records, are in none.
 */
export function groupsOf(findings: readonly Named[]): readonly FindingGroup[] {
  const groups: Named[][] = []
  for (const finding of findings) {
    const like = groups.filter((group) => group.some((member) => lookAlike(member, finding)))
    for (const group of like) groups.splice(groups.indexOf(group), 1)
    groups.push([...like.flat(), finding])
  }
  const place = new Map(findings.map(({ id }, at) => [id, at]))
  return groups
    .filter((group) => group.length > 1)
    .map((group) => group.map(({ id }) => id).sort((one, other) => order(place, one, other)))
    .map((members) => ({ id: members[0] ?? '', members }))
    .sort((one, other) => order(place, one.id, other.id))
}

function order(place: ReadonlyMap<string, number>, one: string, other: string): number {
  return (place.get(one) ?? 0) - (place.get(other) ?? 0)
}

/** Whether two findings are of one kind, in statements of nearly one shape, in the same types or in the same way. */
export function lookAlike(one: Named, other: Named): boolean {
  const [left, right] = [partsOf(one.signature), partsOf(other.signature)]
  if (!left || !right || left.kind !== right.kind || left.verb !== right.verb) return false
  const isSame = left.how === right.how || left.types === right.types
  return isSame && likeness(left.shape, right.shape) >= LIKENESS_MIN
}

function partsOf([kind = '', shape = '', types = '']: readonly string[]) {
  if (kind === '') return undefined
  const colon = kind.indexOf(': ')
  return {
    kind: kind.slice(0, colon < 0 ? undefined : colon),
    how: kind.slice(colon + 2),
    shape,
    verb: shape.split(' ', 1)[0],
    types,
  }
}

/** 1 less the edits (Levenshtein) for each character of the longer text. */
export function likeness(one: string, other: string): number {
  const [left, right] = [one.slice(0, SHAPE_LENGTH_MAX), other.slice(0, SHAPE_LENGTH_MAX)]
  const longer = Math.max(left.length, right.length)
  if (left === right || longer === 0) return 1
  if (1 - Math.abs(left.length - right.length) / longer < LIKENESS_MIN) return 0
  return 1 - edits(left, right) / longer
}

function edits(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1)
      next[j] = Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1)
    }
    row = next
  }
  return row[other.length] ?? 0
}
