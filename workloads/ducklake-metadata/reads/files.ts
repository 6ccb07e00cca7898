import { liveRows, num, rowsOf, text } from '../catalog.js'
import { rootScalarsOf, type Scalar } from '../columns.js'
import { choose } from '../operation.js'
import { BAG, ORDERED, type Read, type Reader, visible } from '../read.js'
import { quote } from '../value.js'

function fileColumns(alias: string): string {
  const columns = ['path', 'path_is_relative', 'file_size_bytes', 'footer_size']
  return columns.map((column) => `${alias}.${column} AS ${alias}_${column}`).join(', ')
}

const SCAN = `data.data_file_id, ${fileColumns('data')}, data.row_id_start, data.begin_snapshot, \
data.partial_max, data.mapping_id, ${fileColumns('del')}, del.format AS del_format`

const PLANNING = `data.data_file_id, del.delete_file_id, data.record_count, ${fileColumns('data')}, \
data.row_id_start, data.mapping_id, ${fileColumns('del')}, del.format AS del_format, del.begin_snapshot`

function deletes(tableId: number, version: number): string {
  return `LEFT JOIN (
    SELECT *
    FROM {M}.ducklake_delete_file
    WHERE table_id=${tableId}  AND ${visible(version)}
    ) del`
}

/** Another number out of a number, so that choices do not hang together. */
function digit(value: number, base: number): number {
  return Math.floor(value / base)
}

/** The files of a scan, pruned by the statistics of a column where the target says so. */
export const scanFiles: Reader = (catalog, { target, value }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  if (!table) return []
  const tableId = num(table, 'table_id')
  const version = catalog.snapshotId
  const scalar = choose(rootScalarsOf(catalog, tableId), digit(value, 4))
  const prune = value % 4 === 0 || !scalar ? undefined : pruning(scalar, tableId, value)
  const where = `WHERE data.table_id=${tableId} AND ${visible(version, 'data.')}`
  const planning = digit(value, 12) % 4 === 1
  const on = planning ? 'USING (data_file_id)' : 'ON del.data_file_id = data.data_file_id'
  const sql = `${prune?.cte ?? ''}
SELECT ${planning ? PLANNING : SCAN}
FROM {M}.ducklake_data_file data

${deletes(tableId, version)} ${on}
${where}${prune?.condition ?? ''}
`
  const features = [prune ? 'scan-files-pruned' : 'scan-files']
  return [{ sql, compare: BAG, features: planning ? [...features, 'plan-delete'] : features }]
}

/** The common table expression over one column's statistics and the condition that uses it. */
function pruning({ row, type }: Scalar, tableId: number, value: number) {
  const column = num(row, 'column_id')
  const condition = predicate(
    type.ddl,
    literal(type.numeric, type.statistic(value)),
    digit(value, 48),
  )
  const columns = ['value_count', ...condition.columns]
  const nulls = condition.columns.map((name) => `${name} IS NULL`).join(' OR ')
  const stats = `SELECT data_file_id FROM col_${column}_stats`
  return {
    cte: `
WITH col_${column}_stats AS MATERIALIZED (
SELECT data_file_id, ${columns.join(', ')}
FROM {M}.ducklake_file_column_stats
WHERE column_id = ${column} AND table_id = ${tableId}
)`,
    condition: ` AND (data.data_file_id NOT IN (${stats}) OR data.data_file_id IN (${stats} \
WHERE (value_count IS NULL OR value_count > 0) AND (${nulls} OR (${condition.sql}))))`,
  }
}

function literal(numeric: boolean, text: string): string {
  return numeric ? text : quote(text)
}

function predicate(ddl: string, constant: string, value: number) {
  const [min, max] = [`TRY_CAST(min_value AS ${ddl})`, `TRY_CAST(max_value AS ${ddl})`]
  const between = `${constant} BETWEEN ${min} AND ${max}`
  const forms = [
    { columns: ['max_value', 'min_value'], sql: between },
    {
      columns: ['max_value', 'min_value'],
      sql: `(${between}) OR (${between}) OR (${between})`,
    },
    { columns: ['max_value'], sql: `${max} > ${constant}` },
    { columns: ['min_value'], sql: `${min} < ${constant}` },
    {
      columns: ['min_value', 'max_value'],
      sql: `(${max} >= ${constant}) AND (${min} <= ${constant})`,
    },
    { columns: ['contains_nan', 'max_value'], sql: `${max} > ${constant} OR contains_nan` },
    { columns: ['null_count'], sql: 'null_count > 0' },
  ] as const
  return choose(forms, value) ?? forms[0]
}

/**
 * Top-N: the files in the order of a column's largest values. Ties are files of equal
 * statistics.
 */
export const topFiles: Reader = (catalog, { target, value }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  const scalar = table && choose(rootScalarsOf(catalog, num(table, 'table_id')), value)
  if (!table || !scalar) return []
  const tableId = num(table, 'table_id')
  const sql = `
SELECT ${SCAN}, stats_0.min_value, stats_0.max_value
FROM {M}.ducklake_data_file data
LEFT JOIN {M}.ducklake_file_column_stats stats_0 ON stats_0.data_file_id = data.data_file_id \
AND stats_0.table_id = data.table_id AND stats_0.column_id = ${num(scalar.row, 'column_id')}
${deletes(tableId, catalog.snapshotId)} ON del.data_file_id = data.data_file_id
WHERE data.table_id=${tableId} AND ${visible(catalog.snapshotId, 'data.')}
ORDER BY TRY_CAST(stats_0.max_value AS ${scalar.type.ddl}) DESC NULLS LAST`
  return [{ sql, compare: BAG, features: ['top-n-files'] }]
}

/** ducklake_table_insertions: the files of a range of snapshots. */
export const insertedFiles: Reader = (catalog, { target, value }) => {
  const table = choose(rowsOf(catalog, 'ducklake_table'), target)
  if (!table) return []
  const from = value % (catalog.snapshotId + 1)
  const nulls = [
    ['path', 'VARCHAR'],
    ['path_is_relative', 'BOOLEAN'],
    ['file_size_bytes', 'BIGINT'],
    ['footer_size', 'BIGINT'],
    ['encryption_key', 'VARCHAR'],
    ['format', 'VARCHAR'],
  ].map(([name, type]) => `CAST(NULL AS ${type}) ${name}`)
  const sql = `
SELECT ${SCAN.replace('data.data_file_id, ', '')}
FROM {M}.ducklake_data_file data, (
	SELECT ${nulls.join(', ')}
) del
WHERE data.table_id=${num(table, 'table_id')} AND data.begin_snapshot <= ${catalog.snapshotId} AND (
	(data.begin_snapshot >= ${from}) OR (data.partial_max IS NOT NULL AND data.partial_max >= ${from})
)`
  return [{ sql, compare: BAG, features: ['table-insertions'] }]
}

/** ducklake_table_info: comma-LATERAL aggregates over every table. */
export const tableInfo: Reader = (catalog) => {
  const version = catalog.snapshotId
  const lateral = (file: string, name: string) => `LATERAL (
	SELECT COUNT(*) file_count, SUM(file_size_bytes) total_file_size
	FROM {M}.ducklake_${file} df
	WHERE df.table_id = tbl.table_id AND ${visible(version)}
) ${name}`
  const sql = `
SELECT schema_id, table_id, table_name, table_uuid, \
data_file_info.file_count AS data_file_count, data_file_info.total_file_size AS data_total_size, \
delete_file_info.file_count AS delete_file_count, delete_file_info.total_file_size AS delete_total_size
FROM {M}.ducklake_table tbl, ${lateral('data_file', 'data_file_info')}, \
${lateral('delete_file', 'delete_file_info')}
WHERE ${visible(version)}
`
  return [{ sql, compare: BAG, features: ['table-info'] }]
}

/** The paths above a table's files. */
export const paths: Reader = (catalog, { target }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  if (!table) return []
  const sql = `
SELECT
	s.path AS s_path,
	s.path_is_relative AS s_path_is_relative,
	t.path AS t_path,
	t.path_is_relative AS t_path_is_relative
FROM {M}.ducklake_schema s
JOIN {M}.ducklake_table t USING (schema_id)
WHERE table_id = ${num(table, 'table_id')};`
  const schemaPath = `
SELECT path, path_is_relative
FROM {M}.ducklake_schema
WHERE schema_id = ${num(table, 'schema_id')};`
  const features = ['paths']
  return [
    { sql, compare: BAG, features },
    { sql: schemaPath, compare: BAG, features },
  ]
}

/** The statistics of every file, in the order of the files only. */
export const fileStats: Reader = (catalog, { target }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  if (!table) return []
  const stats = 'column_id value_count null_count min_value max_value contains_nan extra_stats'
  const columns = stats.split(' ').map((name) => `stats.${name}`)
  const sql = `
SELECT data.data_file_id, data.record_count, data.file_size_bytes, ${columns.join(', ')}
FROM {M}.ducklake_data_file data
LEFT JOIN {M}.ducklake_file_column_stats stats ON stats.data_file_id = data.data_file_id
WHERE data.table_id = ${num(table, 'table_id')} AND ${visible(catalog.snapshotId, 'data.')}
ORDER BY data.data_file_id
`
  return [{ sql, compare: BAG, features: ['file-stats'] }]
}

/** The check of SET NOT NULL, and the largest column id, which ADD COLUMN reads. */
export const columnChecks: Reader = (catalog, { target, value }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  const scalar = table && choose(rootScalarsOf(catalog, num(table, 'table_id')), value)
  if (!table || !scalar) return []
  const tableId = num(table, 'table_id')
  const notNull = `
SELECT TRUE AS ge_true
FROM {M}.ducklake_table t
INNER JOIN {M}.ducklake_column c ON c.table_id = t.table_id
WHERE c.column_name = ${quote(text(scalar.row, 'column_name'))} \
AND t.table_name = ${quote(text(table, 'table_name'))} \
AND c.begin_snapshot = t.begin_snapshot AND c.end_snapshot IS NULL`
  const largest = `
SELECT MAX(column_id) AS ge_max
FROM {M}.ducklake_column
WHERE table_id=${tableId}`
  const features = ['column-checks']
  const reads: readonly Read[] = [
    { sql: largest, compare: ORDERED, features },
    { sql: notNull, compare: BAG, features },
  ]
  return reads
}
