import {
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  StatementType,
} from '@duckdb/node-api'

/**
 * Prepares one statement of a text; the caller destroys it (node-api keeps it otherwise). Undefined for one that cannot be
 * prepared at all: DuckDB turns an ALTER TABLE with a computed default, and a PIVOT inside of anything but a query, into
 * several statements that are a transaction of their own. A PIVOT that is a query becomes one statement that makes a
 * temporary type and one that needs it: the first is executed here, as embedded clients do, too.
 */
export async function prepareStatement(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement | undefined> {
  const statements = await connection.extractStatements(sql)
  let prepared = await statements.prepare(0)
  if (statements.count > 1 && OPENS.has(prepared.statementType)) {
    prepared.destroySync()
    return undefined
  }
  for (let index = 1; index < statements.count; index += 1) {
    try {
      await prepared.run()
    } finally {
      prepared.destroySync()
    }
    prepared = await statements.prepare(index)
  }
  return prepared
}

/** DuckDB's own words for a statement that has parameters and cannot be prepared. */
export const NOT_PREPARED = 'Invalid Input Error: Cannot prepare multiple statements at once!'

/** What DuckDB puts around several statements that it made of one: a BEGIN, or a setting inside of a transaction. */
const OPENS = new Set([StatementType.TRANSACTION, StatementType.SET])
