import { type Catalog, liveRows, num, text } from '../catalog.js'
import {
  hasInlinedDeletes,
  inlinedDeleteTable,
  inlinedTablesOf,
  systemColumns,
} from '../inlining.js'
import { choose } from '../operation.js'
import { BAG, ONE_ROW, type Read, type Reader, visible } from '../read.js'

/** The statistics of a table and its columns. */
export function tableStats(tableId: number): Read {
  return {
    sql: `
SELECT table_id, column_id, record_count, next_row_id, file_size_bytes, contains_null, contains_nan, \
min_value, max_value, extra_stats
FROM {M}.ducklake_table_stats
LEFT JOIN {M}.ducklake_table_column_stats USING (table_id)
WHERE table_id = ${tableId}  AND record_count IS NOT NULL AND file_size_bytes IS NOT NULL
ORDER BY table_id;`,
    compare: BAG,
    features: ['table-stats'],
  }
}

/** See tableStats. */
export const anyTableStats: Reader = (catalog, { target }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  return table ? [tableStats(num(table, 'table_id'))] : []
}

/** Is there a table of deleted positions? The client takes any error for "no". */
export function probeInlinedDeletes(catalog: Catalog, tableId: number): Read {
  const exists = hasInlinedDeletes(catalog, tableId)
  return {
    sql: `SELECT NULL AS ge_probe FROM {M}.${inlinedDeleteTable(tableId)} LIMIT 1`,
    compare: { rows: 'count', because: 'the type of a bare NULL is not determined' },
    expect: exists ? 'ok' : 'catalog',
    features: [exists ? 'inlined-deletes-probed' : 'inlined-deletes-absent'],
  }
}

/** COUNT(*) of a table without a scan, at the newest or an older version. */
export const countFromMetadata: Reader = (catalog, { target, value }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  if (!table) return []
  const tableId = num(table, 'table_id')
  const version = value % 3 === 0 ? value % (catalog.snapshotId + 1) : catalog.snapshotId
  const count: Read = {
    sql: countText(catalog, tableId, version),
    compare: ONE_ROW,
    expect: 'ok',
    features: ['count-from-metadata'],
  }
  const inlined = inlinedTablesOf(catalog, tableId).map((row) => ({
    sql: `
SELECT COUNT(*) AS ge_count
FROM {M}.${text(row, 'table_name')}
WHERE ${visible(version, '', systemColumns(catalog.spec))}`,
    compare: ONE_ROW,
    features: ['count-inlined'],
  }))
  return [probeInlinedDeletes(catalog, tableId), count, ...inlined]
}

function countText(catalog: Catalog, tableId: number, version: number): string {
  const live = visible(version, 'data.')
  const inlined = hasInlinedDeletes(catalog, tableId)
    ? `COALESCE((SELECT COUNT(*) FROM {M}.${inlinedDeleteTable(tableId)} del
            JOIN {M}.ducklake_data_file data ON del.file_id = data.data_file_id
            WHERE del.begin_snapshot <= ${version} AND data.table_id = ${tableId} AND ${live}), 0)`
    : '0'
  return `
SELECT
  COALESCE((SELECT SUM(record_count) FROM {M}.ducklake_data_file
            WHERE table_id = ${tableId} AND ${visible(version)}), 0)
  -
  COALESCE((SELECT SUM(del.delete_count) FROM {M}.ducklake_delete_file del
            JOIN {M}.ducklake_data_file data ON del.data_file_id = data.data_file_id
            WHERE del.table_id = ${tableId} AND ${visible(version, 'del.')} AND ${live}), 0)
  -
  ${inlined} AS ge_count`
}
