import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api'

/**
 * Prepares one statement of a text; the caller destroys it (node-api keeps it otherwise). DuckDB turns a PIVOT into
 * several statements and refuses to prepare those together: all but the last are executed first, which makes the
 * temporary type that the last one needs. That is what embedded clients do, too.
 */
export async function prepareStatement(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  const statements = await connection.extractStatements(sql)
  for (let index = 0; index < statements.count - 1; index += 1) {
    const prepared = await statements.prepare(index)
    try {
      await prepared.run()
    } finally {
      prepared.destroySync()
    }
  }
  return statements.prepare(statements.count - 1)
}
