import { unreachable } from '../model/errors.js'
import type { Cell } from '../model/outcome.js'
import type { Loss, Profile, Projection } from '../model/profile.js'
import { withoutTags } from './canonical.js'
import { duckdbTextOf } from './canonical-to-duckdb.js'
import { CANONICAL_FOLD, type Fold, foldCanonical } from './canonical-tree.js'
import { unreadable } from './column-reader.js'
import { type DuckType, typeKey } from './duck-type.js'
import { jsonValue } from './json-value.js'
import { childrenOf } from './loss-on-wire.js'
import { doubleText } from './number-text.js'

/**
 * A canonical cell with only what is left of it after a loss: done to both sides, cells that differ in nothing else become
 * equal. Inside of nested values it is done to every value for which it makes sense.
 */
export function project(cell: Cell, type: DuckType, as: Projection): Cell {
  return cell === null ? null : projectCell(cell, type, { as, hits: everywhere })
}

/** What a column is compared by where an endpoint loses something of the types in it. */
export interface ColumnLoss extends Loss {
  /** The type that loses it, which is the column's or stands inside of it, by its key in a profile. */
  readonly of: string
}

/** What an endpoint loses of a column: of its type, and of the types inside of it. */
export function lossesOf(type: DuckType, types: Profile['types']): readonly ColumnLoss[] {
  const found = new Map<string, ColumnLoss>()
  const visit = (inner: DuckType): void => {
    const of = typeKey(inner)
    const lossy = types.get(of)?.lossy
    if (lossy) found.set(of, { ...lossy, of })
    for (const child of childrenOf(inner)) visit(child)
  }
  visit(type)
  return [...found.values()]
}

/** As project, for a loss of one type only: what stands beside it in a nested value is left whole. */
export function projectLoss(cell: Cell, type: DuckType, loss: ColumnLoss): Cell {
  if (cell === null) return null
  const hits = (inner: DuckType) => typeKey(inner) === loss.of
  return projectCell(cell, type, { as: loss.as, hits })
}

interface Work {
  readonly as: Projection
  readonly hits: (type: DuckType) => boolean
}

const everywhere = () => true

/** Where a value is; it stands for every value. */
const PRESENT = '*'

function projectCell(cell: string, type: DuckType, { as, hits }: Work): Cell {
  switch (as) {
    case 'untagged':
      return withoutTags(cell)
    case 'text':
      return unreadable(cell, type) ?? duckdbTextOf(cell, type)
    case 'presence':
      return hits(type) ? PRESENT : onLeaves(cell, type, hits, () => PRESENT)
    case 'milliseconds':
      return onLeaves(cell, type, hits, (text, leaf) => cut(text, leaf, 3))
    case 'microseconds':
      return onLeaves(cell, type, hits, (text, leaf) => cut(text, leaf, 6))
    case 'double':
      return onLeaves(cell, type, hits, nearestDouble)
    case 'json-value':
      return onLeaves(cell, type, hits, (text, leaf) =>
        typeKey(leaf) === 'JSON' ? jsonValue(text) : text,
      )
    case 'any-field-order':
      return foldCanonical(cell, type, sortingFold(hits))
    default:
      return unreachable(as)
  }
}

function onLeaves(
  cell: string,
  type: DuckType,
  hits: (type: DuckType) => boolean,
  change: (text: string, type: DuckType) => string,
): Cell {
  const leaf: Fold['leaf'] = (text, inner) => (hits(inner) ? change(text, inner) : text)
  return foldCanonical(cell, type, { ...CANONICAL_FOLD, leaf })
}

const CLOCKED = /^TIME(?:STAMP)?(?:_S|_MS|_NS|TZ| WITH TIME ZONE)?$/

/** Digits of a second's fraction after the first `digits`; an INTERVAL counts in microseconds. */
function cut(text: string, type: DuckType, digits: number): string {
  const key = typeKey(type)
  if (CLOCKED.test(key)) return text.replace(/(\.\d+)/, (all) => all.slice(0, digits + 1))
  if (key !== 'INTERVAL' || digits > 3) return text
  return text.replace(/(-?\d+) microseconds$/, (_, micros: string) => {
    const whole = BigInt(micros)
    return `${whole - (whole % 1000n)} microseconds`
  })
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/
const NUMERIC = /^(?:DECIMAL|DOUBLE|FLOAT|BIGNUM|U?(?:TINY|SMALL|HUGE|BIG)?INT(?:EGER)?)$/

function nearestDouble(text: string, type: DuckType): string {
  const isNumber = NUMERIC.test(typeKey(type)) && NUMBER.test(text)
  return isNumber ? doubleText(Number(text)) : text
}

/** The text of a struct in any order of its fields is the text in the order of their names. */
function sortingFold(hits: (type: DuckType) => boolean): Fold {
  return {
    ...CANONICAL_FOLD,
    struct: (entries, type) => CANONICAL_FOLD.struct(hits(type) ? sorted(entries) : entries, type),
  }
}

function sorted(entries: readonly (readonly [string, string])[]) {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}
