import type { Profile } from '../../model/profile.js'
import { quoteString } from '../../sql/identifiers.js'

/**
 * A query for the schemas and databases of a name: the name itself, and those that continue it after `_`. Each row is the
 * verb that removes one, and its name. For a prefix that ends in `_`, all that start with it.
 */
export function leftoversQuery(profile: Profile, prefix: string): string {
  const start = prefix.endsWith('_') ? prefix : `${prefix}_`
  // substr instead of starts_with or LIKE: every dialect has it, and `_` is a letter to it.
  const isOurs = (column: string) =>
    `(${column} = ${quoteString(prefix)} OR substr(${column}, 1, ${start.length}) = ${quoteString(start)})`
  if (!profile.capabilities.has('duckdb-catalog'))
    return `SELECT 'DROP SCHEMA', schema_name FROM information_schema.schemata WHERE ${isOurs('schema_name')}`
  return `SELECT 'DETACH', database_name FROM duckdb_databases() WHERE ${isOurs('database_name')}
UNION ALL
SELECT 'DROP SCHEMA', schema_name FROM duckdb_schemas()
WHERE ${isOurs('schema_name')} AND NOT ${isOurs('database_name')}`
}
