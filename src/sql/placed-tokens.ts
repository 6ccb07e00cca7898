import { significantTokens, type Token } from './lexer.js'

/** A token with what is around it. */
export interface Placed {
  readonly token: Token
  /** Upper case for a word, the text itself for anything else. */
  readonly word: string
  readonly depth: number
}

/** The tokens of a statement with their depth of brackets. */
export function placedTokens(sql: string): readonly Placed[] {
  let depth = 0
  return significantTokens(sql).map((token) => {
    if (token.text === ')') depth -= 1
    const word = token.kind === 'word' ? token.text.toUpperCase() : token.text
    const placed = { token, word, depth }
    if (token.text === '(') depth += 1
    return placed
  })
}

/** Whether the statement has one of the words, not as a part of a qualified name. */
export function hasWord(tokens: readonly Placed[], words: ReadonlySet<string>): boolean {
  return tokens.some(({ token, word }) => token.kind === 'word' && words.has(word))
}
