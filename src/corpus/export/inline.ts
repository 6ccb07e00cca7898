import type { Parameter, Statement } from '../../model/statement.js'
import { quoteString } from '../../sql/identifiers.js'
import { tokenize } from '../../sql/lexer.js'

/** The text of a statement with its parameters written in as literals of their types. */
export function inlined({ sql, params }: Pick<Statement, 'sql' | 'params'>): string {
  if (params.length === 0) return sql
  let position = 0
  const texts = tokenize(sql).map(({ kind, text }) => {
    if (kind !== 'parameter') return text
    const number = text === '?' ? ++position : Number(text.slice(1))
    const param = params[number - 1]
    return param ? literal(param) : text
  })
  return texts.join('')
}

function literal({ type, text }: Parameter): string {
  return `CAST(${text === null ? 'NULL' : quoteString(text)} AS ${type})`
}
