import type { Comparison } from '../../model/statement.js'

/** Catalogs that list what everybody has made, the server's own state, or its numbers for things. */
const CATALOG =
  /\b(?:information_schema\s*\.|pg_catalog\s*\.|pg_\w+|sqlite_(?:master|schema)|duckdb_(?:databases|schemas|tables|views|columns|constraints|indexes|sequences|types|functions|dependencies|settings|memory|temporary_files|secrets|extensions|logs|log_contexts|connections|prepared_statements)\s*\(|pragma_(?:database_list|database_size|metadata_info|platform|user_agent)\b)/i
const SHOWS =
  /^\s*(?:(?:show|describe)\s+(?:all\s+tables|databases|schemas)|pragma\s+(?:database_list|database_size|show_databases|show_tables_expanded|platform|user_agent|version))\b/i

/**
 * How a statement is compared that asks about the whole endpoint: others have things there too. One
 * that names a thing of its own is compared as any other. Undefined for those.
 */
export function aboutEndpoint(sql: string): Comparison | undefined {
  if (sql.includes('${') || !(SHOWS.test(sql) || CATALOG.test(sql))) return undefined
  return { rows: 'none', because: 'it asks about the whole endpoint, where others have things too' }
}
