import { type Comparison, quoteString, type Step } from '../../../src/index.js'
import { say } from './saying.js'

const COLUMNS = `pg_namespace.oid AS namespace_id, relname, relpages, attname,
    pg_type.typname type_name, atttypmod type_modifier, pg_attribute.attndims ndim,
    attnum, pg_attribute.attnotnull AS notnull, NULL constraint_id,
    NULL constraint_type, NULL constraint_key, type_ns.nspname AS type_schema,
    col_desc.description AS column_comment,
    tbl_desc.description AS table_comment`

/** What the client asks PostgreSQL's catalog before it uses a table that it has not seen: its columns and its keys. */
export function lookupOf(session: string, table: string): Step {
  const where = `pg_namespace.nspname IN ('\${schema:lake}') AND relname=${quoteString(table)}`
  const postgres = `
SELECT ${COLUMNS}
FROM pg_class
JOIN pg_namespace ON relnamespace = pg_namespace.oid
JOIN pg_attribute ON pg_class.oid=pg_attribute.attrelid
JOIN pg_type ON atttypid=pg_type.oid
JOIN pg_namespace type_ns ON pg_type.typnamespace = type_ns.oid
LEFT JOIN pg_description col_desc ON col_desc.objoid=pg_class.oid AND col_desc.objsubid=pg_attribute.attnum
LEFT JOIN pg_description tbl_desc ON tbl_desc.objoid=pg_class.oid AND tbl_desc.objsubid=0
WHERE attnum > 0 AND relkind IN ('r', 'v', 'm', 'f', 'p') AND ${where}
UNION ALL
SELECT pg_namespace.oid AS namespace_id, relname, NULL relpages, NULL attname, NULL type_name,
    NULL type_modifier, NULL ndim, NULL attnum, NULL AS notnull,
    pg_constraint.oid AS constraint_id, contype AS constraint_type,
    conkey AS constraint_key, NULL AS type_schema,
    NULL AS column_comment, NULL AS table_comment
FROM pg_class
JOIN pg_namespace ON relnamespace = pg_namespace.oid
JOIN pg_constraint ON (pg_class.oid=pg_constraint.conrelid)
WHERE relkind IN ('r', 'v', 'm', 'f', 'p') AND contype IN ('p', 'u') AND ${where}
ORDER BY namespace_id, relname, attnum, constraint_id;
`
  return say(session, { sql: inDuckDB(table), postgres }, { compare: LOOKUP })
}

/** The names and numbers of columns, which of them may be NULL, and the columns of keys; from DuckDB's own catalog. */
function inDuckDB(table: string): string {
  const where = `schema_name = '\${schema:lake}' AND table_name = ${quoteString(table)}`
  return `
SELECT 0::UINTEGER AS namespace_id, table_name AS relname, 0 AS relpages, column_name AS attname,
    data_type AS type_name, -1 AS type_modifier, 0::UTINYINT AS ndim,
    column_index::SMALLINT AS attnum, NOT is_nullable AS notnull, 0::UINTEGER AS constraint_id,
    NULL::VARCHAR AS constraint_type, NULL::SMALLINT[] AS constraint_key, '' AS type_schema,
    NULL::VARCHAR AS column_comment, NULL::VARCHAR AS table_comment
FROM duckdb_columns() WHERE ${where}
UNION ALL
SELECT 0::UINTEGER, table_name, 0, NULL, NULL, -1, 0::UTINYINT, NULL, NULL, 0::UINTEGER, 'p',
    list_transform(constraint_column_indexes, i -> (i + 1)::SMALLINT), '', NULL, NULL
FROM duckdb_constraints() WHERE ${where} AND constraint_type = 'PRIMARY KEY'
ORDER BY namespace_id, relname, attnum NULLS LAST
`
}

/** What only PostgreSQL has: its numbers of objects, the places in its files, the names of its types. */
const OWN_TO_POSTGRES = [0, 2, 4, 5, 6, 9, 12]

const LOOKUP: Comparison = {
  rows: 'ordered',
  because:
    'one table, in the order of its columns; numbers of objects and names of types are its own',
  columns: OWN_TO_POSTGRES.map((index) => ({ index, rule: 'any' })),
}
