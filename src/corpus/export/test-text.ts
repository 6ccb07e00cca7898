import { quoteString } from '../../sql/identifiers.js'
import { type Token, tokenize } from '../../sql/lexer.js'

/**
 * A statement as the lines of a sqllogictest record, in which an empty line or one that begins with
 * `#` ends the statement, and `----` begins its result. Undefined where it cannot be written so that
 * it means the same.
 */
export function recordText(sql: string): string | undefined {
  const text = sql.trim()
  if (isPlain(text)) return text === '' ? undefined : text
  const rewritten = tokenize(text).map(onOneLine)
  if (rewritten.some((part) => part === undefined)) return undefined
  const joined = rewritten.join('').trim()
  return joined !== '' && isPlain(joined) ? joined : undefined
}

function isPlain(text: string): boolean {
  return !/\r|\0|^\s*$|^#|^----$/m.test(text)
}

function onOneLine(token: Token): string | undefined {
  const { kind, text } = token
  if (kind === 'comment') return ' '
  if (!/[\r\n\0]/.test(text)) return text
  if (kind === 'whitespace') return ' '
  return kind === 'string' ? escaped(text) : undefined
}

/** A quoted or dollar-quoted string as E'...'; undefined for one with a prefix of its own. */
function escaped(text: string): string | undefined {
  const dollars = /^(\$\w*\$)([\s\S]*)\1$/.exec(text)
  const value =
    dollars?.[2] ?? (text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : undefined)
  if (value === undefined || value.includes('\0')) return undefined
  const inside = quoteString(value.replaceAll('\\', '\\\\'))
  return `E${inside.replaceAll('\n', '\\n').replaceAll('\r', '\\r')}`
}
