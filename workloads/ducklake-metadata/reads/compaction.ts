import { type Catalog, liveOf } from '../catalog.js'
import { fileColumns } from '../encryption.js'
import { hasInlinedDeletes, inlinedDeleteTable } from '../inlining.js'
import { idList } from '../operation.js'
import { BAG, ORDERED, type Read, visible } from '../read.js'
import { probeInlinedDeletes } from './table-reads.js'

/** What a compaction looks for: small files to merge, or files with deleted rows to rewrite. */
export type Compaction = 'merge' | 'rewrite'

const SMALL_BYTES = [536_870_912, 10_000_000] as const

const features = ['compaction-candidates']

/**
 * The live files of a table with their schema version, partition values and delete files, in the
 * order in which their rows came. Ties are files of one commit, which differ by their row ids.
 */
export function compactionCandidates(
  catalog: Catalog,
  tableId: number,
  compaction: Compaction,
): readonly Read[] {
  const files = liveOf(catalog, 'ducklake_data_file', tableId)
  const probe = files.length > 0 ? [probeInlinedDeletes(catalog, tableId)] : []
  const inlined =
    files.length > 0 && compaction === 'merge' && hasInlinedDeletes(catalog, tableId)
      ? [filesWithInlinedDeletes(catalog, tableId)]
      : probe
  const sql = candidatesText(catalog, tableId, compaction)
  return [{ sql, compare: ORDERED, expect: 'ok', features }, ...inlined]
}

function columnsOf(catalog: Catalog, alias: string): string {
  const columns = fileColumns(catalog).map((column) => `${alias}.${column} AS ${alias}_${column}`)
  return columns.join(', ')
}

function candidatesText(catalog: Catalog, tableId: number, compaction: Compaction): string {
  const small = SMALL_BYTES[tableId % SMALL_BYTES.length]
  const wanted =
    compaction === 'merge'
      ? `data.file_size_bytes < ${small} AND data.end_snapshot IS NULL`
      : 'data.end_snapshot is null'
  return `
WITH snapshot_ranges AS (
  SELECT
    begin_snapshot,
    COALESCE(
      LEAD(begin_snapshot) OVER (ORDER BY begin_snapshot),
      9223372036854775807
    ) AS end_snapshot,
	schema_version
	FROM {M}.ducklake_schema_versions
	WHERE table_id=${tableId}
	ORDER BY begin_snapshot
)
SELECT data.data_file_id, data.record_count, data.row_id_start, data.begin_snapshot, data.end_snapshot, \
data.mapping_id, sr.schema_version , data.partial_max, data.partition_id, partition_info.keys, \
${columnsOf(catalog, 'data')}, del.data_file_id AS del_data_file_id,del.delete_file_id AS del_delete_file_id, \
del.delete_count, del.begin_snapshot AS del_begin_snapshot, del.end_snapshot AS del_end_snapshot, \
del.partial_max AS del_partial_max, ${columnsOf(catalog, 'del')}, del.format AS del_format
FROM {M}.ducklake_data_file data
LEFT JOIN snapshot_ranges sr
  ON data.begin_snapshot >= sr.begin_snapshot AND data.begin_snapshot < sr.end_snapshot
LEFT JOIN (
	SELECT *
    FROM {M}.ducklake_delete_file
    WHERE table_id=${tableId}
) del USING (data_file_id)
LEFT JOIN (
   SELECT data_file_id, ARRAY_AGG(partition_value ORDER BY partition_key_index) keys
   FROM {M}.ducklake_file_partition_value
   GROUP BY data_file_id
) partition_info USING (data_file_id)
WHERE data.table_id=${tableId}  AND ${wanted}
ORDER BY data.begin_snapshot, data.row_id_start, data.data_file_id, del.begin_snapshot`
}

function filesWithInlinedDeletes(catalog: Catalog, tableId: number): Read {
  const ids = idList(liveOf(catalog, 'ducklake_data_file', tableId), 'data_file_id')
  const sql = `SELECT DISTINCT file_id FROM {M}.${inlinedDeleteTable(tableId)} \
WHERE file_id IN (${ids}) AND begin_snapshot <= ${catalog.snapshotId}`
  return { sql, compare: BAG, expect: 'ok', features }
}

const STATS = 'column_id value_count null_count min_value max_value contains_nan extra_stats'

/** The statistics of every file of a table, in the order of the files only. */
export function statsOfFiles(catalog: Catalog, tableId: number): Read {
  const columns = STATS.split(' ').map((name) => `stats.${name}`)
  const sql = `
SELECT data.data_file_id, data.record_count, data.file_size_bytes, ${columns.join(', ')}
FROM {M}.ducklake_data_file data
LEFT JOIN {M}.ducklake_file_column_stats stats ON stats.data_file_id = data.data_file_id
WHERE data.table_id = ${tableId} AND ${visible(catalog.snapshotId, 'data.')}
ORDER BY data.data_file_id
`
  return { sql, compare: BAG, features: ['file-stats'] }
}

/** The name mappings from an id on, or all. */
export function nameMappings(from?: number): Read {
  const where = from === undefined ? '' : `WHERE mapping_id >= ${from}\n`
  const sql = `
SELECT mapping_id, table_id, type, column_id, source_name, target_field_id, parent_column, is_partition
FROM {M}.ducklake_column_mapping
JOIN {M}.ducklake_name_mapping USING (mapping_id)
${where}ORDER BY mapping_id, parent_column NULLS FIRST`
  return { sql, compare: BAG, features: ['name-mappings'] }
}
