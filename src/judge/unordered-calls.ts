import type { CellRule } from '../model/statement.js'
import {
  BLIND_TO_ORDER,
  CHOOSING,
  CHOOSING_ANY,
  ESTIMATING,
  FLOAT_ULPS,
  FLOAT_UNBOUNDED,
  GATHERING,
  POSITIONAL,
} from './function-classes.js'
import { withoutDirection } from './order-keys.js'
import { closingOf, type PlacedToken, splitAtCommas } from './query-tokens.js'

type Tokens = readonly PlacedToken[]

/** A call whose value is not determined by its arguments alone, and what still can be compared of it. */
export interface UnorderedCall {
  readonly kind: 'gathered' | 'chosen' | 'estimate' | 'float' | 'window'
  readonly name: string
  readonly rule: CellRule
  /** Nothing stands around it but an alias, so the whole cell is its value. */
  readonly isWhole: boolean
}

/** Says whether the ORDER BY inside of a window tells all rows apart; the tokens are those between its brackets. */
export type IsProvenWindow = (specification: Tokens) => boolean

/** The calls among tokens whose value hangs on the order of rows or of additions. */
export function unorderedCalls(
  tokens: Tokens,
  isProvenWindow: IsProvenWindow,
): readonly UnorderedCall[] {
  return tokens.flatMap((token, at) => {
    if (tokens[at + 1]?.text !== '(' || token.kind === 'operator') return []
    const found = callAt(tokens, at, isProvenWindow)
    return found && !isBlindedToOrder(tokens, at, found) ? [found] : []
  })
}

function callAt(
  tokens: Tokens,
  at: number,
  isProvenWindow: IsProvenWindow,
): UnorderedCall | undefined {
  const name = tokens[at]?.text.toLowerCase() ?? ''
  const close = closingOf(tokens, at + 1)
  const window = windowBehind(tokens, close)
  const end = window?.end ?? close
  const call = { name, isWhole: at === 0 && isOnlyAlias(tokens, end) }
  if (window) {
    const inAnyOrder = POSITIONAL.has(name) || isGatheringRows(name) || window.countsRows
    if (inAnyOrder && !(window.specification && isProvenWindow(window.specification))) {
      return { kind: 'window', rule: 'any', ...call }
    }
  } else {
    const rule = ruleOf(name)
    const isOrdered = orderedInside(tokens, at + 1, close)
    if (rule && !isOrdered) return { ...rule, ...call }
  }
  return floatRule(name, call)
}

function ruleOf(name: string): Pick<UnorderedCall, 'kind' | 'rule'> | undefined {
  if (GATHERING.has(name)) return { kind: 'gathered', rule: 'bag' }
  if (CHOOSING.has(name)) return { kind: 'chosen', rule: 'presence' }
  if (CHOOSING_ANY.has(name)) return { kind: 'chosen', rule: 'any' }
  if (ESTIMATING.has(name)) return { kind: 'estimate', rule: 'presence' }
  return undefined
}

function isGatheringRows(name: string): boolean {
  return GATHERING.has(name) || CHOOSING.has(name) || CHOOSING_ANY.has(name)
}

function floatRule(
  name: string,
  call: Pick<UnorderedCall, 'name' | 'isWhole'>,
): UnorderedCall | undefined {
  if (FLOAT_UNBOUNDED.has(name)) return { kind: 'float', rule: 'presence', ...call }
  const ulps = FLOAT_ULPS.get(name)
  return ulps === undefined ? undefined : { kind: 'float', rule: { ulps }, ...call }
}

/**
 * An ORDER BY between the brackets of a call that has the gathered value among its terms, so that ties are equal values; or
 * one in the WITHIN GROUP behind them, which is of the value itself.
 */
function orderedInside(tokens: Tokens, open: number, close: number): boolean {
  const inside = tokens.slice(open + 1, close)
  const depth = (tokens[open]?.depth ?? 0) + 1
  const at = inside.findIndex((token) => token.depth === depth && token.word === 'ORDER')
  if (at < 0) return tokens[close + 1]?.word === 'WITHIN'
  const [first = []] = splitAtCommas(inside.slice(0, at))
  const gathered = textOf(first[0]?.word === 'DISTINCT' ? first.slice(1) : first)
  const terms = splitAtCommas(inside.slice(at + 2)).map(withoutDirection)
  return terms.some((term) => textOf(term) === gathered)
}

function textOf(tokens: Tokens): string {
  return tokens.map(({ text, word }) => word || text).join(' ')
}

interface Window {
  /** Undefined for a window that is named and described elsewhere. */
  readonly specification: Tokens | undefined
  /** Its frame counts rows, so that ties are cut through. */
  readonly countsRows: boolean
  readonly end: number
}

/** The OVER behind a call, with FILTER and IGNORE NULLS between them. */
function windowBehind(tokens: Tokens, close: number): Window | undefined {
  let at = close + 1
  for (;;) {
    const word = tokens[at]?.word ?? ''
    if (word === 'FILTER') at = closingOf(tokens, at + 1) + 1
    else if (['IGNORE', 'RESPECT', 'NULLS'].includes(word)) at += 1
    else break
  }
  if (tokens[at]?.word !== 'OVER') return undefined
  if (tokens[at + 1]?.text !== '(') {
    return { specification: undefined, countsRows: true, end: at + 1 }
  }
  const end = closingOf(tokens, at + 1)
  const specification = tokens.slice(at + 2, end)
  return { specification, countsRows: specification.some(({ word }) => word === 'ROWS'), end }
}

/** `list_sort(list(x))`: what stands around the call does not look at the order. */
function isBlindedToOrder(tokens: Tokens, at: number, { kind }: UnorderedCall): boolean {
  if (kind !== 'gathered' || tokens[at - 1]?.text !== '(') return false
  return BLIND_TO_ORDER.has(tokens[at - 2]?.text.toLowerCase() ?? '')
}

/** Nothing follows but `FILTER (...)` and an alias. */
function isOnlyAlias(tokens: Tokens, end: number): boolean {
  let at = end + 1
  if (tokens[at]?.word === 'FILTER') at = closingOf(tokens, at + 1) + 1
  const rest = tokens.slice(at)
  if (rest.length === 2) return rest[0]?.word === 'AS'
  return rest.length === 0 || (rest.length === 1 && rest[0]?.kind !== 'operator')
}

/** Why a call is not compared as it is, for the report. */
export function reasonOf({ kind, name }: UnorderedCall): string {
  switch (kind) {
    case 'float':
      return `${name}() of floating-point numbers hangs on the order of additions`
    case 'estimate':
      return `${name}() is an estimate`
    case 'window':
      return `${name}() over rows whose order leaves ties`
    default:
      return `${name}() without an ORDER BY of its values inside`
  }
}
