import type { ColumnSpec } from './tables.js'
import { tablesOf } from './tables.js'

/** Tables that a lake of 0.1 has not, or that had another name there. */
const LATER_TABLES: ReadonlySet<string> = new Set([
  'ducklake_file_variant_stats',
  'ducklake_column_mapping',
  'ducklake_name_mapping',
  'ducklake_schema_versions',
  'ducklake_macro',
  'ducklake_macro_impl',
  'ducklake_macro_parameters',
  'ducklake_sort_info',
  'ducklake_sort_expression',
])

/** Columns that came after 0.1. */
const LATER_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  ducklake_metadata: ['scope', 'scope_id'],
  ducklake_snapshot_changes: ['author', 'commit_message', 'commit_extra_info'],
  ducklake_schema: ['path', 'path_is_relative'],
  ducklake_table: ['path', 'path_is_relative'],
  ducklake_data_file: ['mapping_id', 'partial_max'],
  ducklake_file_column_stats: ['extra_stats'],
  ducklake_delete_file: ['partial_max'],
  ducklake_column: ['default_value_type', 'default_value_dialect'],
  ducklake_table_column_stats: ['extra_stats'],
}

/** What 0.1 had and 1.0 has not: the snapshots of a merged file as text. */
const GONE: ColumnSpec = ['partial_file_info', 'VARCHAR']

/** The name that the statistics of files had in 0.1. */
const OLD_STATISTICS = 'ducklake_file_column_statistics'

/** The metadata tables of a lake of version 0.1. */
export function oldestTables(): readonly (readonly [string, readonly ColumnSpec[]])[] {
  return tablesOf('1.0')
    .filter(([table]) => !LATER_TABLES.has(table))
    .map(([table, columns]) => {
      const kept = columns.filter(([name]) => !LATER_COLUMNS[table]?.includes(name))
      if (table === 'ducklake_file_column_stats') return [OLD_STATISTICS, kept]
      return [table, table === 'ducklake_data_file' ? [...kept, GONE] : kept]
    })
}

/** Tables that a lake of 0.3 has not. */
const TABLES_OF_0_4: ReadonlySet<string> = new Set([
  'ducklake_file_variant_stats',
  'ducklake_macro',
  'ducklake_macro_impl',
  'ducklake_macro_parameters',
  'ducklake_sort_info',
  'ducklake_sort_expression',
])

/** Columns that came after 0.3. */
const COLUMNS_OF_0_4: Readonly<Record<string, readonly string[]>> = {
  ducklake_data_file: ['mapping_id', 'partial_max'],
  ducklake_delete_file: ['partial_max'],
  ducklake_column: ['default_value_type', 'default_value_dialect'],
  ducklake_schema_versions: ['table_id'],
}

/** The metadata tables of a lake of version 0.3. */
export function laterTables(): readonly (readonly [string, readonly ColumnSpec[]])[] {
  return tablesOf('1.0')
    .filter(([table]) => !TABLES_OF_0_4.has(table))
    .map(([table, columns]) => {
      const kept = columns.filter(([name]) => !COLUMNS_OF_0_4[table]?.includes(name))
      if (table !== 'ducklake_data_file') return [table, kept]
      return [table, [...kept, GONE, ['mapping_id', 'BIGINT']]]
    })
}

function version(number: string): string {
  return `UPDATE {M}.ducklake_metadata SET value = '${number}' WHERE key = 'version';`
}

function addColumns(table: string, columns: readonly string[]): string {
  return columns.map((column) => `ALTER TABLE {M}.${table} ADD COLUMN ${column};\n`).join('')
}

function created(...tables: readonly string[]): string {
  const all = new Map(tablesOf('1.0'))
  return tables
    .map((table) => {
      const columns = (all.get(table) ?? []).map(([name, type]) => `${name} ${type}`)
      return `CREATE TABLE {M}.${table}(${columns.join(', ')});\n`
    })
    .join('')
}

const TO_0_2 = `
${addColumns('ducklake_schema', ["path VARCHAR DEFAULT ''", 'path_is_relative BOOLEAN DEFAULT TRUE'])}\
${addColumns('ducklake_table', ["path VARCHAR DEFAULT ''", 'path_is_relative BOOLEAN DEFAULT TRUE'])}\
${addColumns('ducklake_metadata', ['scope VARCHAR', 'scope_id BIGINT'])}\
${addColumns('ducklake_data_file', ['mapping_id BIGINT'])}\
${created('ducklake_column_mapping')}\
CREATE TABLE {M}.ducklake_name_mapping(mapping_id BIGINT, column_id BIGINT, source_name VARCHAR, \
target_field_id BIGINT, parent_column BIGINT);
UPDATE {M}.ducklake_partition_column SET column_id = (SELECT LIST(column_id ORDER BY column_order) \
FROM {M}.ducklake_column WHERE table_id = ducklake_partition_column.table_id AND parent_column IS NULL \
AND end_snapshot IS NULL)[ducklake_partition_column.column_id + 1];
${version('0.2')}`

const CHANGES_COLUMNS = ['author', 'commit_message', 'commit_extra_info'].map(
  (name) => `${name} VARCHAR DEFAULT NULL`,
)

const TO_0_3 = `
${addColumns('ducklake_name_mapping', ['is_partition BOOLEAN DEFAULT false'])}\
${addColumns('ducklake_snapshot_changes', CHANGES_COLUMNS)}\
${version('0.3')}
CREATE TABLE {M}.ducklake_schema_versions(begin_snapshot BIGINT, schema_version BIGINT);
INSERT INTO {M}.ducklake_schema_versions SELECT * FROM (SELECT MIN(snapshot_id), schema_version \
FROM {M}.ducklake_snapshot GROUP BY schema_version ORDER BY schema_version) t;
ALTER TABLE {M}.${OLD_STATISTICS} RENAME TO ducklake_file_column_stats;
${addColumns('ducklake_file_column_stats', ['extra_stats VARCHAR DEFAULT NULL'])}\
${addColumns('ducklake_table_column_stats', ['extra_stats VARCHAR DEFAULT NULL'])}`

const MERGED = '__ducklake_partial_max_migration'

const TO_0_4 = `
${created('ducklake_macro', 'ducklake_macro_impl', 'ducklake_macro_parameters')}\
${addColumns('ducklake_column', ["default_value_type VARCHAR DEFAULT 'literal'"])}\
UPDATE {M}.ducklake_column SET default_value_type = 'literal' WHERE default_value_type IS NULL;
${addColumns('ducklake_column', ['default_value_dialect VARCHAR DEFAULT NULL'])}\
${created('ducklake_sort_info', 'ducklake_sort_expression', 'ducklake_file_variant_stats')}\
${addColumns('ducklake_schema_versions', ['table_id BIGINT'])}\
${addColumns('ducklake_data_file', ['partial_max BIGINT'])}\
${addColumns('ducklake_delete_file', ['partial_max BIGINT'])}\
CREATE TEMP TABLE ${MERGED} AS
SELECT data_file_id, TRY_CAST(regexp_extract(partial_file_info, 'partial_max:(\\d+)', 1) AS BIGINT) AS partial_max
FROM {M}.ducklake_data_file
WHERE partial_file_info IS NOT NULL AND partial_file_info LIKE '%partial_max:%';
ALTER TABLE {M}.ducklake_data_file DROP COLUMN partial_file_info;
UPDATE {M}.ducklake_data_file AS df
SET partial_max = m.partial_max
FROM ${MERGED} m
WHERE df.data_file_id = m.data_file_id;
DROP TABLE IF EXISTS ${MERGED};
${version('0.4')}`

const VERSIONS_BY_TABLE = `
INSERT INTO {M}.ducklake_schema_versions (table_id, begin_snapshot, schema_version)
SELECT t.table_id, sv.begin_snapshot, sv.schema_version
FROM {M}.ducklake_schema_versions sv
JOIN {M}.ducklake_table t
  ON sv.begin_snapshot BETWEEN t.begin_snapshot
                           AND COALESCE(t.end_snapshot, sv.begin_snapshot)
WHERE sv.table_id IS NULL;
`

const GLOBAL_VERSIONS = '\nDELETE FROM {M}.ducklake_schema_versions WHERE table_id IS NULL;\n'

/**
 * What a client of 1.0 says to a lake of 0.1, in one transaction: each text is one query of several
 * statements, and leads to the next version.
 */
export const MIGRATIONS: readonly string[] = [
  TO_0_2,
  TO_0_3,
  TO_0_4,
  VERSIONS_BY_TABLE,
  GLOBAL_VERSIONS,
  `\n${version('1.0')}\n`,
]

/** The same for a lake of 0.3. */
export const MIGRATIONS_FROM_0_3: readonly string[] = MIGRATIONS.slice(2)
