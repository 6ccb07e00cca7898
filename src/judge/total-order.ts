import type { Rows } from '../model/outcome.js'
import { significantTokens, type Token } from '../sql/lexer.js'

/**
 * Whether the rows of a result stand in a proven total order: its statement ends in an ORDER BY over columns of the result
 * (by name, by position or ALL), and no two rows are equal in all of them. Anything else may be in a total order too; it
 * is compared as a bag, because nothing proves it.
 */
export function isTotallyOrdered(sql: string, result: Rows): boolean {
  const keys = orderKeys(sql, result)
  if (!keys || result.rows.length < 2) return false
  const seen = new Set(result.rows.map((row) => JSON.stringify(keys.map((key) => row[key]))))
  return seen.size === result.rows.length
}

/** Indexes of the columns by which a statement orders its result; undefined where that is not plain to see. */
function orderKeys(sql: string, result: Rows): readonly number[] | undefined {
  const terms = orderTerms(significantTokens(sql))
  if (!terms || terms.length === 0) return undefined
  if (terms.length === 1 && upper(terms[0]?.[0]) === 'ALL') return result.columns.map((_, at) => at)
  const keys = terms.map((term) => keyOf(term, result))
  return keys.every((key) => key !== undefined) ? keys : undefined
}

/** The terms behind the last ORDER BY outside of brackets, without what says the direction. */
function orderTerms(tokens: readonly Token[]): readonly (readonly Token[])[] | undefined {
  const outer = outsideBrackets(tokens)
  const at = outer.findLastIndex(
    (token, index) => upper(token) === 'ORDER' && upper(outer[index + 1]) === 'BY',
  )
  if (at < 0) return undefined
  const terms: Token[][] = [[]]
  for (const token of outer.slice(at + 2)) {
    if (ENDS.has(upper(token))) break
    if (token.text === ',') terms.push([])
    else if (!DIRECTIONS.has(upper(token))) terms.at(-1)?.push(token)
  }
  return terms
}

const ENDS = new Set(['LIMIT', 'OFFSET', 'FETCH', 'UNION', 'EXCEPT', 'INTERSECT', ';'])
const DIRECTIONS = new Set(['ASC', 'DESC', 'NULLS', 'FIRST', 'LAST'])

/** Brackets stay as one token each, so that an expression is seen not to be a column. */
function outsideBrackets(tokens: readonly Token[]): readonly Token[] {
  let depth = 0
  return tokens.filter(({ text }) => {
    if (text === '(' || text === '[' || text === '{') depth += 1
    const isOuter = depth === 0 || (depth === 1 && '([{'.includes(text))
    if (text === ')' || text === ']' || text === '}') depth -= 1
    return isOuter
  })
}

function keyOf(term: readonly Token[], { columns }: Rows): number | undefined {
  const [token] = term
  if (!token || term.length !== 1) return undefined
  if (token.kind === 'number') {
    const position = Number(token.text)
    return position >= 1 && position <= columns.length ? position - 1 : undefined
  }
  const name = token.text
    .replace(/^"(.*)"$/s, '$1')
    .replaceAll('""', '"')
    .toLowerCase()
  const found = columns.flatMap((column, at) => (column.name.toLowerCase() === name ? [at] : []))
  return found.length === 1 ? found[0] : undefined
}

function upper(token: Token | undefined): string {
  return token?.kind === 'word' || token?.text === ';' ? token.text.toUpperCase() : ''
}
