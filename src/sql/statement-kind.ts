import { significantTokens, type Token } from './lexer.js'

const MODIFIERS = new Set(['OR', 'REPLACE', 'TEMP', 'TEMPORARY', 'PERSISTENT', 'LOCAL', 'UNIQUE'])
const QUERY_WORDS = new Set(['SELECT', 'FROM', 'VALUES', 'TABLE', 'PIVOT', 'UNPIVOT', '('])
const WITH_BODIES = new Set([...QUERY_WORDS, 'INSERT', 'UPDATE', 'DELETE', 'MERGE'])
const SYNONYMS: Readonly<Record<string, string>> = {
  START: 'BEGIN',
  END: 'COMMIT',
  ABORT: 'ROLLBACK',
  DESC: 'DESCRIBE',
}
const RETURN_ROWS = new Set([
  'SELECT',
  'SHOW',
  'DESCRIBE',
  'SUMMARIZE',
  'EXPLAIN',
  'CALL',
  'PRAGMA',
])

/**
 * What a statement does: `SELECT` (also FROM, VALUES, WITH ... SELECT), `INSERT`, `CREATE TABLE`,
 * `DROP VIEW`, `BEGIN`, `COMMIT`, ... upper case, decided by its first words; empty for a text
 * without a token.
 */
export function statementKind(sql: string): string {
  return kindOf(significantTokens(sql))
}

/** Does the statement return rows? */
export function isQuery(sql: string): boolean {
  const tokens = significantTokens(sql)
  const kind = kindOf(tokens)
  if (RETURN_ROWS.has(kind)) return true
  const isChange = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(kind)
  return isChange && outsideBrackets(tokens).some((token) => upper(token) === 'RETURNING')
}

function kindOf(tokens: readonly Token[]): string {
  const first = upper(tokens[0])
  if (QUERY_WORDS.has(first)) return 'SELECT'
  if (first === 'WITH') return kindOfBody(tokens)
  if (['CREATE', 'DROP', 'ALTER'].includes(first)) {
    const object = tokens.slice(1).find((token) => !MODIFIERS.has(upper(token)))
    return object ? `${first} ${upper(object)}` : first
  }
  return SYNONYMS[first] ?? first
}

/**
 * After WITH: the first verb outside of brackets. FROM cannot come before it, and `(` opens a CTE's
 * body.
 */
function kindOfBody(tokens: readonly Token[]): string {
  const verb = outsideBrackets(tokens).find((token) => WITH_BODIES.has(upper(token)))
  return !verb || QUERY_WORDS.has(upper(verb)) ? 'SELECT' : upper(verb)
}

function outsideBrackets(tokens: readonly Token[]): readonly Token[] {
  let depth = 0
  return tokens.filter((token) => {
    if (token.text === '(') depth += 1
    if (token.text === ')') depth -= 1
    return depth === 0 && token.text !== ')'
  })
}

function upper(token: Token | undefined): string {
  if (!token) return ''
  return token.kind === 'word' || token.kind === 'operator' ? token.text.toUpperCase() : ''
}
