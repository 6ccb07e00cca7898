import type { Plan } from '../model/plan.js'
import { type Token, tokenize } from '../sql/lexer.js'
import { typeAround } from './literals.js'
import type { Search } from './search.js'
import { isTextual } from './simplest.js'
import { sweep } from './sweep.js'
import { textOfStep, withText } from './with-text.js'

/**
 * Texts that have to stay as they are for more than so many characters are left so: each character
 * may cost a run.
 */
const LENGTH_MAX = 64

/** Shorter strings, character by character, where no simple one would do. */
export async function shortenStrings(search: Search): Promise<void> {
  for (let index = search.plan.steps.length - 1; index >= 0; index -= 1) {
    const count = stringsIn(search.plan, index).length
    for (let at = 0; at < count; at += 1) await shortenString(search, index, at)
  }
}

async function shortenString(search: Search, index: number, at: number): Promise<void> {
  const base = search.plan
  const token = stringsIn(base, index)[at]
  const sql = textOfStep(base, index)
  const characters = charactersOf(token)
  if (!token || sql === undefined || characters.length < 2) return
  if (characters.length > LENGTH_MAX || isNoText(sql, token)) return
  const [before, behind] = [sql.slice(0, token.start), sql.slice(token.start + token.text.length)]
  await sweep(search, characters, (kept) =>
    withText(base, index, `${before}'${kept.join('')}'${behind}`),
  )
}

/** Of a date or a number a part is another value and no simpler one. */
function isNoText(sql: string, token: Token): boolean {
  const tokens = tokenize(sql)
  const at = tokens.findIndex(({ start }) => start === token.start)
  return !isTextual(typeAround(tokens, at)) || /^'[-+\d:.\s]*'$/.test(token.text)
}

function stringsIn(plan: Plan, index: number): readonly Token[] {
  return tokenize(textOfStep(plan, index) ?? '').filter(({ kind }) => kind === 'string')
}

/**
 * What is between plain quotes; a quote in a string is two. Placeholders in it are not taken apart.
 */
function charactersOf(token: Token | undefined): readonly string[] {
  if (!token?.text.startsWith("'")) return []
  return token.text.slice(1, -1).match(/''|\$\{[^}]*\}|[\s\S]/gu) ?? []
}
