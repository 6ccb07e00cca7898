import { quoteString } from '../../sql/identifiers.js'

const ESCAPES: Readonly<Record<string, string>> = {
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '\\b': '\b',
  '\\f': '\f',
  '\\\\': '\\',
  "\\'": "'",
  "''": "'",
}
const UNESCAPES = new Map(
  Object.entries(ESCAPES).flatMap(([written, char]) => {
    return written.startsWith('\\') ? [[char, written] as const] : []
  }),
)

/** A string literal with another value, written in the same way. `change` is given the value that it stands for. */
export function changeLiteral(literal: string, change: (value: string) => string): string {
  const dollars = /^(\$[^$]*\$)([\s\S]*)\1$/.exec(literal)
  if (dollars) return `${dollars[1]}${change(dollars[2] ?? '')}${dollars[1]}`
  const [, prefix = '', inside = ''] = /^((?:[eExXbBnN]|[uU]&)?)'([\s\S]*)'$/.exec(literal) ?? []
  if (/^e$/i.test(prefix)) return `${prefix}'${escaped(change(unescaped(inside)))}'`
  return prefix + quoteString(change(inside.replaceAll("''", "'")))
}

/** What else a backslash may stand before stays as it is written. */
function unescaped(text: string): string {
  return text.replaceAll(/\\[\s\S]|''/g, (both) => ESCAPES[both] ?? both)
}

function escaped(text: string): string {
  return text.replaceAll(/[\n\r\t\b\f\\']/g, (char) => UNESCAPES.get(char) ?? char)
}
