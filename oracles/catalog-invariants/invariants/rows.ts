import { type Invariant, invariant } from '../invariant.js'

const INTEGERS = `('int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32')`
const NESTED = `('struct', 'list', 'map', 'variant', 'geometry', 'interval')`

/** A statistic as a number; NULL where it is none that fits, so that no cast fails. */
function whole(text: string): string {
  return `CASE WHEN ${text} ~ '^-?[0-9]{1,18}$' THEN CAST(${text} AS BIGINT) END`
}

const LIVE_STATS = `{M}ducklake_file_column_stats s
JOIN {M}ducklake_data_file f ON f.data_file_id = s.data_file_id AND f.end_snapshot IS NULL
JOIN {M}ducklake_column c ON c.table_id = s.table_id AND c.column_id = s.column_id AND c.end_snapshot IS NULL`

/** Row ids, row counts and the statistics of tables. */
export const ROWS: readonly Invariant[] = [
  invariant('N1', {
    says: 'the row ids of a file are smaller than next_row_id of its table',
    why: 'the next insert would give the same row ids again',
    sql: `SELECT f.begin_snapshot, concat('data file ', f.data_file_id, ' has ', f.record_count, ' rows from row id ',
f.row_id_start, ' where next_row_id of table ', f.table_id, ' is ', s.next_row_id)
FROM {M}ducklake_data_file f JOIN {M}ducklake_table_stats s ON s.table_id = f.table_id
WHERE f.row_id_start + f.record_count > s.next_row_id OR f.row_id_start < 0`,
  }),
  invariant('N2', {
    says: 'the row ids of live files do not overlap, where the files do not carry their row ids themselves',
    why: 'two rows of a table would have one row id: a delete of one deletes both',
    sql: `SELECT begin_snapshot, concat('data file ', data_file_id, ' of table ', table_id, ' begins at row id ', row_id_start,
', which is in a file before it') FROM (SELECT data_file_id, table_id, begin_snapshot, row_id_start, record_count,
MAX(row_id_start + record_count) OVER (PARTITION BY table_id ORDER BY row_id_start, data_file_id
ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS taken FROM {M}ducklake_data_file
WHERE end_snapshot IS NULL AND partial_max IS NULL AND row_id_start IS NOT NULL AND record_count > 0) f
WHERE row_id_start < taken`,
  }),
  invariant('N3', {
    says: 'a table has one row of statistics, and one for each column; a table with a live file has one',
    why: 'the next commit overwrites statistics and next_row_id: with no row it loses them, with two both are wrong',
    sql: `SELECT CAST(NULL AS BIGINT), concat('table ', table_id, ' has ', COUNT(*), ' rows of statistics') FROM {M}ducklake_table_stats
GROUP BY table_id HAVING COUNT(*) > 1
UNION ALL SELECT CAST(NULL AS BIGINT), concat('column ', column_id, ' of table ', table_id, ' has ', COUNT(*), ' rows of statistics')
FROM {M}ducklake_table_column_stats GROUP BY table_id, column_id HAVING COUNT(*) > 1
UNION ALL SELECT f.begin_snapshot, concat('table ', f.table_id, ' has data file ', f.data_file_id, ' and no statistics')
FROM {M}ducklake_data_file f WHERE f.end_snapshot IS NULL
AND NOT EXISTS (SELECT 1 FROM {M}ducklake_table_stats s WHERE s.table_id = f.table_id)`,
  }),
  invariant('N4', {
    severity: 'soft',
    says: 'value_count and null_count of a column at the top level add up to the rows of the file',
    why: 'soft: the client writes 0 and 0 for some types, and counts values in some nested ones',
    sql: `SELECT f.begin_snapshot, concat('data file ', f.data_file_id, ' column ', s.column_id, ' has ', s.value_count, ' values and ',
s.null_count, ' NULLs in ', f.record_count, ' rows') FROM ${LIVE_STATS}
WHERE c.parent_column IS NULL AND NOT c.column_type IN ${NESTED} AND s.value_count + s.null_count <> f.record_count`,
  }),
  invariant('N5', {
    says: 'min_value and max_value of an integer column of a table are around those of its live files',
    why: 'a query that asks the statistics of the table alone would leave rows out',
    clientBreaks:
      'bounds that are unknown after a change of type and a rewrite are taken for "no values yet" by the next insert',
    sql: `SELECT f.begin_snapshot, concat('column ', s.column_id, ' of table ', s.table_id, ' has ', t.min_value, ' to ', t.max_value,
', and data file ', s.data_file_id, ' ', s.min_value, ' to ', s.max_value) FROM ${LIVE_STATS}
JOIN {M}ducklake_table_column_stats t ON t.table_id = s.table_id AND t.column_id = s.column_id
WHERE c.column_type IN ${INTEGERS} AND (${whole('s.min_value')} < ${whole('t.min_value')}
OR ${whole('s.max_value')} > ${whole('t.max_value')})`,
  }),
  invariant('N6', {
    says: 'where contains_null of a column is false, its live files have no NULL',
    why: 'a condition IS NULL would find nothing',
    sql: `SELECT f.begin_snapshot, concat('column ', s.column_id, ' of table ', s.table_id, ' is told to have no NULL, and data file ',
s.data_file_id, ' has ', s.null_count) FROM ${LIVE_STATS}
JOIN {M}ducklake_table_column_stats t ON t.table_id = s.table_id AND t.column_id = s.column_id
WHERE t.contains_null = FALSE AND s.null_count > 0`,
  }),
  invariant('N7', {
    severity: 'soft',
    says: 'record_count of a table is at least the rows of its live files without what their delete files take',
    why: 'soft: only inserts and a rewrite count; a lost update of the statistics shows here',
    sql: `SELECT CAST(NULL AS BIGINT), concat('table ', t.table_id, ' has record_count ', t.record_count, ' and ', f.n, ' rows in its files')
FROM {M}ducklake_table_stats t JOIN (SELECT d.table_id, SUM(d.record_count) - COALESCE(SUM(x.delete_count), 0) AS n
FROM {M}ducklake_data_file d LEFT JOIN {M}ducklake_delete_file x
ON x.data_file_id = d.data_file_id AND x.end_snapshot IS NULL WHERE d.end_snapshot IS NULL GROUP BY d.table_id) f
ON f.table_id = t.table_id WHERE t.record_count < f.n`,
  }),
  invariant('N8', {
    says: 'the rows of a table counted from metadata are those of its live files one by one, and not fewer than none',
    why: 'COUNT(*) is answered from metadata, and would differ from a scan',
    sql: `SELECT CAST(NULL AS BIGINT), concat('table ', a.table_id, ' counts ', a.n, ' rows from metadata and ', b.n, ' file by file')
FROM (SELECT table_id, CAST(SUM(n) AS BIGINT) AS n FROM (
SELECT table_id, record_count AS n FROM {M}ducklake_data_file WHERE end_snapshot IS NULL
UNION ALL SELECT d.table_id, -d.delete_count FROM {M}ducklake_delete_file d
JOIN {M}ducklake_data_file f ON f.data_file_id = d.data_file_id
WHERE d.end_snapshot IS NULL AND f.end_snapshot IS NULL) x GROUP BY table_id) a
LEFT JOIN (SELECT f.table_id, CAST(SUM(f.record_count - COALESCE(d.n, 0)) AS BIGINT) AS n FROM {M}ducklake_data_file f
LEFT JOIN (SELECT data_file_id, MAX(delete_count) AS n FROM {M}ducklake_delete_file WHERE end_snapshot IS NULL
GROUP BY data_file_id) d ON d.data_file_id = f.data_file_id WHERE f.end_snapshot IS NULL GROUP BY f.table_id) b
ON b.table_id = a.table_id WHERE b.n IS NULL OR a.n <> b.n OR a.n < 0`,
  }),
]
