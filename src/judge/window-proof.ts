import type { Rows } from '../model/outcome.js'
import { plainColumn, withoutDirection } from './order-keys.js'
import type { QueryShape } from './query-shape.js'
import { type PlacedToken, splitAtCommas } from './query-tokens.js'
import { sortKeys } from './tie-groups.js'
import type { IsProvenWindow } from './unordered-calls.js'

type Tokens = readonly PlacedToken[]

/** A window's ORDER BY is proven to tell all rows apart by the result, if that has every row and these columns. */
export function windowProof(shape: QueryShape, reference: Rows): IsProvenWindow {
  const hasEveryRow = !shape.limit && !shape.hasQualify && shape.distinct === 'no'
  return (specification) => {
    if (!hasEveryRow || shape.arms.length !== 1) return false
    const at = specification.findIndex(({ word }) => word === 'ORDER')
    if (at < 0) return false
    const names = [...partitionOf(specification), ...termsOf(specification.slice(at + 2))]
    const keys = names.map((name) =>
      name === undefined ? undefined : plainColumn(name, shape, reference),
    )
    if (keys.some((key) => key === undefined)) return false
    const keyOf = sortKeys(
      reference.columns,
      keys.filter((key) => key !== undefined),
    )
    return new Set(reference.rows.map(keyOf)).size === reference.rows.length
  }
}

function partitionOf(specification: Tokens): readonly (string | undefined)[] {
  const at = specification.findIndex(({ word }) => word === 'PARTITION')
  const end = specification.findIndex(({ word }) => word === 'ORDER')
  return at < 0 ? [] : termsOf(specification.slice(at + 2, end))
}

const ENDS_ORDER = new Set(['ROWS', 'RANGE', 'GROUPS', 'EXCLUDE'])

function termsOf(tokens: Tokens): readonly (string | undefined)[] {
  const depth = tokens[0]?.depth ?? 0
  const end = tokens.findIndex((token) => token.depth === depth && ENDS_ORDER.has(token.word))
  const terms = splitAtCommas(end < 0 ? tokens : tokens.slice(0, end)).map(withoutDirection)
  return terms.map((term) => {
    const [first, dot, last] = term
    if (term.length === 1 && first?.kind === 'word') return first.text.toLowerCase()
    return term.length === 3 && dot?.text === '.' ? last?.text.toLowerCase() : undefined
  })
}
