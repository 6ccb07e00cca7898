/** A query that several invariants share: all of a checkpoint are asked in one statement, so it is computed once. */
export interface Relation {
  readonly name: string
  /** Its columns, in the order of the query. */
  readonly columns: string
  readonly sql: string
}

/** A number, because an untyped NULL or 0 has another type in each of the two engines. */
const ZERO = 'CAST(0 AS BIGINT)'
const NOTHING = "CAST('' AS VARCHAR)"

/** `SELECT kind, id, part, key, b, e FROM table` for a table whose rows are versions. */
function versions(kind: string, table: string, of: { id: string; part?: string; key?: string }) {
  const { id, part = ZERO, key = NOTHING } = of
  return `SELECT '${kind}', ${id}, ${part}, ${key}, begin_snapshot, end_snapshot FROM {M}ducklake_${table}`
}

/** In the order in which one may use another. */
export const RELATIONS: readonly Relation[] = [
  {
    name: 'ge_newest',
    columns: 'snapshot_id, schema_version, next_catalog_id, next_file_id',
    sql: `SELECT snapshot_id, schema_version, next_catalog_id, next_file_id FROM {M}ducklake_snapshot
WHERE snapshot_id = (SELECT MAX(snapshot_id) FROM {M}ducklake_snapshot)`,
  },
  {
    name: 'ge_steps',
    columns:
      'snapshot_id, schema_version, next_catalog_id, next_file_id, v0, c0, f0, is_late, kinds',
    sql: `SELECT s.snapshot_id, s.schema_version, s.next_catalog_id, s.next_file_id,
LAG(s.schema_version) OVER (ORDER BY s.snapshot_id), LAG(s.next_catalog_id) OVER (ORDER BY s.snapshot_id),
LAG(s.next_file_id) OVER (ORDER BY s.snapshot_id),
s.snapshot_time < LAG(s.snapshot_time) OVER (ORDER BY s.snapshot_id),
concat(',', regexp_replace(c.changes_made, '"([^"]|"")*"', 'q', 'g'))
FROM {M}ducklake_snapshot s LEFT JOIN {M}ducklake_snapshot_changes c ON c.snapshot_id = s.snapshot_id`,
  },
  {
    name: 'ge_versions',
    columns: 'kind, id, part, key, b, e',
    sql: [
      versions('schema', 'schema', { id: 'schema_id' }),
      versions('table', 'table', { id: 'table_id' }),
      versions('view', 'view', { id: 'view_id' }),
      versions('macro', 'macro', { id: 'macro_id' }),
      versions('column', 'column', { id: 'table_id', part: 'column_id' }),
      versions('tag', 'tag', { id: 'object_id', key: 'key' }),
      versions('column tag', 'column_tag', { id: 'table_id', part: 'column_id', key: 'key' }),
      versions('partitioning of table', 'partition_info', { id: 'table_id' }),
      versions('sorting of table', 'sort_info', { id: 'table_id' }),
      versions('data file', 'data_file', { id: 'data_file_id' }),
      versions('delete file of data file', 'delete_file', { id: 'data_file_id' }),
    ].join('\nUNION ALL '),
  },
  {
    name: 'ge_objects',
    columns: 'kind, id, b',
    sql: [
      ['schema', 'schema', 'schema_id'],
      ['table', 'table', 'table_id'],
      ['view', 'view', 'view_id'],
      ['macro', 'macro', 'macro_id'],
      ['partitioning', 'partition_info', 'partition_id'],
      ['sorting', 'sort_info', 'sort_id'],
    ]
      .map(
        ([kind, table, id]) =>
          `SELECT '${kind}', ${id}, MIN(begin_snapshot) FROM {M}ducklake_${table} GROUP BY ${id}`,
      )
      .join('\nUNION ALL '),
  },
  {
    name: 'ge_files',
    columns: 'kind, id, b',
    sql: `SELECT 'data file', data_file_id, begin_snapshot FROM {M}ducklake_data_file
UNION ALL SELECT 'delete file', delete_file_id, begin_snapshot FROM {M}ducklake_delete_file
UNION ALL SELECT 'mapping', mapping_id, CAST(NULL AS BIGINT) FROM {M}ducklake_column_mapping`,
  },
  {
    name: 'ge_lives',
    columns: 'table_id, b, e',
    sql: `SELECT table_id, MIN(begin_snapshot),
CASE WHEN COUNT(*) > COUNT(end_snapshot) THEN NULL ELSE MAX(end_snapshot) END
FROM {M}ducklake_table GROUP BY table_id`,
  },
  {
    name: 'ge_names',
    columns: 'space, holder, part, name, b, e',
    sql: `SELECT 'schema', ${ZERO}, ${ZERO}, lower(schema_name), begin_snapshot, end_snapshot FROM {M}ducklake_schema
UNION ALL SELECT 'table or view', schema_id, ${ZERO}, lower(table_name), begin_snapshot, end_snapshot FROM {M}ducklake_table
UNION ALL SELECT 'table or view', schema_id, ${ZERO}, lower(view_name), begin_snapshot, end_snapshot FROM {M}ducklake_view
UNION ALL SELECT 'column', table_id, COALESCE(parent_column, -1), lower(column_name), begin_snapshot, end_snapshot
FROM {M}ducklake_column
UNION ALL SELECT concat(i.type, ' macro'), m.schema_id, ${ZERO}, lower(m.macro_name), m.begin_snapshot, m.end_snapshot
FROM {M}ducklake_macro m JOIN (SELECT macro_id, MIN(type) AS type FROM {M}ducklake_macro_impl GROUP BY macro_id) i
ON i.macro_id = m.macro_id`,
  },
]

/** `WITH ...` for the relations that a text uses, those that they use included; empty where it uses none. */
export function withRelations(text: string): string {
  const used = RELATIONS.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(text))
  if (used.length === 0) return ''
  return `WITH ${used.map(({ name, columns, sql }) => `${name}(${columns}) AS (${sql})`).join(',\n')}\n`
}
