import { nameOf, type PlacedToken } from './query-tokens.js'

type Tokens = readonly PlacedToken[]

/** `a` and `t.a`, and nothing else: the column's name. */
export function itemNames(item: Tokens): string | undefined {
  const isName = (token: PlacedToken | undefined): boolean =>
    token?.kind === 'word' || token?.kind === 'quoted-identifier'
  if (item.length === 1 && isName(item[0])) return nameOf(item[0])
  const isQualified = item.length === 3 && isName(item[0]) && item[1]?.text === '.'
  return isQualified && isName(item[2]) ? nameOf(item[2]) : undefined
}

/** `*` or `t.*`: every column under its own name. */
export function isNamedStar(item: Tokens): boolean {
  return item.at(-1)?.text === '*' && (item.length === 1 || item[1]?.text === '.')
}

/** Whether an item can give more or fewer columns than one. */
function isWide(item: Tokens): boolean {
  const isStar = (token: PlacedToken, at: number): boolean =>
    token.text === '*' && (at === 0 || item[at - 1]?.text === '.')
  return item.some(isStar) || item.some(({ word }) => word === 'COLUMNS' || word === 'UNNEST')
}

/**
 * The columns of a result that each item gives, by index. Undefined where that cannot be told: with two items of several
 * columns, or when the numbers do not fit.
 */
export function columnsOfItems(
  items: readonly Tokens[],
  width: number,
): readonly (readonly number[])[] | undefined {
  const wide = items.flatMap((item, at) => (isWide(item) ? [at] : []))
  const [star] = wide
  if (star === undefined) return items.length === width ? items.map((_, at) => [at]) : undefined
  const inStar = width - (items.length - 1)
  if (wide.length > 1 || inStar < 0) return undefined
  return items.map((_, at) => {
    if (at < star) return [at]
    if (at > star) return [at + inStar - 1]
    return Array.from({ length: inStar }, (_, offset) => star + offset)
  })
}
