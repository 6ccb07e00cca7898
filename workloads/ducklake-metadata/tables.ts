import type { Row, Spec } from './catalog.js'

/**
 * The metadata tables of DuckLake specification 1.0, in the order and with the constraints of
 * the client.
 */

/** A column as the client declares it; the constraint is part of the type's text. */
export type ColumnSpec = readonly [name: string, declaration: string]

/** Column order is the order of the positional INSERTs. */
export const METADATA_TABLES = {
  ducklake_metadata: [
    ['key', 'VARCHAR NOT NULL'],
    ['value', 'VARCHAR NOT NULL'],
    ['scope', 'VARCHAR'],
    ['scope_id', 'BIGINT'],
  ],
  ducklake_snapshot: [
    ['snapshot_id', 'BIGINT PRIMARY KEY'],
    ['snapshot_time', 'TIMESTAMPTZ'],
    ['schema_version', 'BIGINT'],
    ['next_catalog_id', 'BIGINT'],
    ['next_file_id', 'BIGINT'],
  ],
  ducklake_snapshot_changes: [
    ['snapshot_id', 'BIGINT PRIMARY KEY'],
    ['changes_made', 'VARCHAR'],
    ['author', 'VARCHAR'],
    ['commit_message', 'VARCHAR'],
    ['commit_extra_info', 'VARCHAR'],
  ],
  ducklake_schema: [
    ['schema_id', 'BIGINT PRIMARY KEY'],
    ['schema_uuid', 'UUID'],
    ['begin_snapshot', 'BIGINT'],
    ['end_snapshot', 'BIGINT'],
    ['schema_name', 'VARCHAR'],
    ['path', 'VARCHAR'],
    ['path_is_relative', 'BOOLEAN'],
  ],
  ducklake_table: [
    ['table_id', 'BIGINT'],
    ['table_uuid', 'UUID'],
    ['begin_snapshot', 'BIGINT'],
    ['end_snapshot', 'BIGINT'],
    ['schema_id', 'BIGINT'],
    ['table_name', 'VARCHAR'],
    ['path', 'VARCHAR'],
    ['path_is_relative', 'BOOLEAN'],
  ],
  ducklake_view: [
    ['view_id', 'BIGINT'],
    ['view_uuid', 'UUID'],
    ['begin_snapshot', 'BIGINT'],
    ['end_snapshot', 'BIGINT'],
    ['schema_id', 'BIGINT'],
    ['view_name', 'VARCHAR'],
    ['dialect', 'VARCHAR'],
    ['sql', 'VARCHAR'],
    ['column_aliases', 'VARCHAR'],
  ],
  ducklake_tag: [
    ['object_id', 'BIGINT'],
    ['begin_snapshot', 'BIGINT'],
    ['end_snapshot', 'BIGINT'],
    ['key', 'VARCHAR'],
    ['value', 'VARCHAR'],
  ],
  ducklake_column_tag: [
    ['table_id', 'BIGINT'],
    ['column_id', 'BIGINT'],
    ['begin_snapshot', 'BIGINT'],
    ['end_snapshot', 'BIGINT'],
    ['key', 'VARCHAR'],
    ['value', 'VARCHAR'],
  ],
  ducklake_data_file: [
    ['data_file_id', 'BIGINT PRIMARY KEY'],
    ['table_id', 'BIGINT'],
    ['begin_snapshot', 'BIGINT'],
    ['end_snapshot', 'BIGINT'],
    ['file_order', 'BIGINT'],
    ['path', 'VARCHAR'],
    ['path_is_relative', 'BOOLEAN'],
    ['file_format', 'VARCHAR'],
    ['record_count', 'BIGINT'],
    ['file_size_bytes', 'BIGINT'],
    ['footer_size', 'BIGINT'],
    ['row_id_start', 'BIGINT'],
    ['partition_id', 'BIGINT'],
    ['encryption_key', 'VARCHAR'],
    ['mapping_id', 'BIGINT'],
    ['partial_max', 'BIGINT'],
  ],
  ducklake_file_column_stats: [
    ['data_file_id', 'BIGINT'],
    ['table_id', 'BIGINT'],
    ['column_id', 'BIGINT'],
    ['column_size_bytes', 'BIGINT'],
    ['value_count', 'BIGINT'],
    ['null_count', 'BIGINT'],
    ['min_value', 'VARCHAR'],
    ['max_value', 'VARCHAR'],
    ['contains_nan', 'BOOLEAN'],
    ['extra_stats', 'VARCHAR'],
  ],
  ducklake_file_variant_stats: [
    ['data_file_id', 'BIGINT'],
    ['table_id', 'BIGINT'],
    ['column_id', 'BIGINT'],
    ['variant_path', 'VARCHAR'],
    ['shredded_type', 'VARCHAR'],
    ['column_size_bytes', 'BIGINT'],
    ['value_count', 'BIGINT'],
    ['null_count', 'BIGINT'],
    ['min_value', 'VARCHAR'],
    ['max_value', 'VARCHAR'],
    ['contains_nan', 'BOOLEAN'],
    ['extra_stats', 'VARCHAR'],
  ],
  ducklake_delete_file: [
    ['delete_file_id', 'BIGINT PRIMARY KEY'],
    ['table_id', 'BIGINT'],
    ['begin_snapshot', 'BIGINT'],
    ['end_snapshot', 'BIGINT'],
    ['data_file_id', 'BIGINT'],
    ['path', 'VARCHAR'],
    ['path_is_relative', 'BOOLEAN'],
    ['format', 'VARCHAR'],
    ['delete_count', 'BIGINT'],
    ['file_size_bytes', 'BIGINT'],
    ['footer_size', 'BIGINT'],
    ['encryption_key', 'VARCHAR'],
    ['partial_max', 'BIGINT'],
  ],
  ducklake_column: [
    ['column_id', 'BIGINT'],
    ['begin_snapshot', 'BIGINT'],
    ['end_snapshot', 'BIGINT'],
    ['table_id', 'BIGINT'],
    ['column_order', 'BIGINT'],
    ['column_name', 'VARCHAR'],
    ['column_type', 'VARCHAR'],
    ['initial_default', 'VARCHAR'],
    ['default_value', 'VARCHAR'],
    ['nulls_allowed', 'BOOLEAN'],
    ['parent_column', 'BIGINT'],
    ['default_value_type', 'VARCHAR'],
    ['default_value_dialect', 'VARCHAR'],
  ],
  ducklake_table_stats: [
    ['table_id', 'BIGINT'],
    ['record_count', 'BIGINT'],
    ['next_row_id', 'BIGINT'],
    ['file_size_bytes', 'BIGINT'],
  ],
  ducklake_table_column_stats: [
    ['table_id', 'BIGINT'],
    ['column_id', 'BIGINT'],
    ['contains_null', 'BOOLEAN'],
    ['contains_nan', 'BOOLEAN'],
    ['min_value', 'VARCHAR'],
    ['max_value', 'VARCHAR'],
    ['extra_stats', 'VARCHAR'],
  ],
  ducklake_partition_info: [
    ['partition_id', 'BIGINT'],
    ['table_id', 'BIGINT'],
    ['begin_snapshot', 'BIGINT'],
    ['end_snapshot', 'BIGINT'],
  ],
  ducklake_partition_column: [
    ['partition_id', 'BIGINT'],
    ['table_id', 'BIGINT'],
    ['partition_key_index', 'BIGINT'],
    ['column_id', 'BIGINT'],
    ['transform', 'VARCHAR'],
  ],
  ducklake_file_partition_value: [
    ['data_file_id', 'BIGINT'],
    ['table_id', 'BIGINT'],
    ['partition_key_index', 'BIGINT'],
    ['partition_value', 'VARCHAR'],
  ],
  ducklake_files_scheduled_for_deletion: [
    ['data_file_id', 'BIGINT'],
    ['path', 'VARCHAR'],
    ['path_is_relative', 'BOOLEAN'],
    ['schedule_start', 'TIMESTAMPTZ'],
  ],
  ducklake_inlined_data_tables: [
    ['table_id', 'BIGINT'],
    ['table_name', 'VARCHAR'],
    ['schema_version', 'BIGINT'],
  ],
  ducklake_column_mapping: [
    ['mapping_id', 'BIGINT'],
    ['table_id', 'BIGINT'],
    ['type', 'VARCHAR'],
  ],
  ducklake_name_mapping: [
    ['mapping_id', 'BIGINT'],
    ['column_id', 'BIGINT'],
    ['source_name', 'VARCHAR'],
    ['target_field_id', 'BIGINT'],
    ['parent_column', 'BIGINT'],
    ['is_partition', 'BOOLEAN'],
  ],
  ducklake_schema_versions: [
    ['begin_snapshot', 'BIGINT'],
    ['schema_version', 'BIGINT'],
    ['table_id', 'BIGINT'],
  ],
  ducklake_macro: [
    ['schema_id', 'BIGINT'],
    ['macro_id', 'BIGINT'],
    ['macro_name', 'VARCHAR'],
    ['begin_snapshot', 'BIGINT'],
    ['end_snapshot', 'BIGINT'],
  ],
  ducklake_macro_impl: [
    ['macro_id', 'BIGINT'],
    ['impl_id', 'BIGINT'],
    ['dialect', 'VARCHAR'],
    ['sql', 'VARCHAR'],
    ['type', 'VARCHAR'],
  ],
  ducklake_macro_parameters: [
    ['macro_id', 'BIGINT'],
    ['impl_id', 'BIGINT'],
    ['column_id', 'BIGINT'],
    ['parameter_name', 'VARCHAR'],
    ['parameter_type', 'VARCHAR'],
    ['default_value', 'VARCHAR'],
    ['default_value_type', 'VARCHAR'],
  ],
  ducklake_sort_info: [
    ['sort_id', 'BIGINT'],
    ['table_id', 'BIGINT'],
    ['begin_snapshot', 'BIGINT'],
    ['end_snapshot', 'BIGINT'],
  ],
  ducklake_sort_expression: [
    ['sort_id', 'BIGINT'],
    ['table_id', 'BIGINT'],
    ['sort_key_index', 'BIGINT'],
    ['expression', 'VARCHAR'],
    ['dialect', 'VARCHAR'],
    ['sort_direction', 'VARCHAR'],
    ['null_order', 'VARCHAR'],
  ],
} as const satisfies Record<string, readonly ColumnSpec[]>

export type MetadataTable = keyof typeof METADATA_TABLES

/** A column that specification 1.1 adds at the end of two tables. */
const ROW_GROUP_COUNT: ColumnSpec = ['row_group_count', 'BIGINT']

/** A table that specification 1.1 adds. */
export const VIEW_COLUMN_TAG = {
  table: 'ducklake_view_column_tag',
  columns: [
    ['view_id', 'BIGINT'],
    ['column_name', 'VARCHAR'],
    ['begin_snapshot', 'BIGINT'],
    ['end_snapshot', 'BIGINT'],
    ['key', 'VARCHAR'],
    ['value', 'VARCHAR'],
  ],
} as const satisfies { table: string; columns: readonly ColumnSpec[] }

/** The metadata tables of a specification with their columns, in the order of the client. */
export function tablesOf(spec: Spec): readonly (readonly [string, readonly ColumnSpec[]])[] {
  const tables = Object.entries<readonly ColumnSpec[]>(METADATA_TABLES)
  if (spec === '1.0') return tables
  const longer = tables.map(([table, columns]): [string, readonly ColumnSpec[]] => [
    table,
    HAVE_ROW_GROUPS.includes(table) ? [...columns, ROW_GROUP_COUNT] : columns,
  ])
  return [...longer, [VIEW_COLUMN_TAG.table, VIEW_COLUMN_TAG.columns]]
}

const HAVE_ROW_GROUPS = ['ducklake_data_file', 'ducklake_delete_file']

/**
 * The columns of a metadata table; undefined for the tables that the client makes while it runs.
 * A row of specification 1.1 has its own count of row groups.
 */
export function columnsOf(table: string, row?: Row): readonly ColumnSpec[] | undefined {
  if (!(table in METADATA_TABLES)) return undefined
  const columns = METADATA_TABLES[table as MetadataTable]
  return row && ROW_GROUP_COUNT[0] in row ? [...columns, ROW_GROUP_COUNT] : columns
}

/** What a row of a data or delete file says beside its columns of 1.0. */
export function rowGroups(spec: Spec): Row {
  return spec === '1.0' ? {} : { [ROW_GROUP_COUNT[0]]: 1 }
}

/** The type of a column without its constraint. */
export function typeOf(column: ColumnSpec): string {
  return column[1].replace(/ (NOT NULL|PRIMARY KEY)$/, '')
}
