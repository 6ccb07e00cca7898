import { type DuckDBPreparedStatement, StatementType } from '@duckdb/node-api'
import { significantTokens } from '../../sql/lexer.js'

const ALWAYS_ROWS = new Set<StatementType>([
  StatementType.SELECT,
  StatementType.EXPLAIN,
  StatementType.CALL,
  StatementType.PRAGMA,
  StatementType.RELATION,
  StatementType.LOGICAL_PLAN,
])

const ROWS_IF_RETURNING = new Set<StatementType>([
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.MERGE_INTO,
])

/** Whether a prepared statement will answer with rows; DuckDB itself says so only once it was executed. */
export function answersWithRows(sql: string, prepared: DuckDBPreparedStatement): boolean {
  const type = prepared.statementType
  if (ALWAYS_ROWS.has(type)) return true
  if (ROWS_IF_RETURNING.has(type)) return !isCountOnly(prepared) || hasReturning(sql)
  if (type === StatementType.EXECUTE) return !isCountOnly(prepared)
  return false
}

/** The one column that DuckDB gives to a statement that only counts rows. */
function isCountOnly(prepared: DuckDBPreparedStatement): boolean {
  return prepared.columnCount === 1 && ['Count', 'Success'].includes(prepared.columnName(0))
}

function hasReturning(sql: string): boolean {
  return significantTokens(sql).some(
    (token) => token.kind === 'word' && token.text.toUpperCase() === 'RETURNING',
  )
}
