import { quoteString } from '../../sql/identifiers.js'
import { tokenize } from '../../sql/lexer.js'

/** The values of `$1`, `$2`, ... by their numbers; null is NULL. */
export type LoggedParameters = ReadonlyMap<number, string | null>

/** Reads `parameters: $1 = '5', $2 = NULL` in the detail of an entry; PostgreSQL 16 writes it with a capital. */
export function readParameters(detail: string): LoggedParameters {
  const list = /^parameters: /i.exec(detail)
  if (!list) return new Map()
  const pairs = detail.slice(list[0].length).matchAll(/\$(\d+) = (?:NULL|'((?:[^']|'')*)')/g)
  return new Map(
    [...pairs].map(([, number, text]) => [Number(number), text?.replaceAll("''", "'") ?? null]),
  )
}

/**
 * The text with its parameters as literals. The log does not tell their types, and a literal in
 * quotes takes the type that it is needed in, as the parameter did. Undefined where a value is not
 * in the log.
 */
export function inlined(sql: string, parameters: LoggedParameters): string | undefined {
  if (!sql.includes('$')) return sql
  let isComplete = true
  const texts = tokenize(sql).map(({ kind, text }) => {
    if (kind !== 'parameter' || !/^\$\d+$/.test(text)) return text
    const value = parameters.get(Number(text.slice(1)))
    if (value === undefined) isComplete = false
    return value == null ? 'NULL' : quoteString(value)
  })
  return isComplete ? texts.join('') : undefined
}
