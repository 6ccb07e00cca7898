import type { DuckDBConnection } from '@duckdb/node-api'
import { assert } from '../../model/errors.js'
import { splitStatements } from '../../sql/split.js'

/**
 * The texts of the statements in `sql`. Node-api tells only how many there are, so the texts come from our lexer and are
 * checked against DuckDB's count. A syntax error anywhere in the text is an error before anything is executed.
 */
export async function splitChecked(
  connection: DuckDBConnection,
  sql: string,
): Promise<readonly string[]> {
  const texts = splitStatements(sql).map(({ text }) => text)
  if (texts.length === 0) return []
  const count = (await connection.extractStatements(sql)).count
  if (count === texts.length) return texts
  // A PIVOT counts as several.
  let sum = 0
  for (const text of texts) sum += (await connection.extractStatements(text)).count
  assert(sum === count, `the text has ${count} statements for DuckDB and ${sum} for our lexer`)
  return texts
}
