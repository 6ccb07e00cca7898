import { type DuckDBMaterializedResult, ResultReturnType } from '@duckdb/node-api'
import type { Cell, Column, Outcome } from '../../model/outcome.js'
import { type DuckType, parseDuckType } from '../../values/duck-type.js'
import { fromDuckDB } from '../../values/from-duckdb.js'
import { type ItemReader, itemReader } from './read-items.js'
import { typeSpelling } from './type-spelling.js'

/** A finished result as an outcome, its cells canonical. */
export function readResult(result: DuckDBMaterializedResult): Outcome {
  if (result.returnType === ResultReturnType.CHANGED_ROWS)
    return { kind: 'done', affected: result.rowsChanged }
  if (result.returnType === ResultReturnType.NOTHING || result.columnCount === 0)
    return { kind: 'done', affected: undefined }
  return readRows(result)
}

function readRows(result: DuckDBMaterializedResult): Outcome {
  const columns: Column[] = []
  const types: DuckType[] = []
  for (let i = 0; i < result.columnCount; i += 1) {
    const name = typeSpelling(result.columnType(i))
    columns.push({ name: result.columnName(i), type: { kind: 'duckdb', name } })
    types.push(parseDuckType(name))
  }
  return { kind: 'rows', columns, rows: cellRows(result, types) }
}

function cellRows(result: DuckDBMaterializedResult, types: readonly DuckType[]): Cell[][] {
  const rows: Cell[][] = []
  const readers = types.map(itemReader)
  for (let k = 0; k < result.chunkCount; k += 1) {
    const chunk = result.getChunk(k)
    const first = rows.length
    for (let i = 0; i < chunk.rowCount; i += 1) rows.push(new Array<Cell>(types.length))
    types.forEach((type, column) => {
      const vector = chunk.getColumnVector(column)
      const read = readers[column] as ItemReader
      for (let i = 0; i < chunk.rowCount; i += 1)
        (rows[first + i] as Cell[])[column] = fromDuckDB(read(vector, i), type)
    })
  }
  return rows
}
