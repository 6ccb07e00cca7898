import type { TransactionStatus } from '../../model/outcome.js'
import { significantTokens } from '../../sql/lexer.js'
import { statementKind } from '../../sql/statement-kind.js'

/** Kinds of statements whose tag is the kind itself; of others servers say different things. */
const CERTAIN = new Set([
  ...['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'BEGIN', 'COMMIT', 'ROLLBACK'],
  ...['TABLE', 'VIEW', 'INDEX', 'SCHEMA', 'SEQUENCE', 'TYPE'].flatMap((object) => [
    `CREATE ${object}`,
    `DROP ${object}`,
    `ALTER ${object}`,
  ]),
])

/**
 * PostgreSQL's command tag of a statement that succeeded, without counts; undefined where it is not certain. A COMMIT of
 * an aborted transaction rolls back, in DuckDB too, and PostgreSQL says so.
 */
export function tagOf(sql: string, before: TransactionStatus): string | undefined {
  const kind = statementKind(sql)
  if (kind === 'COMMIT' && before === 'E') return 'ROLLBACK'
  return CERTAIN.has(kind) && !isSpecial(kind, sql) ? kind : undefined
}

/** CREATE TABLE AS is a SELECT to PostgreSQL, and START TRANSACTION is not BEGIN. */
function isSpecial(kind: string, sql: string): boolean {
  const words = significantTokens(sql).map(({ text }) => text.toUpperCase())
  return kind === 'BEGIN' ? words[0] === 'START' : kind === 'CREATE TABLE' && words.includes('AS')
}
