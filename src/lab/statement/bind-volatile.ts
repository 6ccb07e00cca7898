import { type Placed, placedTokens } from '../../sql/placed-tokens.js'
import { statementKind } from '../../sql/statement-kind.js'
import { EngineError } from '../engine.js'

const NOW_CALLS = new Set([
  ...['NOW', 'TRANSACTION_TIMESTAMP', 'TODAY', 'GET_CURRENT_TIMESTAMP', 'GET_CURRENT_TIME'],
  ...['CURRENT_DATE', 'CURRENT_LOCALTIME', 'CURRENT_LOCALTIMESTAMP'],
])
const NOW_WORDS = new Set([
  ...['CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP', 'LOCALTIME', 'LOCALTIMESTAMP'],
])
const RANDOM_CALLS = new Set(['UUID', 'GEN_RANDOM_UUID', 'UUIDV4', 'UUIDV7', 'RANDOM'])
const DEFINITIONS = new Set([
  ...['CREATE TABLE', 'CREATE VIEW', 'CREATE MACRO', 'CREATE FUNCTION', 'ALTER TABLE'],
  ...['CREATE INDEX', 'ALTER VIEW', 'PREPARE'],
])
const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'CREATE TABLE', 'SET'])

/** A call or a word that gives another value each time it is evaluated. */
interface Volatile {
  readonly kind: 'now' | 'random'
  /** Index of its first token. */
  readonly at: number
  readonly tokenCount: number
}

/** Literals for expressions, all evaluated by one statement: now() is one value within it. */
export type Evaluate = (expressions: readonly string[]) => Promise<readonly string[]>

/**
 * A write with every now() and uuid() replaced by its value, which `evaluate` finds (as a typed literal). Throws
 * EngineError 0A000 where one value is not what DuckDB would have evaluated: once for each row, or later.
 */
export async function bindVolatile(sql: string, evaluate: Evaluate): Promise<string> {
  if (!MAYBE.test(sql)) return sql
  const kind = statementKind(sql)
  const tokens = placedTokens(sql)
  if (!CHANGES.has(kind) && !DEFINITIONS.has(kind)) return sql
  const found = volatiles(tokens).filter(({ at }) => !isAfterReturning(tokens, at))
  if (found.length === 0) return sql
  for (const one of found) check(kind, tokens, one)
  return replaceAll(sql, tokens, found, evaluate)
}

const MAYBE = /now|current|today|transaction_timestamp|local|uuid|random|nextval/i

function volatiles(tokens: readonly Placed[]): readonly Volatile[] {
  return tokens.flatMap((placed, at): readonly Volatile[] => {
    const { token, word } = placed
    if (token.kind !== 'word' || tokens[at - 1]?.word === '.') return []
    const isCall = tokens[at + 1]?.word === '(' && tokens[at + 2]?.word === ')'
    if (isCall && RANDOM_CALLS.has(word)) return [{ kind: 'random', at, tokenCount: 3 }]
    if (isCall && NOW_CALLS.has(word)) return [{ kind: 'now', at, tokenCount: 3 }]
    const isWord = NOW_WORDS.has(word) && tokens[at + 1]?.word !== '.'
    return isWord ? [{ kind: 'now', at, tokenCount: 1 }] : []
  })
}

function check(kind: string, tokens: readonly Placed[], { kind: what, at, tokenCount }: Volatile) {
  const name = (tokens[at]?.word ?? '').toLowerCase()
  const refuse = (because: string) => {
    throw new EngineError(`Not implemented Error: ${name} ${because}`, 'not-implemented', '0A000')
  }
  const isFilled = kind === 'CREATE TABLE' && isQueryTable(tokens)
  if (DEFINITIONS.has(kind) && !isFilled)
    refuse(`in ${kind} is evaluated later, on each node, and they would differ`)
  if (what === 'random' && !isOncePerRow(kind, tokens, at))
    refuse('is evaluated for each row, and the nodes would differ')
  if (isFilled && tokens[at + tokenCount]?.word !== 'AS')
    refuse('names the column, and is replaced by its value: give the column a name with AS')
}

/** CREATE TABLE ... AS query. */
function isQueryTable(tokens: readonly Placed[]): boolean {
  return tokens.some(({ word, depth }) => word === 'AS' && depth === 0)
}

/** In INSERT ... VALUES every occurrence is evaluated for its row alone. */
function isOncePerRow(kind: string, tokens: readonly Placed[], at: number): boolean {
  if (kind === 'SET') return true
  if (kind !== 'INSERT') return false
  const values = tokens.findIndex(({ word, depth }) => word === 'VALUES' && depth === 0)
  const conflict = tokens.findIndex(({ word, depth }) => word === 'CONFLICT' && depth === 0)
  const hasQuery = tokens.some(({ word }) => word === 'SELECT' || word === 'FROM')
  return !hasQuery && values >= 0 && values < at && (conflict < 0 || at < conflict)
}

function isAfterReturning(tokens: readonly Placed[], at: number): boolean {
  const returning = tokens.findIndex(({ word, depth }) => word === 'RETURNING' && depth === 0)
  return returning >= 0 && at > returning
}

async function replaceAll(
  sql: string,
  tokens: readonly Placed[],
  found: readonly Volatile[],
  evaluate: Evaluate,
): Promise<string> {
  const places = found.flatMap(({ at, tokenCount }) => {
    const first = tokens[at]?.token
    const last = tokens[at + tokenCount - 1]?.token
    return first && last ? [{ start: first.start, end: last.start + last.text.length }] : []
  })
  const literals = await evaluate(places.map(({ start, end }) => sql.slice(start, end)))
  let text = ''
  let done = 0
  for (const [index, { start, end }] of places.entries()) {
    text += sql.slice(done, start) + literals[index]
    done = end
  }
  return text + sql.slice(done)
}
