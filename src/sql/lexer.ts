/**
 * DuckDB's lexical rules, which are PostgreSQL's with `?` as a parameter, and our `${kind:name}`
 * placeholders. Measured on DuckDB 1.5: block comments nest, a line comment ends at CR or LF, a
 * non-ASCII space is a space, and `0x1F` is the number 0 with the alias x1F.
 */
export type TokenKind =
  | 'whitespace'
  | 'comment'
  | 'word'
  | 'quoted-identifier'
  | 'string'
  | 'number'
  | 'parameter'
  | 'placeholder'
  | 'operator'
  /** A string, quoted identifier or comment without its end: it takes the rest of the text. */
  | 'unterminated'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  /** Offset of the first UTF-16 unit. */
  readonly start: number
}

const WORD_START = '[A-Za-z_]|[^\\s\\x00-\\x7f]'
const WORD_REST = '[A-Za-z0-9_]|[^\\s\\x00-\\x7f]'

const NAME = `(?:${WORD_START})(?:${WORD_REST})*`

/**
 * Tried in this order. What opens and has no end takes the rest; operators are too particular for a
 * pattern.
 */
const RULES: readonly (readonly [TokenKind, string])[] = [
  ['whitespace', '\\s+'],
  ['comment', '--[^\\r\\n]*'],
  ['placeholder', '\\$\\{[^{}\\s;]*\\}'],
  ['string', "[eE]'(?:''|\\\\[\\s\\S]|[^'\\\\])*'"],
  ['string', "(?:[xXbBnN]|[uU]&)?'(?:''|[^'])*'"],
  ['string', `\\$(?<tag>(?:${NAME})?)\\$[\\s\\S]*?\\$\\k<tag>\\$`],
  ['quoted-identifier', '(?:[uU]&)?"(?:""|[^"])*"'],
  ['parameter', `\\$\\d+|\\$${NAME}|\\?\\d*`],
  ['unterminated', `(?:/\\*|(?:[eExXbBnN]|[uU]&)?'|(?:[uU]&)?"|\\$(?:${NAME})?\\$)[\\s\\S]*`],
  ['word', `(?:${WORD_START})(?:${WORD_REST}|\\$)*`],
  ['number', '(?:\\d[\\d_]*(?:\\.(?!\\.)[\\d_]*)?|\\.\\d[\\d_]*)(?:[eE][+-]?\\d+)?'],
  ['operator', '::|:=|=>|[()[\\]{},;.:]'],
]

/**
 * Each rule in a group of its own, named `r0`, `r1`, ...; one pattern is several times faster than
 * a dozen.
 */
const ANY_RULE = new RegExp(RULES.map(([, rule], index) => `(?<r${index}>${rule})`).join('|'), 'y')

/** By capture group: the kind of its rule, undefined for a group inside a rule. */
const KIND_BY_GROUP = kindsByGroup()

const OPERATOR = /[+\-*/<>=~!@#%^&|`]+/y
const KEEPS_SIGN = /[~!@#%^&|`]/

/** The tokens of a text, loss-free: their texts joined are the text, whatever the text is. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const token = tokenAt(text, at)
    tokens.push(token)
    at += token.text.length
  }
  return tokens
}

/** Neither space nor comment. */
export function isSignificant(token: Token): boolean {
  return token.kind !== 'whitespace' && token.kind !== 'comment'
}

/** The tokens that mean something. */
export function significantTokens(text: string): readonly Token[] {
  return tokenize(text).filter(isSignificant)
}

/** The token that begins at `start`, which must be inside the text. */
export function tokenAt(text: string, start: number): Token {
  return blockComment(text, start) ?? ruleMatch(text, start) ?? operator(text, start)
}

function ruleMatch(text: string, start: number): Token | undefined {
  ANY_RULE.lastIndex = start
  const found = ANY_RULE.exec(text)
  if (!found) return undefined
  for (let group = 1; group < found.length; group += 1) {
    const kind = found[group] === undefined ? undefined : KIND_BY_GROUP[group]
    if (kind) return { kind, text: found[0], start }
  }
  return undefined
}

function kindsByGroup(): readonly (TokenKind | undefined)[] {
  const names = [...ANY_RULE.source.matchAll(/\(\?<(r\d+|tag)>/g)].map(([, name]) => name ?? '')
  const kinds = names.map((name) =>
    name === 'tag' ? undefined : RULES[Number(name.slice(1))]?.[0],
  )
  return [undefined, ...kinds]
}

function blockComment(text: string, start: number): Token | undefined {
  if (!text.startsWith('/*', start)) return undefined
  const edge = /\/\*|\*\//g
  edge.lastIndex = start
  let depth = 0
  for (let found = edge.exec(text); found; found = edge.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return { kind: 'comment', text: text.slice(start, edge.lastIndex), start }
  }
  return undefined
}

/**
 * PostgreSQL's rule: an operator ends before a comment, and `=-` is two operators while `@-` is
 * one.
 */
function operator(text: string, start: number): Token {
  OPERATOR.lastIndex = start
  let found = OPERATOR.exec(text)?.[0]
  if (found === undefined) {
    const one = String.fromCodePoint(text.codePointAt(start) ?? 0)
    return { kind: 'operator', text: one, start }
  }
  const comment = found.slice(1).search(/--|\/\*/)
  if (comment >= 0) found = found.slice(0, comment + 1)
  while (found.length > 1 && /[+-]$/.test(found) && !KEEPS_SIGN.test(found)) {
    found = found.slice(0, -1)
  }
  return { kind: 'operator', text: found, start }
}
