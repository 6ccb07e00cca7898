/**
 * DuckDB's lexical rules, which are PostgreSQL's with `?` as a parameter, and our `${kind:name}` placeholders.
 * Measured on DuckDB 1.5: block comments nest, a line comment ends at CR or LF, a non-ASCII space is a space, and
 * `0x1F` is the number 0 with the alias x1F.
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

/** Tried in this order; each is sticky. What has an opening and no end is caught by UNTERMINATED. */
const RULES: readonly (readonly [TokenKind, RegExp])[] = [
  ['whitespace', /\s+/y],
  ['comment', /--[^\r\n]*/y],
  ['placeholder', /\$\{[^{}\s;]*\}/y],
  ['string', /[eE]'(?:''|\\[\s\S]|[^'\\])*'/y],
  ['string', /(?:[xXbBnN]|[uU]&)?'(?:''|[^'])*'/y],
  ['string', new RegExp(`\\$((?:(?:${WORD_START})(?:${WORD_REST})*)?)\\$[\\s\\S]*?\\$\\1\\$`, 'y')],
  ['quoted-identifier', /(?:[uU]&)?"(?:""|[^"])*"/y],
  ['parameter', new RegExp(`\\$\\d+|\\$(?:${WORD_START})(?:${WORD_REST})*|\\?\\d*`, 'y')],
]

const UNTERMINATED = new RegExp(
  `/\\*|(?:[eExXbBnN]|[uU]&)?'|(?:[uU]&)?"|\\$(?:(?:${WORD_START})(?:${WORD_REST})*)?\\$`,
  'y',
)

const LATER_RULES: readonly (readonly [TokenKind, RegExp])[] = [
  ['word', new RegExp(`(?:${WORD_START})(?:${WORD_REST}|\\$)*`, 'y')],
  ['number', /(?:\d[\d_]*(?:\.(?!\.)[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y],
  ['operator', /::|:=|=>|[()[\]{},;.:]/y],
]

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
  return (
    blockComment(text, start) ??
    firstMatch(RULES, text, start) ??
    unterminated(text, start) ??
    firstMatch(LATER_RULES, text, start) ??
    operator(text, start)
  )
}

function firstMatch(rules: typeof RULES, text: string, start: number): Token | undefined {
  for (const [kind, rule] of rules) {
    const found = matchAt(rule, text, start)
    if (found) return { kind, text: found, start }
  }
  return undefined
}

function matchAt(rule: RegExp, text: string, start: number): string | undefined {
  rule.lastIndex = start
  return rule.exec(text)?.[0]
}

function unterminated(text: string, start: number): Token | undefined {
  if (matchAt(UNTERMINATED, text, start) === undefined) return undefined
  return { kind: 'unterminated', text: text.slice(start), start }
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

/** PostgreSQL's rule: an operator ends before a comment, and `=-` is two operators while `@-` is one. */
function operator(text: string, start: number): Token {
  let found = matchAt(OPERATOR, text, start)
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
