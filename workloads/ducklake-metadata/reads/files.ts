import { type Catalog, liveRows, num, rowsOf, text } from '../catalog.js'
import { rootScalarsOf, type Scalar } from '../columns.js'
import { fileColumns } from '../encryption.js'
import { choose } from '../operation.js'
import { livePartition } from '../operations/add-files.js'
import { BAG, ORDERED, type Read, type Reader, visible } from '../read.js'
import { quote } from '../value.js'
import { statsOfFiles } from './compaction.js'

function filesOf(catalog: Catalog, alias: string): string {
  return fileColumns(catalog)
    .map((column) => `${alias}.${column} AS ${alias}_${column}`)
    .join(', ')
}

/** What a scan needs of a file and its delete file. */
function scanned(catalog: Catalog): string {
  return `data.data_file_id, ${filesOf(catalog, 'data')}, data.row_id_start, data.begin_snapshot, \
data.partial_max, data.mapping_id, ${filesOf(catalog, 'del')}, del.format AS del_format`
}

/** What DELETE, UPDATE and MERGE need. */
function planned(catalog: Catalog): string {
  return `data.data_file_id, del.delete_file_id, data.record_count, ${filesOf(catalog, 'data')}, \
data.row_id_start, data.mapping_id, ${filesOf(catalog, 'del')}, del.format AS del_format, del.begin_snapshot`
}

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

/** Which files are wanted: of a table, pruned by a column, in the words of a scan or of a DELETE. */
interface Wanted {
  readonly catalog: Catalog
  readonly tableId: number
  readonly value: number
}

/** The files of a scan, pruned by the statistics of a column where the value says so. */
export const scanFiles: Reader = (catalog, { target, value }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  if (!table) return []
  const wanted = { catalog, tableId: num(table, 'table_id'), value }
  return [digit(value, 12) % 2 === 1 ? planning(wanted) : scan(wanted)]
}

/** What DELETE and UPDATE look up before they write: the files to change, and then the rows. */
export function deletePlanning(catalog: Catalog, tableId: number, value: number): readonly Read[] {
  const wanted = { catalog, tableId, value }
  return [planning(wanted), scan(wanted)]
}

function scan(wanted: Wanted): Read {
  return files(wanted, scanned(wanted.catalog), 'ON del.data_file_id = data.data_file_id')
}

function planning(wanted: Wanted): Read {
  const read = files(wanted, planned(wanted.catalog), 'USING (data_file_id)')
  return { ...read, features: [...read.features, 'plan-delete'] }
}

function files({ catalog, tableId, value }: Wanted, columns: string, on: string): Read {
  const version = catalog.snapshotId
  const scalar = choose(rootScalarsOf(catalog, tableId), digit(value, 4))
  const prune = value % 4 === 0 || !scalar ? undefined : pruning(scalar, tableId, value)
  const where = `WHERE data.table_id=${tableId} AND ${visible(version, 'data.')}`
  const keyed =
    prune && digit(value, 4) % 3 === 0 ? partitionPruning(catalog, { tableId, value }) : undefined
  const sql = `${prune?.cte ?? ''}
SELECT ${columns}
FROM {M}.ducklake_data_file data

${deletes(tableId, version)} ${on}
${where}${prune?.condition ?? ''}${keyed ?? ''}
`
  const pruned = keyed ? ['scan-files-pruned', 'prune-by-partition'] : ['scan-files-pruned']
  return { sql, compare: BAG, features: prune ? pruned : ['scan-files'] }
}

/** The common table expression over one column's statistics and the condition that uses it. */
function pruning({ row, type }: Scalar, tableId: number, value: number) {
  const column = num(row, 'column_id')
  const condition = predicate(
    type.ddl,
    literal(type.numeric, type.statistic(value)),
    digit(value, 24),
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

/** Of a partitioned table only the files of some partitions. */
function partitionPruning(
  catalog: Catalog,
  { tableId, value }: Pick<Wanted, 'tableId' | 'value'>,
): string | undefined {
  const partition = livePartition(catalog, tableId)
  if (!partition) return undefined
  return ` AND data.data_file_id IN (SELECT data_file_id FROM {M}.ducklake_file_partition_value \
WHERE table_id = ${tableId} AND partition_key_index = 0 AND partition_value IN (${digit(value, 12) % 2 === 0 ? "'1', '3'" : "'3'"}))`
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
    { columns: ['max_value'], sql: `${max} >= ${constant}` },
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
SELECT ${scanned(catalog)}, stats_0.min_value, stats_0.max_value
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
SELECT ${scanned(catalog).replace('data.data_file_id, ', '')}
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

/** See statsOfFiles. */
export const fileStats: Reader = (catalog, { target }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  return table ? [statsOfFiles(catalog, num(table, 'table_id'))] : []
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
