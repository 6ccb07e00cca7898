import { identifierName } from './identifiers.js'
import { isKeyword } from './keywords.js'
import { significantTokens, type Token } from './lexer.js'

/**
 * A statement without its particulars, the same for every statement of one shape: literals become
 * type names, identifiers numbers by first use, keywords upper case; equal rows of VALUES become
 * one. `insert into t values (1, 'x'), (2, 'y')` and `INSERT INTO u VALUES (3, '')` are both
 * `INSERT INTO i1 VALUES (INTEGER, VARCHAR)`.
 */
export function skeleton(sql: string): string {
  const tokens = significantTokens(sql)
  const names = new Map<string, string>()
  const words = tokens.map((token, index) => {
    const around = { before: tokens[index - 1], after: tokens[index + 1] }
    return shapeOf(token, around, names)
  })
  return collapseRows(layOut(words))
}

interface Around {
  readonly before: Token | undefined
  readonly after: Token | undefined
}

/** After these a name and a bracket are an object with its columns, and not a call. */
const BEFORE_OBJECT = /^(?:into|table|exists|view|on|with|recursive|as|index|\.)$/i

function shapeOf(token: Token, around: Around, names: Map<string, string>): string {
  switch (token.kind) {
    case 'string':
      return 'VARCHAR'
    case 'number':
      return numberType(token.text)
    case 'parameter':
      return '?'
    case 'word':
      if (/^(true|false)$/i.test(token.text)) return 'BOOLEAN'
      if (isKeywordHere(token, around)) return token.text.toUpperCase()
      return isCall(around) ? token.text.toLowerCase() : nameOf(token, names)
    case 'quoted-identifier':
    case 'placeholder':
      return nameOf(token, names)
    default:
      return token.text
  }
}

/**
 * KEY is a word of the language only in PRIMARY KEY and FOREIGN KEY: catalogs have columns of that
 * name.
 */
function isKeywordHere(token: Token, { before }: Around): boolean {
  const isKey = /^key$/i.test(token.text) && /^(?:primary|foreign)$/i.test(before?.text ?? '')
  return isKey || isKeyword(token.text)
}

function isCall({ before, after }: Around): boolean {
  return after?.text === '(' && !BEFORE_OBJECT.test(before?.text ?? '')
}

function nameOf(token: Token, names: Map<string, string>): string {
  const key = identifierName(token.text).toLowerCase()
  const known = names.get(key) ?? `i${names.size + 1}`
  names.set(key, known)
  return known
}

function numberType(text: string): string {
  if (/e/i.test(text)) return 'DOUBLE'
  return text.includes('.') ? 'DECIMAL' : 'INTEGER'
}

const NO_SPACE_BEFORE = new Set([')', ']', ',', ';', '.', '::'])
const NO_SPACE_AFTER = new Set(['(', '[', '.', '::'])

function layOut(words: readonly string[]): string {
  return words.reduce((text, word, index) => {
    const before = words[index - 1] ?? ''
    const opensCall =
      (word === '(' || word === '[') &&
      /^(?:[a-z]\w*|DECIMAL|VARCHAR|ENUM|STRUCT|MAP)$/.test(before)
    const isTight = NO_SPACE_BEFORE.has(word) || NO_SPACE_AFTER.has(before) || opensCall
    return text + (index === 0 || isTight ? '' : ' ') + word
  }, '')
}

function collapseRows(text: string): string {
  return text.replaceAll(/(\([^()]*\))(?:, \1)+/g, '$1')
}
