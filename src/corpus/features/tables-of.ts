import { identifierName } from '../../sql/identifiers.js'
import { isKeyword } from '../../sql/keywords.js'
import type { Token } from '../../sql/lexer.js'
import { wordOf } from './reading.js'

const BEFORE_TABLE = /^(?:FROM|JOIN|INTO|UPDATE|TABLE|VIEW)$/
const BETWEEN = /^(?:IF|NOT|EXISTS|ONLY)$/

/** The tables and views that a statement names, without schema, in lower case; a table function is none. */
export function tablesOf(tokens: readonly Token[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const [at, token] of tokens.entries()) {
    if (!BEFORE_TABLE.test(wordOf(token))) continue
    const name = nameAt(tokens, at + 1)
    if (name !== undefined) names.add(name)
  }
  return names
}

/** The last part of a name such as `lake.main.t`. */
function nameAt(tokens: readonly Token[], from: number): string | undefined {
  let at = from
  while (BETWEEN.test(wordOf(tokens[at]))) at += 1
  while (tokens[at + 1]?.text === '.') at += 2
  const token = tokens[at]
  const isCall = tokens[at + 1]?.text === '(' && wordOf(tokens[from - 1]) !== 'INTO'
  if (!token || !isName(token)) return undefined
  const isDefined = wordOf(tokens[from - 1]) === 'TABLE'
  return isCall && !isDefined ? undefined : identifierName(token.text).toLowerCase()
}

function isName({ kind, text }: Token): boolean {
  if (kind === 'quoted-identifier' || kind === 'placeholder') return true
  return kind === 'word' && !isKeyword(text)
}
