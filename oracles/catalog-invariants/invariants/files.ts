import { type Invariant, invariant } from '../invariant.js'

/** Every path of a data file or delete file; a relative one is relative to its table. */
const PATHS = `SELECT data_file_id AS id, begin_snapshot AS b, path, path_is_relative AS r, table_id FROM {M}ducklake_data_file
UNION ALL SELECT delete_file_id, begin_snapshot, path, path_is_relative, table_id FROM {M}ducklake_delete_file`

/** A row about a data file: it is of a file of its table, and there is one for each key. */
function ofFile(what: string, table: string, keys: string) {
  return `SELECT CAST(NULL AS BIGINT), concat('${what} of data file ', x.data_file_id, ' of table ', x.table_id, ' is of no such file')
FROM {M}ducklake_${table} x WHERE NOT EXISTS (SELECT 1 FROM {M}ducklake_data_file f
WHERE f.data_file_id = x.data_file_id AND f.table_id = x.table_id)
UNION ALL SELECT CAST(NULL AS BIGINT), concat('${what} of data file ', data_file_id, ' is there ', COUNT(*), ' times')
FROM {M}ducklake_${table} GROUP BY data_file_id, ${keys} HAVING COUNT(*) > 1`
}

/** Data files, delete files and what is told about them. */
export const FILES: readonly Invariant[] = [
  invariant('F1', {
    says: 'a path is that of one file',
    why: 'cleaning up one of two files with one path removes the rows of the other',
    sql: `SELECT MAX(b), concat('path ', path, ' is that of file ', MIN(id), ' and of file ', MAX(id)) FROM (${PATHS}) p
GROUP BY path, CASE WHEN r THEN table_id ELSE -1 END HAVING COUNT(*) > 1`,
  }),
  invariant('F2', {
    says: 'a file that is scheduled for deletion is scheduled once and is no file of a table any more',
    why: 'the next cleanup would remove rows that a version still shows',
    sql: `SELECT f.b, concat('scheduled file ', s.data_file_id, ' is still a ', f.kind)
FROM {M}ducklake_files_scheduled_for_deletion s JOIN ge_files f ON f.id = s.data_file_id
UNION ALL SELECT CAST(NULL AS BIGINT), concat('scheduled file ', data_file_id, ' is there ', COUNT(*), ' times')
FROM {M}ducklake_files_scheduled_for_deletion GROUP BY data_file_id HAVING COUNT(*) > 1`,
  }),
  invariant('F3', {
    says: 'partial_max is from the snapshot at which the file begins to the newest',
    why: 'rows of the file would be shown in versions to which they do not belong',
    sql: `SELECT f.b, concat(f.kind, ' ', f.id, ' begins at ', f.b, ' with partial_max ', f.p) FROM (
SELECT 'data file' AS kind, data_file_id AS id, begin_snapshot AS b, partial_max AS p FROM {M}ducklake_data_file
UNION ALL SELECT 'delete file', delete_file_id, begin_snapshot, partial_max FROM {M}ducklake_delete_file) f
CROSS JOIN ge_newest n WHERE f.p < f.b OR f.p > n.snapshot_id`,
  }),
  invariant('F4', {
    says: 'a delete file is of a data file of the same table, begins no earlier, and deletes at least one row and no more than there are',
    why: 'the rows of another file would be deleted, or a count would be negative',
    sql: `SELECT d.begin_snapshot, concat('delete file ', d.delete_file_id, ' of table ', d.table_id, ' deletes ', d.delete_count,
' of ', f.record_count, ' rows of data file ', d.data_file_id, ' of table ', f.table_id, ' from ', d.begin_snapshot)
FROM {M}ducklake_delete_file d LEFT JOIN {M}ducklake_data_file f ON f.data_file_id = d.data_file_id
WHERE f.data_file_id IS NULL OR f.table_id <> d.table_id OR d.begin_snapshot < f.begin_snapshot
OR d.delete_count <= 0 OR d.delete_count > f.record_count OR d.delete_count IS NULL`,
  }),
  invariant('F5', {
    says: 'column statistics of a file are of a file of the same table, once for each column',
    why: 'a scan would leave out files by the statistics of another',
    sql: ofFile('the statistics', 'file_column_stats', 'column_id'),
  }),
  invariant('F6', {
    says: 'variant statistics of a file are of a file of the same table, once for each column and path',
    why: 'a scan would leave out files by the statistics of another',
    sql: ofFile('the variant statistics', 'file_variant_stats', 'column_id, variant_path'),
  }),
  invariant('F7', {
    says: 'partition values of a file are of a file of the same table, once for each key',
    why: 'a scan would leave out files by the values of another',
    sql: ofFile('the partition value', 'file_partition_value', 'partition_key_index'),
  }),
  invariant('F8', {
    says: 'a file with a partitioning has as many partition values as that has columns, and a file without one has none; the partitioning is of its table',
    why: 'a scan with a condition on the key would leave the file out, or read it for nothing',
    sql: `SELECT f.begin_snapshot, concat('data file ', f.data_file_id, ' of partitioning ', f.partition_id, ' has ',
COALESCE(v.n, 0), ' values for ', COALESCE(c.n, 0), ' columns')
FROM {M}ducklake_data_file f
LEFT JOIN (SELECT data_file_id, COUNT(*) AS n FROM {M}ducklake_file_partition_value GROUP BY data_file_id) v
ON v.data_file_id = f.data_file_id
LEFT JOIN (SELECT partition_id, table_id, COUNT(*) AS n FROM {M}ducklake_partition_column GROUP BY partition_id, table_id) c
ON c.partition_id = f.partition_id AND c.table_id = f.table_id
WHERE COALESCE(v.n, 0) <> COALESCE(c.n, 0) OR (f.partition_id IS NOT NULL AND NOT EXISTS (SELECT 1
FROM {M}ducklake_partition_info i WHERE i.partition_id = f.partition_id AND i.table_id = f.table_id))`,
  }),
  invariant('F9', {
    says: 'a file has rows and a size that are not negative',
    why: 'counts from metadata would be wrong',
    sql: `SELECT begin_snapshot, concat('data file ', data_file_id, ' has ', record_count, ' rows and ', file_size_bytes, ' bytes')
FROM {M}ducklake_data_file WHERE record_count IS NULL OR record_count < 0 OR file_size_bytes IS NULL OR file_size_bytes < 0`,
  }),
]
