import { isSignificant, type Token, tokenize } from './lexer.js'

/** One statement of a text: from its first to its last token, without the semicolon. */
export interface StatementSlice {
  readonly text: string
  readonly start: number
  readonly end: number
}

/**
 * The statements of a text as DuckDB's extractStatements sees them: split at semicolons outside of
 * strings, quoted identifiers and comments; what holds no token is no statement. Comments around a
 * statement are not part of it.
 */
export function splitStatements(text: string): readonly StatementSlice[] {
  const slices: StatementSlice[] = []
  let current: Token[] = []
  const finish = () => {
    const first = current[0]
    const last = current.at(-1)
    if (first && last) {
      const end = last.start + last.text.length
      slices.push({ text: text.slice(first.start, end), start: first.start, end })
    }
    current = []
  }
  for (const token of tokenize(text)) {
    if (token.kind === 'operator' && token.text === ';') finish()
    else if (isSignificant(token)) current.push(token)
  }
  finish()
  return slices
}
