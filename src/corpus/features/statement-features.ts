import { isKeyword } from '../../sql/keywords.js'
import type { Token } from '../../sql/lexer.js'
import type { FunctionNames } from './observation.js'
import { type ReadStatement, wordOf } from './reading.js'
import { isTypeWord } from './type-names.js'

/**
 * What a statement's text says by itself: `statement:SELECT`, the words of the language in it as `clause:SELECT HAVING`,
 * the functions that it calls as `function:sum`, how they are called as `call:sum over`, and `operator:||`.
 */
export function* statementFeatures(
  { kind, tokens }: ReadStatement,
  known: FunctionNames,
): Generator<string> {
  yield `statement:${kind}`
  const said = new Set(kind.split(' '))
  for (const [at, token] of tokens.entries()) {
    const word = wordOf(token)
    if (token.kind === 'operator' && isOperator(token.text)) yield `operator:${token.text}`
    if (word === '') continue
    if (tokens[at + 1]?.text === '(') yield* callFeatures(tokens, at, known)
    const isClause = kind !== 'other' && isKeyword(word) && !isTypeWord(word) && !said.has(word)
    if (isClause) yield `clause:${kind} ${word}`
  }
}

const PUNCTUATION = /^[()[\]{},;.]$/

/** Operators of more characters than these are accidents of broken texts. */
const OPERATOR_LENGTH_MAX = 3

function isOperator(text: string): boolean {
  return !PUNCTUATION.test(text) && text.length <= OPERATOR_LENGTH_MAX
}

function* callFeatures(
  tokens: readonly Token[],
  at: number,
  known: FunctionNames,
): Generator<string> {
  const name = tokens[at]?.text.toLowerCase() ?? ''
  if (name === 'filter' && tokens[at - 1]?.text === ')') return // A part of the call before it.
  const end = closingBracket(tokens, at + 1)
  const follower = wordOf(tokens[end + 1])
  const isOver = follower === 'OVER' || wordOf(afterFilter(tokens, end)) === 'OVER'
  // Window functions have no entry of their own in duckdb_functions().
  if (!known.has(name) && !isOver) return
  yield `function:${name}`
  if (isOver) yield `call:${name} over`
  if (follower === 'FILTER') yield `call:${name} filter`
  if (wordOf(tokens[at + 2]) === 'DISTINCT') yield `call:${name} distinct`
  if (isOrdered(tokens.slice(at + 2, end))) yield `call:${name} ordered`
}

/** What follows `FILTER (...)` behind a call. */
function afterFilter(tokens: readonly Token[], end: number): Token | undefined {
  if (wordOf(tokens[end + 1]) !== 'FILTER') return undefined
  return tokens[closingBracket(tokens, end + 2) + 1]
}

/** The index of the bracket that closes the one at `open`; the last token's where there is none. */
export function closingBracket(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at]?.text === '(') depth += 1
    if (tokens[at]?.text === ')') depth -= 1
    if (depth === 0) return at
  }
  return tokens.length - 1
}

/** Whether the arguments of a call have an ORDER BY of their own. */
function isOrdered(args: readonly Token[]): boolean {
  let depth = 0
  return args.some((token, at) => {
    if (token.text === '(') depth += 1
    if (token.text === ')') depth -= 1
    return depth === 0 && wordOf(token) === 'ORDER' && wordOf(args[at + 1]) === 'BY'
  })
}
