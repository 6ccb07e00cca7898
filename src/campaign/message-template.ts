import { type Plan, statementsOf } from '../model/plan.js'
import { identifierName } from '../sql/identifiers.js'
import { isKeyword } from '../sql/keywords.js'
import { significantTokens } from '../sql/lexer.js'

/**
 * The first line of an error message without its particulars: quoted text, numbers and the names that the plan uses.
 * `Table with name t0 does not exist!` and the same about t1 are one template.
 */
export function messageTemplate(message: string, plan: Plan): string {
  const names = namesIn(plan)
  const [line = ''] = message.trimStart().split('\n', 1)
  return line
    .replaceAll(/"[^"]*"|'[^']*'/g, '_')
    .replaceAll(/\$\{[^}]*\}/g, '_')
    .replaceAll(/[\p{L}_][\p{L}\p{N}_]*/gu, (word) => (names.has(word.toLowerCase()) ? '_' : word))
    .replaceAll(/\d[\d.,]*/g, 'n')
}

function namesIn(plan: Plan): ReadonlySet<string> {
  const tokens = statementsOf(plan).flatMap(({ sql }) => significantTokens(sql))
  const names = tokens.filter(
    ({ kind, text }) => kind === 'quoted-identifier' || (kind === 'word' && !isKeyword(text)),
  )
  return new Set(names.map(({ text }) => identifierName(text).toLowerCase()))
}
