import type { Outcome, Row } from '../model/outcome.js'
import type { StateReport, StateUnavailable } from '../model/state.js'
import { quoteIdentifier, quoteString } from '../sql/identifiers.js'

/** An object of the catalog with everything that defines it in one text. */
export interface CatalogEntry {
  readonly kind: string
  readonly database: string
  readonly schema: string
  readonly name: string
  readonly definition: string
}

/** Which rows of a catalog function belong to a scope: its schemas and its databases. */
function inScope(schema: string): string {
  const prefix = quoteString(`${schema}_`)
  return `(schema_name = ${quoteString(schema)} OR starts_with(schema_name, ${prefix}) OR starts_with(database_name, ${prefix}))`
}

/**
 * One query for every object that a plan made in its scope, by DuckDB's catalog functions: kind, database, schema, name
 * and definition. No oids, no paths, no estimates; views by their text, because their columns are bound lazily.
 */
export function catalogQuery(schema: string): string {
  const where = `WHERE ${inScope(schema)}`
  return `
SELECT 'database', database_name, '', database_name, 'readonly=' || readonly::VARCHAR
FROM duckdb_databases() WHERE starts_with(database_name, ${quoteString(`${schema}_`)})
UNION ALL
SELECT 'schema', database_name, schema_name, schema_name, coalesce(comment::VARCHAR, '')
FROM duckdb_schemas() ${where} AND NOT internal
UNION ALL
SELECT 'table', database_name, schema_name, table_name,
  concat_ws(' ', 'temporary=' || temporary::VARCHAR, 'comment=' || comment::VARCHAR)
FROM duckdb_tables() ${where} AND NOT internal
UNION ALL
SELECT 'columns', database_name, schema_name, table_name,
  string_agg(concat_ws(' ', '"' || column_name || '"', data_type,
    CASE WHEN is_nullable THEN 'NULL' ELSE 'NOT NULL' END,
    'DEFAULT ' || column_default, 'COMMENT ' || comment::VARCHAR), ', ' ORDER BY column_index)
FROM duckdb_columns() ${where} AND NOT internal
GROUP BY ALL
UNION ALL
SELECT 'constraints', database_name, schema_name, table_name, string_agg(text, ', ' ORDER BY text)
FROM (SELECT database_name, schema_name, table_name,
    concat_ws(' ', constraint_type, constraint_column_names::VARCHAR, constraint_text,
      referenced_table, referenced_column_names::VARCHAR) AS text
  FROM duckdb_constraints() ${where})
GROUP BY ALL
UNION ALL
SELECT 'view', database_name, schema_name, view_name, concat_ws(' ', sql, 'comment=' || comment::VARCHAR)
FROM duckdb_views() ${where} AND NOT internal
UNION ALL
SELECT 'index', database_name, schema_name, index_name,
  concat_ws(' ', 'unique=' || is_unique::VARCHAR, table_name, expressions::VARCHAR, sql)
FROM duckdb_indexes() ${where}
UNION ALL
SELECT 'sequence', database_name, schema_name, sequence_name,
  concat_ws(' ', start_value, min_value, max_value, increment_by, cycle::VARCHAR)
FROM duckdb_sequences() ${where}
UNION ALL
SELECT 'sequence value', database_name, schema_name, sequence_name, coalesce(last_value::VARCHAR, 'unused')
FROM duckdb_sequences() ${where}
UNION ALL
SELECT 'type', database_name, schema_name, type_name, concat_ws(' ', logical_type, labels::VARCHAR)
FROM duckdb_types() ${where} AND NOT internal`
}

/** Listing functions takes longer than all the rest of the catalog, so macros are asked for only where there may be some. */
function macroQuery(schema: string): string {
  return `
UNION ALL
SELECT 'macro', database_name, schema_name, function_name,
  string_agg(concat_ws(' ', function_type, parameters::VARCHAR, macro_definition), '; '
    ORDER BY parameters::VARCHAR)
FROM duckdb_functions() WHERE ${inScope(schema)}
  AND NOT internal AND function_type IN ('macro', 'table_macro')
GROUP BY ALL`
}

/**
 * One query for the contents of all tables: per table its number, count and a digest that does not depend on the order
 * of rows. It is exact where hash() is not (-0, 1 month against 30 days): MD5 of each row's text, summed as two halves.
 */
export function contentsQuery(tables: readonly CatalogEntry[]): string {
  return tables
    .map(
      ({ database, schema, name }, i) => `
SELECT '${i}', count(*)::VARCHAR, concat_ws(':', sum(md5_number_lower(text)), sum(md5_number_upper(text)))
FROM (SELECT (goldeneye_row)::VARCHAR AS text
  FROM ${quoteIdentifier(database)}.${quoteIdentifier(schema)}.${quoteIdentifier(name)} AS goldeneye_row)`,
    )
    .join('\nUNION ALL')
}

/** Runs one statement of this program's own; what the endpoint says is the outcome. */
export type RunQuery = (sql: string) => Promise<Outcome>

/** What the state is asked of. */
export interface StateScope {
  readonly schema: string
  /** Whether a statement of the plan may have made a macro; the same for the reference and the subject. */
  readonly mayHaveMacros: boolean
}

/** The state of a scope on one node: two queries, none of them changes anything. */
export async function readState(
  node: string,
  { schema, mayHaveMacros }: StateScope,
  run: RunQuery,
): Promise<StateReport | StateUnavailable> {
  const catalog = await run(catalogQuery(schema) + (mayHaveMacros ? macroQuery(schema) : ''))
  if (catalog.kind !== 'rows') return unavailable(node, 'the catalog could not be read', catalog)
  const all = catalog.rows.map(catalogEntry)
  const tables = all.filter((entry) => entry.kind === 'table')
  const entries = withoutViewColumns(all, tables)
  if (tables.length === 0) return report(node, schema, entries, [])
  const contents = await run(contentsQuery(tables))
  if (contents.kind !== 'rows') return unavailable(node, 'the tables could not be read', contents)
  const rows = contents.rows.map(([index, count, digest]) => ({
    ...(tables[Number(index)] as CatalogEntry),
    kind: 'rows',
    definition: `${count} rows ${digest}`,
  }))
  return report(node, schema, entries, rows)
}

/** A view's columns are those of its text, and a node knows them only once it was used. */
function withoutViewColumns(
  entries: readonly CatalogEntry[],
  tables: readonly CatalogEntry[],
): readonly CatalogEntry[] {
  const place = ({ database, schema, name }: CatalogEntry) =>
    JSON.stringify([database, schema, name])
  const places = new Set(tables.map(place))
  return entries.filter((entry) => entry.kind !== 'columns' || places.has(place(entry)))
}

function catalogEntry([kind, database, schema, name, definition]: Row): CatalogEntry {
  return {
    kind: kind ?? '',
    database: database ?? '',
    schema: schema ?? '',
    name: name ?? '',
    definition: definition ?? '',
  }
}

function report(
  node: string,
  schema: string,
  entries: readonly CatalogEntry[],
  contents: readonly CatalogEntry[],
): StateReport {
  const objects = new Map<string, string>()
  for (const entry of [...entries, ...contents].sort(byKindAndName))
    objects.set(objectKey(schema, entry), entry.definition)
  return { node, kind: 'state', objects }
}

function byKindAndName(a: CatalogEntry, b: CatalogEntry): number {
  const [left, right] = [a, b].map((e) => JSON.stringify([e.kind, e.database, e.schema, e.name]))
  return (left as string) < (right as string) ? -1 : left === right ? 0 : 1
}

/**
 * `table:${schema}.t`, `table:${db:lake}.main.t`: the scope's names as placeholders, so that keys are the same in every
 * run, and without the main database, whose name differs between targets.
 */
function objectKey(scope: string, { kind, database, schema, name }: CatalogEntry): string {
  const db = database.startsWith(`${scope}_`) ? `\${db:${database.slice(scope.length + 1)}}` : ''
  const inSchema = schema.startsWith(`${scope}_`)
    ? `\${schema:${schema.slice(scope.length + 1)}}`
    : schema === scope
      ? '${schema}'
      : schema
  const object = kind === 'database' || kind === 'schema' ? '' : name
  return `${kind}:${[db, inSchema, object].filter((part) => part !== '').join('.')}`
}

function unavailable(node: string, what: string, outcome: Outcome): StateUnavailable {
  const why = whyOf(outcome)
  return { node, kind: 'unavailable', reason: `${what}: ${why.split('\n')[0]}`, outcome }
}

function whyOf(outcome: Outcome): string {
  if (outcome.kind === 'error') return outcome.message
  if (outcome.kind === 'violation') return outcome.what
  return outcome.kind === 'unknown' ? outcome.detail : ''
}
