import type { Parameter } from '../../model/statement.js'
import { significantTokens, type Token } from '../../sql/lexer.js'
import { type ReadStatement, wordOf } from './reading.js'
import { closingBracket } from './statement-features.js'
import { type ReadType, readType, typeEdges } from './type-names.js'

/**
 * The types of a statement: of its result (`result:LIST of DATE`), of its parameters and their places
 * (`parameter:DATE 2`, `parameter:DATE null`), of columns that it declares (`column:DATE`), and what it casts to
 * (`cast:DATE`). Sizes, labels and names of fields are left out.
 */
export function* typeFeatures(read: ReadStatement): Generator<string> {
  const { outcome, sent, tokens, kind } = read
  if (outcome?.kind === 'rows') {
    for (const { type } of outcome.columns) {
      if (type.kind === 'duckdb') yield* named('result', typeOf(type.name))
    }
  }
  for (const [at, parameter] of sent.params.entries()) yield* parameterFeatures(parameter, at + 1)
  if (kind === 'CREATE TABLE')
    for (const type of declaredTypes(tokens)) yield* named('column', type)
  if (kind === 'ALTER TABLE') yield* named('column', alteredType(tokens))
  for (const type of castTypes(tokens)) yield* named('cast', type)
}

/** From this place on parameters are alike. */
const PLACES_MAX = 6

function* parameterFeatures({ type, text }: Parameter, place: number): Generator<string> {
  const name = typeOf(type)?.name ?? 'of the case'
  yield* named('parameter', typeOf(type))
  yield `parameter:${name} ${place < PLACES_MAX ? place : 'later'}`
  if (text === null) yield `parameter:${name} null`
}

function* named(kind: string, type: ReadType | undefined): Generator<string> {
  if (type) for (const edge of typeEdges(type)) yield `${kind}:${edge}`
}

function typeOf(name: string): ReadType | undefined {
  return readType(significantTokens(name), 0)
}

const CONSTRAINTS = /^(?:PRIMARY|FOREIGN|UNIQUE|CHECK|CONSTRAINT|EXCLUDE|LIKE)$/
const NO_TYPE = /^(?:PRIMARY|UNIQUE|CHECK|DEFAULT|NOT|NULL|REFERENCES|GENERATED|AS|COLLATE)$/

/** The types behind the names in the first brackets of CREATE TABLE, one for each column that has one. */
function* declaredTypes(tokens: readonly Token[]): Generator<ReadType> {
  const open = tokens.findIndex(({ text }) => text === '(')
  const asAt = tokens.findIndex((token) => wordOf(token) === 'AS')
  if (open < 0 || (asAt >= 0 && asAt < open)) return
  const end = closingBracket(tokens, open)
  for (let at = open + 1; at < end; at = nextItem(tokens, at, end)) {
    if (CONSTRAINTS.test(wordOf(tokens[at])) || NO_TYPE.test(wordOf(tokens[at + 1]))) continue
    const type = readType(tokens, at + 1)
    if (type) yield type
  }
}

/** The index behind the next comma outside of brackets. */
function nextItem(tokens: readonly Token[], from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    if (tokens[at]?.text === '(') at = closingBracket(tokens, at)
    else if (tokens[at]?.text === ',') return at + 1
  }
  return end
}

/** `ADD COLUMN [IF NOT EXISTS] c DATE`, `ALTER c [SET DATA] TYPE DATE`. */
function alteredType(tokens: readonly Token[]): ReadType | undefined {
  const words = tokens.map(wordOf)
  const typeAt = words.lastIndexOf('TYPE')
  if (typeAt > 0) return readType(tokens, typeAt + 1)
  const addAt = words.indexOf('ADD')
  if (addAt < 0 || CONSTRAINTS.test(words[addAt + 1] ?? '')) return undefined
  let at = addAt + 1
  while (/^(?:COLUMN|IF|NOT|EXISTS)$/.test(words[at] ?? '')) at += 1
  return readType(tokens, at + 1)
}

/** `x::DATE`, `CAST(x AS DATE)`, `TRY_CAST(x AS DATE)`. */
function* castTypes(tokens: readonly Token[]): Generator<ReadType> {
  for (const [at, token] of tokens.entries()) {
    const typeAt = token.text === '::' ? at + 1 : typeOfCall(tokens, at)
    const type = typeAt === undefined ? undefined : readType(tokens, typeAt)
    if (type) yield type
  }
}

/** The index behind the last AS directly inside of `CAST(...)`. */
function typeOfCall(tokens: readonly Token[], at: number): number | undefined {
  if (!/^(?:TRY_)?CAST$/.test(wordOf(tokens[at])) || tokens[at + 1]?.text !== '(') return undefined
  const end = closingBracket(tokens, at + 1)
  const inside = tokens.slice(at + 2, end)
  let depth = 0
  const asAt = inside.findLastIndex((token) => {
    if (token.text === ')') depth += 1
    if (token.text === '(') depth -= 1
    return depth === 0 && wordOf(token) === 'AS'
  })
  return asAt < 0 ? undefined : at + 2 + asAt + 1
}
