import type { DuckDBMaterializedResult, DuckDBPreparedStatement } from '@duckdb/node-api'
import { ResultReturnType, StatementType } from '@duckdb/node-api'
import type { EngineColumn, EngineResult } from '../engine.js'
import { commandVerb } from './command-tag.js'
import { readColumn } from './read-cells.js'
import { typeName } from './type-name.js'

/** All that a finished statement answered, read out of DuckDB's memory. */
export function readResult(sql: string, result: DuckDBMaterializedResult): EngineResult {
  const type = result.statementType
  if (result.returnType === ResultReturnType.QUERY_RESULT) {
    const rows = readRows(result)
    const verb = commandVerb(sql, type, false)
    const counts = verb !== 'SELECT' && ROWS_ARE_CHANGES.has(type)
    return { columns: columnsOf(result), rows, verb, affected: counts ? rows.length : undefined }
  }
  const created = type === StatementType.CREATE ? createdRows(result) : undefined
  const verb = commandVerb(sql, type, created !== undefined)
  const changed = result.returnType === ResultReturnType.CHANGED_ROWS
  return { columns: undefined, rows: [], verb, affected: changed ? result.rowsChanged : created }
}

const ROWS_ARE_CHANGES = new Set<StatementType>([
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.MERGE_INTO,
])

/** CREATE TABLE AS answers with the number of its rows, other CREATE statements with no row at all. */
function createdRows(result: DuckDBMaterializedResult): number | undefined {
  const count = result.rowCount > 0 ? result.getChunk(0).getColumnValues(0)[0] : undefined
  return typeof count === 'bigint' ? Number(count) : undefined
}

/** Names and types of a result or of a prepared statement. */
export function columnsOf(
  source: DuckDBMaterializedResult | DuckDBPreparedStatement,
): readonly EngineColumn[] {
  return Array.from({ length: source.columnCount }, (_, index) => ({
    name: source.columnName(index),
    type: typeName(source.columnType(index)),
  }))
}

function readRows(result: DuckDBMaterializedResult): readonly (readonly unknown[])[] {
  const rows: unknown[][] = []
  for (let index = 0; index < result.chunkCount; index += 1) {
    const chunk = result.getChunk(index)
    const columns = Array.from({ length: chunk.columnCount }, (_, at) => readColumn(chunk, at))
    for (let row = 0; row < chunk.rowCount; row += 1) rows.push(columns.map((cells) => cells[row]))
  }
  return rows
}
