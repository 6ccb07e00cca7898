import { significantTokens } from '../../sql/lexer.js'
import { splitStatements } from '../../sql/split.js'

const SCOPES = new Set(['GLOBAL', 'SESSION', 'LOCAL'])
/** They belong to a connection and end with it. */
const OF_SESSIONS = new Set(['VARIABLE', 'SCHEMA', 'SEARCH_PATH', 'TRANSACTION'])

/**
 * What puts back the settings that statements change, by `SET`, `PRAGMA name = value` or
 * `CALL enable_logging()`. DuckDB keeps most of them for a whole process, where the next case would
 * find them.
 */
export function puttingBack(statements: readonly string[]): readonly string[] {
  const texts = statements.flatMap((sql) => {
    if (!/^\s*(?:set|pragma|call)\b|;/i.test(sql)) return []
    return splitStatements(sql).flatMap(({ text }) => {
      const name = changedSetting(text)
      const call = /^call\s+enable_(\w+)/i.exec(text)?.[1]
      if (call !== undefined) return [`CALL disable_${call.toLowerCase()}()`]
      return name === undefined ? [] : [`RESET ${name}`]
    })
  })
  return [...new Set(texts)]
}

function changedSetting(sql: string): string | undefined {
  const words = significantTokens(sql).map(({ text }) => text)
  const verb = words.shift()?.toUpperCase()
  if (verb === 'SET' && SCOPES.has(words[0]?.toUpperCase() ?? '')) words.shift()
  const [name = '', operator = ''] = words
  const isChange =
    verb === 'SET' ? /^(?:=|to)$/i.test(operator) : verb === 'PRAGMA' && operator === '='
  if (!isChange || OF_SESSIONS.has(name.toUpperCase()) || !/^\w+$/.test(name)) return undefined
  return name.toLowerCase()
}
