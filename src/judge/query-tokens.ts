import { significantTokens, type Token } from '../sql/lexer.js'
import { rememberingTexts } from './remember.js'

/** A token with the number of brackets around it; a bracket itself counts as outside of what it encloses. */
export interface PlacedToken extends Token {
  readonly depth: number
  /** The text in capitals where the token is a word or an operator, else empty. */
  readonly word: string
}

const OPENS = new Set(['(', '[', '{'])
const CLOSES = new Set([')', ']', '}'])

/** The tokens of a statement that mean something, each with its depth; without semicolons at the end. */
export const placedTokens = rememberingTexts(placeTokens)

function placeTokens(sql: string): readonly PlacedToken[] {
  let depth = 0
  const placed = significantTokens(sql).map((token): PlacedToken => {
    if (CLOSES.has(token.text)) depth = Math.max(0, depth - 1)
    const isWord = token.kind === 'word' || token.kind === 'operator'
    const here = { ...token, depth, word: isWord ? token.text.toUpperCase() : '' }
    if (OPENS.has(token.text)) depth += 1
    return here
  })
  return placed.slice(0, placed.findLastIndex(({ text }) => text !== ';') + 1)
}

/** The index of the bracket that closes the one at `open`; the last index where there is none. */
export function closingOf(tokens: readonly PlacedToken[], open: number): number {
  const depth = tokens[open]?.depth ?? 0
  for (let at = open + 1; at < tokens.length; at += 1) {
    if ((tokens[at]?.depth ?? 0) <= depth) return at
  }
  return tokens.length - 1
}

/** The lists between the commas that stand at the depth of the first token. */
export function splitAtCommas(tokens: readonly PlacedToken[]): readonly (readonly PlacedToken[])[] {
  const depth = tokens[0]?.depth ?? 0
  const lists: PlacedToken[][] = [[]]
  for (const token of tokens) {
    if (token.text === ',' && token.depth === depth) lists.push([])
    else lists.at(-1)?.push(token)
  }
  return lists.filter((list) => list.length > 0)
}

/** A name as the catalog has it: without quotes, in lower case. */
export function nameOf(token: Token | undefined): string {
  const text = token?.text ?? ''
  return text
    .replace(/^"(.*)"$/s, '$1')
    .replaceAll('""', '"')
    .toLowerCase()
}
