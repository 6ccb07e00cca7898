import { type Catalog, liveOf, num, type Row, rowsOf, text } from '../catalog.js'
import { type LakeType, lakeType } from '../column-types.js'
import type { Scalar } from '../columns.js'
import { type Draft, insert } from '../draft.js'
import { mergeTableStats } from '../table-stats.js'
import { uuid } from '../value.js'

const RECORDS_MAX = 100
const BYTES_PER_RECORD = 11

/** Data files for one table, with their column statistics and the statistics of the table. */
export function addFiles(
  draft: Draft,
  added: { tableId: number; columns: readonly Row[]; value: number; fileCount: number },
): void {
  const { tableId, columns, value } = added
  const scalars = columns.flatMap(withType)
  const files = Array.from({ length: added.fileCount }, (_, i) => i)
  const recordCount = 1 + (value % RECORDS_MAX)
  const firstRowId = nextRowId(draft.base, tableId)
  const dataFiles = files.map((i) =>
    dataFileRow(draft, { tableId, recordCount, rowIdStart: firstRowId + i * recordCount, value }),
  )
  const stats = dataFiles.flatMap((file, i) =>
    scalars.map((column) => statsRow(file, column, value + i)),
  )
  mergeTableStats(draft, { tableId, scalars, dataFiles, stats })
  insert(draft, 'data', { table: 'ducklake_data_file', rows: dataFiles })
  insert(draft, 'data', { table: 'ducklake_file_column_stats', rows: stats })
  const values = dataFiles.flatMap((file) => partitionValues(draft.base, file, value))
  insert(draft, 'data', { table: 'ducklake_file_partition_value', rows: values })
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

function dataFileRow(
  draft: Draft,
  file: { tableId: number; recordCount: number; rowIdStart: number; value: number },
): Row {
  const id = draft.nextFileId++
  const partition = livePartition(draft.base, file.tableId)
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
    row_id_start: file.rowIdStart,
    partition_id: partition ? num(partition, 'partition_id') : null,
    encryption_key: null,
    mapping_id: null,
    partial_max: null,
  }
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
  const onlyNulls = column.row.nulls_allowed === true && value % 8 === 5
  const nan = column.type.hasNan && value % 8 === 3
  const bounds = onlyNulls || nan ? undefined : boundsOf(column.type, value, records)
  return {
    data_file_id: num(file, 'data_file_id'),
    table_id: num(file, 'table_id'),
    column_id: num(column.row, 'column_id'),
    column_size_bytes: 27 + records,
    value_count: onlyNulls ? 0 : records,
    null_count: onlyNulls ? records : 0,
    min_value: bounds?.min ?? null,
    max_value: bounds?.max ?? null,
    contains_nan: column.type.hasNan ? nan : null,
    extra_stats: null,
  }
}

function boundsOf(type: LakeType, value: number, records: number) {
  return { min: type.statistic(value), max: type.statistic(value + records) }
}
