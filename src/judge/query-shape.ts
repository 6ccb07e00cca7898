import { closingOf, type PlacedToken, placedTokens, splitAtCommas } from './query-tokens.js'
import { rememberingTexts } from './remember.js'

type Tokens = readonly PlacedToken[]

/** The parts of a statement that decide how far its result is determined, as far as tokens tell them. */
export interface QueryShape {
  /** All tokens, for those who look for a name anywhere. */
  readonly tokens: Tokens
  /** One list of items for each arm of a set operation; undefined for an arm whose items cannot be told. */
  readonly arms: readonly (readonly Tokens[] | undefined)[]
  /** Every operator between the arms is UNION ALL, by position. */
  readonly isUnionAll: boolean
  /** What is neither an item nor the last ORDER BY: WITH, FROM, WHERE, GROUP BY, ... */
  readonly elsewhere: Tokens
  /** The terms of the last ORDER BY, with their directions. */
  readonly order: readonly Tokens[] | undefined
  readonly distinct: 'no' | 'all' | { readonly on: readonly Tokens[] }
  readonly limit: Limit | undefined
  /** Windows that are filtered by: which rows there are hangs on them. */
  readonly hasQualify: boolean
}

/** LIMIT, OFFSET or FETCH. `count` is infinite for OFFSET alone, and undefined where it is no plain number. */
export interface Limit {
  readonly count: number | undefined
  readonly hasOffset: boolean
  /** From its first word to the end of the statement. */
  readonly tokens: Tokens
}

const BODIES = new Set(['SELECT', 'FROM', 'VALUES', 'TABLE', 'INSERT', 'UPDATE', 'DELETE', 'MERGE'])
const SET_OPERATORS = new Set(['UNION', 'EXCEPT', 'INTERSECT'])
const ENDS_ITEMS = new Set([
  ...['FROM', 'WHERE', 'GROUP', 'HAVING', 'WINDOW', 'QUALIFY', 'ORDER', 'LIMIT', 'OFFSET'],
  ...['FETCH', 'USING', 'SAMPLE', 'TABLESAMPLE', ';'],
])
const LIMITS = new Set(['LIMIT', 'OFFSET', 'FETCH'])

/** Takes a statement apart. Where it is not understood, `arms` says so and nothing is guessed. */
export const queryShape = rememberingTexts(shapeOf)

function shapeOf(sql: string): QueryShape {
  const tokens = withoutOuterBrackets(placedTokens(sql))
  const top = tokens[0]?.depth ?? 0
  const isTop = (token: PlacedToken): boolean => token.depth === top
  const body = Math.max(
    0,
    tokens.findIndex((token) => isTop(token) && BODIES.has(token.word)),
  )
  const tail = tailOf(tokens, body)
  const arms = armsOf(tokens.slice(body, tail.start), top)
  const parsed = arms.lists.map((arm) => itemsOf(arm, top))
  const inItems = new Set(parsed.flatMap(({ items = [] }) => items.flat()))
  return {
    tokens,
    arms: parsed.map(({ items }) => items),
    isUnionAll: arms.isUnionAll,
    elsewhere: tokens.slice(0, tail.start).filter((token) => !inItems.has(token)),
    order: tail.order,
    distinct: parsed.length === 1 ? (parsed[0]?.distinct ?? 'no') : 'no',
    limit: tail.limit,
    hasQualify: tokens.some((token) => isTop(token) && token.word === 'QUALIFY'),
  }
}

function withoutOuterBrackets(tokens: Tokens): Tokens {
  const isEnclosed = tokens[0]?.text === '(' && closingOf(tokens, 0) === tokens.length - 1
  return isEnclosed && tokens.length > 2 ? withoutOuterBrackets(tokens.slice(1, -1)) : tokens
}

interface Tail {
  /** Index of the first token of ORDER BY or LIMIT, or the number of tokens. */
  readonly start: number
  readonly order: readonly Tokens[] | undefined
  readonly limit: Limit | undefined
}

/** The last ORDER BY and LIMIT outside of brackets; they belong to the whole statement. */
function tailOf(tokens: Tokens, from: number): Tail {
  const top = tokens[0]?.depth ?? 0
  const find = (matches: (token: PlacedToken, at: number) => boolean): number =>
    tokens.findIndex((token, at) => at >= from && token.depth === top && matches(token, at))
  const order = find(({ word }, at) => word === 'ORDER' && tokens[at + 1]?.word === 'BY')
  const limit = find(({ word }, at) => at > 0 && LIMITS.has(word) && isClause(tokens, at))
  const starts = [order, limit].filter((at) => at >= 0)
  const orderEnd = limit > order ? limit : endOf(tokens, order, top)
  return {
    start: starts.length > 0 ? Math.min(...starts) : tokens.length,
    order: order < 0 ? undefined : splitAtCommas(tokens.slice(order + 2, orderEnd)),
    limit: limit < 0 ? undefined : { ...limitOf(tokens, top), tokens: tokens.slice(limit) },
  }
}

/** `LIMIT 3` is a clause; a column of the name is followed by a comma, an operator or nothing. */
function isClause(tokens: Tokens, at: number): boolean {
  const next = tokens[at + 1]
  return next !== undefined && (next.kind !== 'operator' || next.text === '(')
}

function endOf(tokens: Tokens, from: number, top: number): number {
  const at = tokens.findIndex(
    (token, index) => index > from && token.depth === top && ['USING', ';'].includes(token.word),
  )
  return at < 0 ? tokens.length : at
}

function limitOf(tokens: Tokens, top: number): Omit<Limit, 'tokens'> {
  const clause = (words: readonly string[]): number =>
    tokens.findLastIndex(
      (token, at) => token.depth === top && words.includes(token.word) && isClause(tokens, at),
    )
  const at = clause(['LIMIT', 'FETCH'])
  const hasOffset = clause(['OFFSET']) >= 0
  if (at < 0) return { count: Number.POSITIVE_INFINITY, hasOffset }
  const [, number, next] = tokens.slice(at)
  const isPlain = number?.kind === 'number' && next?.text !== '%' && next?.word !== 'PERCENT'
  return { count: isPlain ? Number(number.text) : undefined, hasOffset }
}

function armsOf(tokens: Tokens, top: number) {
  const lists: PlacedToken[][] = [[]]
  let isUnionAll = true
  for (const [at, token] of tokens.entries()) {
    const before = tokens[at - 1]?.word ?? ''
    if (token.depth === top && SET_OPERATORS.has(token.word) && tokens[at - 1]?.text !== '.') {
      lists.push([])
      isUnionAll &&= token.word === 'UNION' && tokens[at + 1]?.word === 'ALL'
      isUnionAll &&= tokens[at + 2]?.word !== 'BY'
    } else if (!(SET_OPERATORS.has(before) && ['ALL', 'DISTINCT', 'BY'].includes(token.word))) {
      lists.at(-1)?.push(token)
    }
  }
  return { lists, isUnionAll }
}

function itemsOf(
  arm: Tokens,
  top: number,
): {
  readonly items: readonly Tokens[] | undefined
  readonly distinct: QueryShape['distinct']
} {
  const isTop = (token: PlacedToken): boolean => token.depth === top
  const find = (word: string) => arm.findIndex((token) => isTop(token) && token.word === word)
  // What INSERT ... SELECT ... RETURNING answers are the items of the latter.
  const returning = find('RETURNING')
  const at = returning >= 0 ? returning : find('SELECT')
  if (at < 0) return { items: isWhole(arm) ? [[STAR]] : undefined, distinct: 'no' }
  const { distinct, next } = distinctOf(arm, at + 1)
  const end = arm.findIndex(
    (token, index) =>
      index >= next && isTop(token) && ENDS_ITEMS.has(token.word) && !isDistinctFrom(arm, index),
  )
  return { items: splitAtCommas(arm.slice(next, end < 0 ? arm.length : end)), distinct }
}

const STAR: PlacedToken = { kind: 'operator', text: '*', start: 0, depth: 0, word: '*' }

/** `FROM t` and `TABLE t` give every column. */
function isWhole(arm: Tokens): boolean {
  return arm[0]?.word === 'FROM' || arm[0]?.word === 'TABLE'
}

/** `a IS DISTINCT FROM b` in an item. */
function isDistinctFrom(tokens: Tokens, at: number): boolean {
  return tokens[at]?.word === 'FROM' && tokens[at - 1]?.word === 'DISTINCT'
}

function distinctOf(arm: Tokens, at: number) {
  if (arm[at]?.word !== 'DISTINCT') {
    return { distinct: 'no' as const, next: arm[at]?.word === 'ALL' ? at + 1 : at }
  }
  if (arm[at + 1]?.word !== 'ON') return { distinct: 'all' as const, next: at + 1 }
  const close = closingOf(arm, at + 2)
  return { distinct: { on: splitAtCommas(arm.slice(at + 3, close)) }, next: close + 1 }
}
