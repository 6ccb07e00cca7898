import { type Catalog, liveOf, num, type Row, rowsOf, text } from '../catalog.js'
import { boundsOf, lakeType } from '../column-types.js'
import type { Scalar } from '../columns.js'
import { type Draft, insert } from '../draft.js'
import { encryptionKey } from '../encryption.js'
import { mergeTableStats } from '../table-stats.js'
import { rowGroups } from '../tables.js'
import { uuid } from '../value.js'

const RECORDS_MAX = 100
const BYTES_PER_RECORD = 11

/** Data files for one table, with their column statistics and the statistics of the table. */
export function addFiles(
  draft: Draft,
  added: {
    readonly tableId: number
    readonly columns: readonly Row[]
    readonly value: number
    readonly fileCount: number
    /** What files that the client has not written have that is their own: path and mapping. */
    readonly external?: Row
  },
): void {
  const { tableId, columns, value } = added
  const scalars = columns.flatMap(withType)
  const files = Array.from({ length: added.fileCount }, (_, i) => i)
  const recordCount = 1 + (value % RECORDS_MAX)
  const firstRowId = nextRowId(draft.base, tableId)
  const partition = livePartition(draft.base, tableId)
  const dataFiles = files.map((i) => ({
    ...newDataFile(draft, { tableId, recordCount }),
    row_id_start: firstRowId + i * recordCount,
    partition_id: partition ? num(partition, 'partition_id') : null,
    ...added.external,
  }))
  const stats = dataFiles.flatMap((file, i) =>
    scalars.map((column) => statsRow(file, column, value + i)),
  )
  mergeTableStats(draft, { tableId, scalars, dataFiles, stats })
  insert(draft, 'data', { table: 'ducklake_data_file', rows: dataFiles })
  insert(draft, 'data', { table: 'ducklake_file_column_stats', rows: stats })
  const values = dataFiles.flatMap((file) => partitionValues(draft.base, file, value))
  insert(draft, 'data', { table: 'ducklake_file_partition_value', rows: values })
  const variants = dataFiles.flatMap((file) => columns.flatMap((row) => variantStats(file, row)))
  insert(draft, 'data', { table: 'ducklake_file_variant_stats', rows: variants })
  draft.changes.push({ kind: 'inserted_into_table', id: tableId })
}

function withType(row: Row): readonly Scalar[] {
  const type = lakeType(text(row, 'column_type'))
  return type ? [{ row, type }] : []
}

/** The first row id that new rows of a table get. */
export function nextRowId(catalog: Catalog, tableId: number): number {
  const stats = rowsOf(catalog, 'ducklake_table_stats').find((row) => row.table_id === tableId)
  return stats ? num(stats, 'next_row_id') : 0
}

/** A new Parquet file of the client's own, with the next file id; its rows have no row ids yet. */
export function newDataFile(
  draft: Draft,
  file: { readonly tableId: number; readonly recordCount: number },
) {
  const id = draft.nextFileId++
  const position = id - draft.base.nextFileId + 1
  return {
    data_file_id: id,
    table_id: file.tableId,
    begin_snapshot: draft.snapshotId,
    end_snapshot: null,
    file_order: null,
    path: `ducklake-${uuid(draft.operation, position)}.parquet`,
    path_is_relative: true,
    file_format: 'parquet',
    record_count: file.recordCount,
    file_size_bytes: 300 + file.recordCount * BYTES_PER_RECORD,
    footer_size: 225,
    row_id_start: null,
    partition_id: null,
    encryption_key: encryptionKey(draft.base, id),
    mapping_id: null,
    partial_max: null,
    ...rowGroups(draft.base.spec),
  } satisfies Row
}

/**
 * The live partitioning of a table that has keys; undefined for none and for one that was reset.
 */
export function livePartition(catalog: Catalog, tableId: number): Row | undefined {
  const info = liveOf(catalog, 'ducklake_partition_info', tableId)[0]
  return info && keysOf(catalog, info).length > 0 ? info : undefined
}

function keysOf(catalog: Catalog, info: Row): readonly Row[] {
  const rows = rowsOf(catalog, 'ducklake_partition_column')
  return rows.filter((row) => row.partition_id === info.partition_id)
}

function partitionValues(catalog: Catalog, file: Row, value: number): readonly Row[] {
  const partition = livePartition(catalog, num(file, 'table_id'))
  if (!partition) return []
  return keysOf(catalog, partition).map((key) => ({
    data_file_id: num(file, 'data_file_id'),
    table_id: num(file, 'table_id'),
    partition_key_index: num(key, 'partition_key_index'),
    partition_value: String(value % 4),
  }))
}

/**
 * A file in eight has only NULLs in its nullable columns, one in eight a NaN in its
 * floating-point columns.
 */
function statsRow(file: Row, column: Scalar, value: number): Row {
  const records = num(file, 'record_count')
  const { type } = column
  const onlyNulls = column.row.nulls_allowed === true && value % 8 === 5
  const nan = type.hasNan && value % 8 === 3
  const known = !(onlyNulls || nan || type.uncounted)
  const bounds = known ? boundsOf(type, value, value + records) : undefined
  return {
    data_file_id: num(file, 'data_file_id'),
    table_id: num(file, 'table_id'),
    column_id: num(column.row, 'column_id'),
    column_size_bytes: type.uncounted ? 0 : 27 + records,
    value_count: onlyNulls || type.uncounted ? 0 : records,
    null_count: onlyNulls && !type.uncounted ? records : 0,
    min_value: bounds?.min ?? null,
    max_value: bounds?.max ?? null,
    contains_nan: type.hasNan ? nan : null,
    extra_stats: null,
  }
}

/** What is known of the fields that the writer of a VARIANT column found in it. */
function variantStats(file: Row, column: Row): readonly Row[] {
  if (column.column_type !== 'variant') return []
  const records = num(file, 'record_count')
  return (['int64', 'varchar'] as const).map((type) => ({
    data_file_id: num(file, 'data_file_id'),
    table_id: num(file, 'table_id'),
    column_id: num(column, 'column_id'),
    variant_path: type === 'int64' ? '"id"' : '"name"',
    shredded_type: type,
    column_size_bytes: 31 + records,
    value_count: records,
    null_count: 0,
    min_value: type === 'int64' ? '1' : 'a',
    max_value: type === 'int64' ? String(records) : "z'",
    contains_nan: null,
    extra_stats: null,
  }))
}
