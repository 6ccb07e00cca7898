import { identifierName } from './identifiers.js'
import { isKeyword } from './keywords.js'
import { significantTokens, type Token } from './lexer.js'
import { plainTokens } from './plain-tokens.js'

/**
 * A statement without its particulars, the same for every statement of one shape: literals become type names, identifiers
 * numbers by first use, keywords upper case. What says the same in other words is written in one way (plain-tokens.ts):
 * CAST, aliases, brackets around brackets, signs, equal items and rows, the order of what is selected.
 * `insert into t values (1, 'x'), (2, 'y')` and `INSERT INTO u VALUES (-3, '')` are both
 * `INSERT INTO i1 VALUES (INTEGER, VARCHAR)`.
 */
export function skeleton(sql: string): string {
  const tokens = plainTokens(significantTokens(sql), maskOf)
  const names = new Map<string, string>()
  const words = tokens.map((token, index) => {
    const mask = maskOf(tokens, index)
    return mask === NAME ? nameOf(token, names) : mask
  })
  return layOut(words)
}

/** What stands for any name until names are numbered. */
const NAME = 'i'

/** After these a name and a bracket are an object with its columns, and not a call. */
const BEFORE_OBJECT = /^(?:into|table|exists|view|on|with|recursive|as|index|\.)$/i

/** A token without its particulars, where it stands: names are all alike. */
function maskOf(tokens: readonly Token[], index: number): string {
  const token = tokens[index] as Token
  switch (token.kind) {
    case 'string':
      return 'VARCHAR'
    case 'number':
      return numberType(token.text)
    case 'parameter':
      return '?'
    case 'word':
      return wordMask(token.text, tokens[index - 1], tokens[index + 1])
    case 'quoted-identifier':
    case 'placeholder':
      return NAME
    default:
      return token.text
  }
}

function wordMask(text: string, before: Token | undefined, after: Token | undefined): string {
  if (/^(true|false)$/i.test(text)) return 'BOOLEAN'
  if (isKeyword(text) || isKeyOfConstraint(text, before) || isType(before)) {
    return text.toUpperCase()
  }
  const isCall = after?.text === '(' && !BEFORE_OBJECT.test(before?.text ?? '')
  return isCall ? text.toLowerCase() : NAME
}

/** KEY is a word of the language only in PRIMARY KEY and FOREIGN KEY: catalogs have columns of that name. */
function isKeyOfConstraint(text: string, before: Token | undefined): boolean {
  return /^key$/i.test(text) && /^(?:primary|foreign)$/i.test(before?.text ?? '')
}

/** The type of a cast or of a column: `x::HUGEINT`, `c HUGEINT`. */
function isType(before: Token | undefined): boolean {
  if (before?.text === '::') return true
  return (
    before?.kind === 'quoted-identifier' || (before?.kind === 'word' && !isKeyword(before.text))
  )
}

function nameOf(token: Token, names: Map<string, string>): string {
  const key = identifierName(token.text).toLowerCase()
  const known = names.get(key) ?? `${NAME}${names.size + 1}`
  names.set(key, known)
  return known
}

function numberType(text: string): string {
  if (/e/i.test(text)) return 'DOUBLE'
  return text.includes('.') ? 'DECIMAL' : 'INTEGER'
}

const NO_SPACE_BEFORE = new Set([')', ']', '}', ',', ';', '.', '::', ':'])
const NO_SPACE_AFTER = new Set(['(', '[', '{', '.', '::'])

function layOut(words: readonly string[]): string {
  return words.reduce((text, word, index) => {
    const before = words[index - 1] ?? ''
    const opensCall =
      (word === '(' || word === '[') &&
      /^(?:[a-z]\w*|DECIMAL|VARCHAR|ENUM|STRUCT|MAP)$/.test(before)
    const isListType = word === '[' && words[index - 2] === '::'
    const isTight =
      NO_SPACE_BEFORE.has(word) || NO_SPACE_AFTER.has(before) || opensCall || isListType
    return text + (index === 0 || isTight ? '' : ' ') + word
  }, '')
}
