import type { Statement } from '../model/statement.js'
import { tokenize } from '../sql/lexer.js'

const NUMBERED = /^\$(\d+)$/

/**
 * The statement with another text, which names only parameters that the old one has: those that it
 * names no longer are taken out, and the others get new numbers.
 */
export function withSql(statement: Statement, sql: string): Statement {
  const { params } = statement
  if (params.length === 0) return { ...statement, sql }
  const tokens = tokenize(sql)
  // What `?` stands for depends on those before it.
  if (tokens.some(({ kind, text }) => kind === 'parameter' && !NUMBERED.test(text))) {
    return { ...statement, sql }
  }
  const named = tokens.flatMap(({ kind, text }) => (kind === 'parameter' ? numberIn(text) : []))
  const kept = params.flatMap((_, index) => (named.includes(index + 1) ? [index + 1] : []))
  if (kept.length === params.length) return { ...statement, sql }
  const renumbered = tokens.map(({ kind, text }) => {
    const number = kind === 'parameter' ? numberIn(text)[0] : undefined
    return number === undefined ? text : `$${kept.indexOf(number) + 1}`
  })
  return {
    ...statement,
    sql: renumbered.join(''),
    params: kept.flatMap((number) => params[number - 1] ?? []),
  }
}

function numberIn(text: string): readonly number[] {
  const digits = NUMBERED.exec(text)?.[1]
  return digits === undefined ? [] : [Number(digits)]
}
