import type { Plan } from '../../model/plan.js'
import { statementsOf } from '../../model/plan.js'
import { identifierName } from '../../sql/identifiers.js'
import { isKeyword } from '../../sql/keywords.js'
import { significantTokens, type Token } from '../../sql/lexer.js'

/** The names that the statements of a case give to things of its own, in lower case. */
export interface OwnNames {
  /** Of tables, views, schemas, macros and the like: they may have a bracket behind them. */
  readonly things: ReadonlySet<string>
  /** Of columns, fields and aliases. */
  readonly parts: ReadonlySet<string>
}

const MODIFIERS = /^(?:OR|REPLACE|TEMP|TEMPORARY|PERSISTENT|UNIQUE|RECURSIVE|IF|NOT|EXISTS)$/
const THINGS = /^(?:TABLE|VIEW|SCHEMA|SEQUENCE|TYPE|MACRO|FUNCTION|INDEX|DATABASE|SECRET)$/
const NO_COLUMN = /^(?:PRIMARY|UNIQUE|CHECK|FOREIGN|CONSTRAINT|LIKE|AS|SELECT)$/
const NO_ALIAS = /^(?:MATERIALIZED|NOT|OF|TABLE)$/

/** Collects what CREATE, ALTER, WITH, ATTACH, PREPARE and AS name, fields of structs, and all names in quotes. */
export function ownNames(plan: Plan): OwnNames {
  const names = { things: new Set<string>(), parts: new Set<string>() }
  for (const { sql, params } of statementsOf(plan)) {
    for (const text of [sql, ...params.map(({ type }) => type)])
      collect(significantTokens(text), names)
  }
  return names
}

/** Whether a name of the case's own stands here; `after` is the text behind it. */
export function isOwnName(token: Token, after: string, names: OwnNames): boolean {
  if (token.kind === 'quoted-identifier') return true
  if (token.kind !== 'word') return false
  const name = token.text.toLowerCase()
  if (names.things.has(name)) return true
  return names.parts.has(name) && after !== '('
}

interface Growing {
  readonly things: Set<string>
  readonly parts: Set<string>
}

function collect(tokens: readonly Token[], { things, parts }: Growing): void {
  const brackets: string[] = []
  const creates: number[] = []
  for (const [at, token] of tokens.entries()) {
    const word = token.text.toUpperCase()
    const before = tokens[at - 1]?.text.toUpperCase() ?? ''
    if (token.text === '(') {
      const isCreate = creates.length > 0 && brackets.length === 0 && !isUsed(tokens, at)
      brackets.push(isCreate ? 'CREATE' : before)
    }
    if (token.text === ')') brackets.pop()
    if (word === ';') creates.length = 0
    if (token.kind === 'quoted-identifier') parts.add(nameOf(token))
    if (word === 'CREATE' || word === 'ALTER') creates.push(at)
    if (THINGS.test(word) && creates.length > 0 && brackets.length === 0) {
      for (const name of thingsBehind(tokens, at + 1)) things.add(name)
    }
    if (isStructKey(tokens, at)) parts.add(token.text.slice(1, -1).toLowerCase())
    if (token.kind !== 'word') continue
    const inside = brackets.at(-1)
    const isFirst = before === '(' || before === ','
    const isColumn = isFirst && (inside === 'CREATE' || inside === 'STRUCT' || inside === 'UNION')
    if (isColumn && !NO_COLUMN.test(word)) parts.add(nameOf(token))
    const isAlias = before === 'AS' && inside !== 'CAST' && inside !== 'TRY_CAST'
    if (isAlias && !isKeyword(word) && !NO_ALIAS.test(word)) parts.add(nameOf(token))
    if (before === 'AS' && tokens[0]?.text.toUpperCase() === 'ATTACH') things.add(nameOf(token))
    if (before === 'CONSTRAINT' || before === 'PREPARE') things.add(nameOf(token))
    if (isAltered(tokens, at)) parts.add(nameOf(token))
    if (isCommonTable(tokens, at)) things.add(nameOf(token))
  }
}

/** `{'a': 1}`, which `x.a` and `x['a']` read. */
function isStructKey(tokens: readonly Token[], at: number): boolean {
  const isKey = tokens[at]?.kind === 'string' && tokens[at + 1]?.text === ':'
  const before = tokens[at - 1]?.text
  return isKey && (before === ',' || (before === '{' && !/^map$/i.test(tokens[at - 2]?.text ?? '')))
}

/** `CREATE INDEX i ON t (c)` and `CREATE VIEW v AS SELECT f(c)` only use what is in brackets. */
function isUsed(tokens: readonly Token[], at: number): boolean {
  const words = tokens.slice(0, at).map(({ text }) => text.toUpperCase())
  return words.includes('AS') || words.includes('ON')
}

/** The parts of a name behind `CREATE TABLE IF NOT EXISTS`. */
function thingsBehind(tokens: readonly Token[], from: number): readonly string[] {
  let at = from
  while (MODIFIERS.test(tokens[at]?.text.toUpperCase() ?? '')) at += 1
  const names: string[] = []
  for (let token = tokens[at]; token && /^(?:word|quoted-identifier)$/.test(token.kind); ) {
    names.push(nameOf(token))
    at += 2
    token = tokens[at - 1]?.text === '.' ? tokens[at] : undefined
  }
  return names
}

/** `ADD COLUMN x`, `RENAME x TO y`. */
function isAltered(tokens: readonly Token[], at: number): boolean {
  if (tokens[0]?.text.toUpperCase() !== 'ALTER') return false
  const before = tokens[at - 1]?.text.toUpperCase() ?? ''
  const word = tokens[at]?.text ?? ''
  return (
    /^(?:ADD|COLUMN|RENAME|TO|EXISTS)$/.test(before) && !isKeyword(word) && !/^column$/i.test(word)
  )
}

/** `WITH x AS (`, `, x (a) AS (`. */
function isCommonTable(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text.toUpperCase() ?? ''
  const after = tokens[at + 1]?.text.toUpperCase() ?? ''
  return /^(?:WITH|RECURSIVE|,)$/.test(before) && after === 'AS' && tokens[at + 2]?.text === '('
}

function nameOf(token: Token): string {
  return identifierName(token.text).toLowerCase()
}
