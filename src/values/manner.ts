import type { Cell } from '../model/outcome.js'
import { type DuckType, parseDuckType, typeKey } from './duck-type.js'
import { jsonValue } from './json-value.js'
import { numberManner } from './manner-of-numbers.js'
import { timeManner } from './manner-of-times.js'
import { type ValueTree, valueTree } from './value-tree.js'

/** In what way one value differs from another, without the values: the same for every pair that one fault can make. */
export interface Manner {
  /** The innermost type that differs, without parameters: `DECIMAL`, `TIMESTAMP`. */
  readonly type: string
  /** What that is an element of, outermost first: `LIST`, `STRUCT`, `MAP`. */
  readonly inside: readonly string[]
  /** `infinity became NULL`, `rounded`, `fraction`, `elements lost`. */
  readonly how: string
}

/** How the subject's canonical cell differs from the reference's. A cell that could not be read is marked as such. */
export function mannerOf(reference: Cell, subject: Cell, type: DuckType): Manner {
  const [left, right] = [valueTree(reference, type), valueTree(subject, type)]
  if (left && right) return differenceOf(left, right, { type, inside: [] })
  const how = `${classOf(reference, type)} became ${isEmptyMark(subject) ? 'an empty text' : 'no value'}`
  return { ...innermost(type), how }
}

interface Place {
  readonly type: DuckType
  readonly inside: readonly string[]
}

function differenceOf(left: ValueTree, right: ValueTree, { type, inside }: Place): Manner {
  const here = (how: string): Manner => ({ type: typeKey(type), inside, how })
  if (left.kind === 'leaf' || right.kind === 'leaf') {
    return here(leafManner(cellOf(left), cellOf(right), type))
  }
  const [ours, theirs] = [childrenOf(left, type), childrenOf(right, type)]
  const reordered = rearranged(ours, theirs)
  if (reordered) return here(reordered)
  const at = ours.findIndex((child, index) => !isSame(child.value, theirs[index]?.value))
  const [one, other] = [ours[at], theirs[at]]
  if (!one || !other) return here('another value')
  const kind = type.id === 'ARRAY' ? 'LIST' : type.id
  return differenceOf(one.value, other.value, { type: one.type, inside: [...inside, kind] })
}

/** A nested value stands for itself beside a NULL: only whether it is empty is told. */
function cellOf(tree: ValueTree): Cell {
  if (tree.kind === 'leaf') return tree.cell
  const size = tree.kind === 'list' ? tree.items.length : tree.entries.length
  return size === 0 ? '' : '…'
}

interface Child {
  readonly type: DuckType
  readonly value: ValueTree
}

function childrenOf(tree: ValueTree, type: DuckType): readonly Child[] {
  if (tree.kind === 'list' && (type.id === 'LIST' || type.id === 'ARRAY')) {
    return tree.items.map((value) => ({ type: type.child, value }))
  }
  if (tree.kind === 'map' && type.id === 'MAP') {
    return tree.entries.flatMap(([key, value]) => [
      { type: type.key, value: { kind: 'leaf', type: type.key.name, cell: key } as const },
      { type: type.value, value },
    ])
  }
  if (tree.kind === 'struct' && type.id === 'STRUCT') {
    return tree.entries.map(([name, value], index) => {
      const field = type.fields.find((one) => one.name === name) ?? type.fields[index]
      return { type: field?.type ?? type, value }
    })
  }
  return []
}

/** Elements that were lost, added or moved; undefined where as many stand in their places. */
function rearranged(ours: readonly Child[], theirs: readonly Child[]): string | undefined {
  const [left, right] = [ours, theirs].map((side) => side.map(({ value }) => JSON.stringify(value)))
  if (!left || !right) return undefined
  if (right.length < left.length) {
    const withoutNulls = ours.filter(({ value }) => value.kind !== 'leaf' || value.cell !== null)
    const kept = withoutNulls.map(({ value }) => JSON.stringify(value))
    return kept.join() === right.join() ? 'NULL elements lost' : 'elements lost'
  }
  if (right.length > left.length) return 'elements added'
  const isMoved = left.toSorted().join() === right.toSorted().join() && left.join() !== right.join()
  return isMoved ? 'elements in another order' : undefined
}

function isSame(one: ValueTree, other: ValueTree | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function leafManner(left: Cell, right: Cell, type: DuckType): string {
  if (left === null) return `NULL became ${right === '' ? 'empty' : 'a value'}`
  if (right === null) return `${classOf(left, type)} became NULL`
  if (isMark(right)) {
    return `${classOf(left, type)} became ${isEmptyMark(right) ? 'an empty text' : 'no value'}`
  }
  return scalarManner(left, right, type)
}

function scalarManner(left: string, right: string, type: DuckType): string {
  const key = typeKey(type)
  if (isNumber(key)) return numberManner(left, right)
  if (isTime(key)) return timeManner(left, right)
  if (key === 'JSON')
    return jsonValue(left) === jsonValue(right) ? 'spelling' : textManner(left, right)
  return textManner(left, right)
}

/** Told so roughly that it does not hang on the length of a value: nothing is the beginning of every text. */
function textManner(left: string, right: string): string {
  if (right === '\\x' || left.startsWith(right)) return 'end lost'
  if (left.trim() === right) return 'spaces lost'
  if (left.endsWith(right)) return 'beginning lost'
  return right.includes(left) ? 'something added' : 'another text'
}

/** What kind of value is lost altogether: the particular ones by name. */
function classOf(cell: Cell, type: DuckType): string {
  if (cell === null) return 'NULL'
  if (cell === '' || cell === '[]' || cell === '{}' || cell === '\\x') return 'empty'
  const particular = /^-?(inf|nan|infinity)$/.exec(cell)?.[1]
  if (particular && typeKey(type) !== 'VARCHAR') return particular.replace(/^inf$/, 'infinity')
  if (/^null$/i.test(cell)) return "'NULL'"
  return 'a value'
}

/** How values/column-reader.ts marks what is no value of the column's type. */
function isMark(cell: Cell): boolean {
  return cell !== null && /^not [A-Z"]/.test(cell)
}

function isEmptyMark(cell: Cell): boolean {
  return isMark(cell) && /: $/.test(cell ?? '')
}

/** Of a value that cannot be taken apart, the first scalar type inside. */
function innermost(type: DuckType, inside: readonly string[] = []): Omit<Manner, 'how'> {
  switch (type.id) {
    case 'LIST':
    case 'ARRAY':
      return innermost(type.child, [...inside, 'LIST'])
    case 'MAP':
      return innermost(type.value, [...inside, 'MAP'])
    case 'STRUCT':
      return { type: 'STRUCT', inside }
    default:
      return { type: typeKey(type), inside }
  }
}

const NUMBERS = new Set(
  `TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT BIGNUM DECIMAL NUMERIC FLOAT
  DOUBLE`.split(/\s+/),
)

function isNumber(key: string): boolean {
  return NUMBERS.has(key)
}

function isTime(key: string): boolean {
  return /^(?:DATE|TIME|INTERVAL)/.test(key)
}

/** The same by the name of the type. */
export function mannerByName(reference: Cell, subject: Cell, typeName: string): Manner {
  return mannerOf(reference, subject, parseDuckType(typeName))
}
