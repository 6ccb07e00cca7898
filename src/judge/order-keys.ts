import type { Rows } from '../model/outcome.js'
import type { QueryShape } from './query-shape.js'
import { nameOf, type PlacedToken } from './query-tokens.js'
import { isNamedStar, itemNames } from './select-items.js'

type Tokens = readonly PlacedToken[]

/** The columns by which a result is ordered, as far as they can be seen in it. */
export interface OrderKeys {
  /** Indexes of columns, the first terms of the ORDER BY up to one that is no column of the result. */
  readonly keys: readonly number[]
  /** Every term is one of them. */
  readonly isComplete: boolean
}

/** The keys of the last ORDER BY; undefined where there is none. */
export function orderKeys(shape: QueryShape, result: Rows): OrderKeys | undefined {
  const terms = shape.order?.map(withoutDirection)
  if (!terms || terms.length === 0) return undefined
  if (terms.length === 1 && terms[0]?.length === 1 && terms[0][0]?.word === 'ALL') {
    return { keys: result.columns.map((_, at) => at), isComplete: true }
  }
  const columns = terms.map((term) => columnOf(term, shape, result))
  const first = columns.indexOf(undefined)
  const keys = columns.slice(0, first < 0 ? columns.length : first)
  return { keys: keys.filter((key) => key !== undefined), isComplete: first < 0 }
}

const DIRECTIONS = new Set(['ASC', 'DESC', 'NULLS', 'FIRST', 'LAST', 'ASCENDING', 'DESCENDING'])

/** A term without `DESC NULLS LAST` behind it. */
export function withoutDirection(term: Tokens): Tokens {
  const end = term.findLastIndex(({ word }) => !DIRECTIONS.has(word))
  return term.slice(0, Math.max(1, end + 1))
}

/** The only column of a result that a term names: by its name, its position, or the name of its table and its own. */
export function columnOf(term: Tokens, shape: QueryShape, { columns }: Rows): number | undefined {
  const [token, dot, name] = term
  if (!token) return undefined
  if (term.length === 1 && token.kind === 'number') {
    const position = Number(token.text)
    return Number.isInteger(position) && position >= 1 && position <= columns.length
      ? position - 1
      : undefined
  }
  if (term.length === 3 && dot?.text === '.') return plainColumn(nameOf(name), shape, { columns })
  if (term.length !== 1 || !NAMES.has(token.kind)) return undefined
  return onlyNamed(nameOf(token), columns)
}

const NAMES = new Set(['word', 'quoted-identifier'])

function onlyNamed(name: string, columns: Rows['columns']): number | undefined {
  const found = columns.flatMap((column, at) => (column.name.toLowerCase() === name ? [at] : []))
  return found.length === 1 ? found[0] : undefined
}

/** The column of a result that is a column of the table as it is, and not an expression of the same name. */
export function plainColumn(
  name: string,
  shape: QueryShape,
  { columns }: Pick<Rows, 'columns'>,
): number | undefined {
  const [items] = shape.arms
  const at = onlyNamed(name, columns)
  if (at === undefined || !items || shape.arms.length !== 1) return undefined
  const named = items.filter((item) => itemNames(item) === name)
  const isPlain = named.length === 1 || (named.length === 0 && items.some(isNamedStar))
  const hides = items.some((item) => itemNames(item) === undefined && !isNamedStar(item))
  return isPlain && !(named.length === 0 && hides) ? at : undefined
}
