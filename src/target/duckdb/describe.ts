import {
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api'
import type { Column, Outcome } from '../../model/outcome.js'
import type { Parameter } from '../../model/statement.js'
import { tokenize } from '../../sql/lexer.js'
import { isQuery, statementKind } from '../../sql/statement-kind.js'
import { typeSpelling } from './type-spelling.js'

/** The columns of a statement, as rows without any row, or `done` where it returns none. Nothing is executed. */
export async function describeStatement(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly Parameter[],
): Promise<Outcome> {
  const prepared = await connection.prepare(sql)
  try {
    if (!returnsRows(sql, prepared)) return { kind: 'done', affected: undefined }
    const columns = columnsOf(prepared) ?? (await columnsOfCast(connection, sql, parameters))
    return { kind: 'rows', columns, rows: [] }
  } finally {
    prepared.destroySync()
  }
}

/** DuckDB describes what returns nothing by one column, `Count` or `Success`. */
function returnsRows(sql: string, prepared: DuckDBPreparedStatement): boolean {
  if (prepared.columnCount === 0) return false
  if (isQuery(sql) && statementKind(sql) !== 'PRAGMA') return true
  return prepared.columnCount > 1 || !['Count', 'Success'].includes(prepared.columnName(0))
}

/** Undefined where a type depends on parameters. */
function columnsOf(prepared: DuckDBPreparedStatement): Column[] | undefined {
  const columns: Column[] = []
  for (let i = 0; i < prepared.columnCount; i += 1) {
    if (prepared.columnTypeId(i) === DuckDBTypeId.INVALID) return undefined
    columns.push(columnOf(prepared.columnName(i), prepared.columnType(i)))
  }
  return columns
}

function columnOf(name: string, type: DuckDBType): Column {
  return { name, type: { kind: 'duckdb', name: typeSpelling(type) } }
}

/** `CAST($1 AS "DATE")`, as it stands in the name that DuckDB gives to a column. */
const CAST_PARAMETER = /CAST\((\$\d+) AS (?:"(?:[^"]|"")*"|[^()]*(?:\([^()]*\))?[^()]*)\)/g

/** With every parameter cast to its type. Names are those of the statement without the casts. */
async function columnsOfCast(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly Parameter[],
): Promise<readonly Column[]> {
  const cast = tokenize(sql).map(({ kind, text }) => {
    const type = kind === 'parameter' ? parameters[Number(text.slice(1)) - 1]?.type : undefined
    return type === undefined ? text : `CAST(${text} AS ${type})`
  })
  const prepared = await connection.prepare(cast.join(''))
  try {
    const columns = columnsOf(prepared) ?? []
    return columns.map(({ name, type }) => ({ name: name.replace(CAST_PARAMETER, '$1'), type }))
  } finally {
    prepared.destroySync()
  }
}
