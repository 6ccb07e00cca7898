import { StatementType } from '@duckdb/node-api'
import { significantTokens } from '../../sql/lexer.js'

/** The first words of a statement in upper case, at most `count`; it ends at the first token that is no word. */
export function leadingWords(sql: string, count: number): readonly string[] {
  const words: string[] = []
  for (const token of significantTokens(sql)) {
    if (token.kind !== 'word' || words.length === count) break
    words.push(token.text.toUpperCase())
  }
  return words
}

/** What a statement does to the transaction, read from its first word. */
export type TransactionVerb = 'BEGIN' | 'COMMIT' | 'ROLLBACK'

/** Undefined for a statement that is no transaction statement. */
export function transactionVerb(sql: string): TransactionVerb | undefined {
  switch (leadingWords(sql, 1)[0]) {
    case 'BEGIN':
    case 'START':
      return 'BEGIN'
    case 'COMMIT':
    case 'END':
      return 'COMMIT'
    case 'ROLLBACK':
    case 'ABORT':
      return 'ROLLBACK'
    default:
      return undefined
  }
}

const NOT_THE_OBJECT = new Set([
  ...['OR', 'REPLACE', 'TEMP', 'TEMPORARY', 'PERSISTENT', 'LOCAL', 'GLOBAL'],
  ...['UNIQUE', 'RECURSIVE', 'UNLOGGED'],
])

/** The verb of PostgreSQL's command tag. CREATE TABLE AS is a SELECT there, TRUNCATE has no count. */
export function commandVerb(sql: string, type: StatementType, createdRows: boolean): string {
  const [first = '', ...rest] = leadingWords(sql, 6)
  switch (type) {
    case StatementType.INSERT:
      return 'INSERT'
    case StatementType.UPDATE:
      return 'UPDATE'
    case StatementType.DELETE:
      return first === 'TRUNCATE' ? 'TRUNCATE TABLE' : 'DELETE'
    case StatementType.MERGE_INTO:
      return 'MERGE'
    case StatementType.SELECT:
      return first === 'SHOW' ? 'SHOW' : 'SELECT'
    case StatementType.CREATE:
      return createdRows ? 'SELECT' : objectVerb(first, rest)
    case StatementType.DROP:
    case StatementType.ALTER:
      return first === 'DEALLOCATE' || first === 'COMMENT' ? first : objectVerb(first, rest)
    default:
      return transactionVerb(sql) ?? (OF_OBJECTS.has(first) ? objectVerb(first, rest) : first)
  }
}

/** Some are several statements for DuckDB (a computed default, a PIVOT), whose type is that of the last of them. */
const OF_OBJECTS = new Set(['ALTER', 'CREATE'])

function objectVerb(first: string, rest: readonly string[]): string {
  const object = rest.find((word) => !NOT_THE_OBJECT.has(word))
  return object === undefined ? first : `${first} ${object}`
}
