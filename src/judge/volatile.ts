import { significantTokens } from '../sql/lexer.js'

/**
 * Functions of DuckDB whose value is another one each time, or on each connection, by name: VOLATILE in
 * duckdb_functions(), and those that tell the time, the session or the transaction.
 */
const VOLATILE: ReadonlySet<string> = new Set([
  ...['RANDOM', 'UUID', 'GEN_RANDOM_UUID', 'UUIDV4', 'UUIDV7', 'SETSEED'],
  ...['NOW', 'TODAY', 'TRANSACTION_TIMESTAMP', 'GET_CURRENT_TIMESTAMP', 'GET_CURRENT_TIME'],
  ...['CURRENT_LOCALTIME', 'CURRENT_LOCALTIMESTAMP', 'TXID_CURRENT', 'CURRENT_TRANSACTION_ID'],
  ...['CURRENT_CONNECTION_ID', 'CURRENT_QUERY_ID', 'VERSION', 'PG_BACKEND_PID', 'CURRENT_DATABASE'],
])
const VOLATILE_WORDS: ReadonlySet<string> = new Set([
  ...['CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP', 'LOCALTIME', 'LOCALTIMESTAMP'],
])

/** The first call in a statement whose value nobody can compare, as it is written; undefined where there is none. */
export function volatileCall(sql: string): string | undefined {
  const tokens = significantTokens(sql)
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'word' || tokens[at - 1]?.text === '.') continue
    const word = token.text.toUpperCase()
    if (VOLATILE_WORDS.has(word)) return token.text
    if (VOLATILE.has(word) && tokens[at + 1]?.text === '(') return `${token.text}()`
  }
  return undefined
}
