import { type Invariant, invariant } from '../invariant.js'

/** The list of tables that hold rows in the catalog itself; what is in them is judged table by table. */
export const REGISTRY: readonly Invariant[] = [
  invariant('I1', {
    says: 'the name of an inlined table tells its table and its schema_version',
    why: 'a client makes the name by itself, and would not find the rows',
    sql: `SELECT CAST(NULL AS BIGINT), concat('table ', table_id, ' at schema_version ', schema_version, ' has its rows in ', table_name)
FROM {M}ducklake_inlined_data_tables WHERE table_name IS NULL
OR table_name <> concat('ducklake_inlined_data_', table_id, '_', schema_version)`,
  }),
  invariant('I2', {
    says: 'an inlined table is registered once, for a table that is there',
    why: 'its rows would be read twice, or never removed',
    sql: `SELECT CAST(NULL AS BIGINT), concat('table ', table_id, ' at schema_version ', schema_version, ' is registered ', COUNT(*), ' times')
FROM {M}ducklake_inlined_data_tables GROUP BY table_id, schema_version HAVING COUNT(*) > 1
UNION ALL SELECT CAST(NULL AS BIGINT), concat('an inlined table is registered for table ', i.table_id) FROM {M}ducklake_inlined_data_tables i
WHERE NOT EXISTS (SELECT 1 FROM ge_lives l WHERE l.table_id = i.table_id)`,
  }),
]

/** Of one inlined table: `{T}` is its name, `{t}` the id of its table, and its system columns come by a name of their own. */
export const INLINED_ROWS: readonly Invariant[] = [
  invariant('I3', {
    says: 'an inlined row begins at a snapshot from 0 to the newest, and ends later than it begins and not behind the newest',
    why: 'what begins behind the newest snapshot is left by a commit that was rolled back or lost',
    sql: `SELECT COALESCE(r.b, r.e), concat('{T} row ', r.id, ' from ', r.b, ' to ', r.e, ' where the newest is ', n.snapshot_id)
FROM (SELECT {row_id} AS id, {begin} AS b, {end} AS e FROM {M}{T}) r CROSS JOIN ge_newest n
WHERE r.b IS NULL OR r.b < 0 OR r.b > n.snapshot_id OR r.e <= r.b OR r.e > n.snapshot_id`,
  }),
  invariant('I4', {
    says: 'the row ids of live inlined rows are different, and smaller than next_row_id of their table',
    why: 'two rows of a table would have one row id: a delete of one deletes both',
    sql: `SELECT MAX({begin}), concat('{T} row ', {row_id}, ' is there ', COUNT(*), ' times') FROM {M}{T} WHERE {end} IS NULL
GROUP BY {row_id} HAVING COUNT(*) > 1 OR {row_id} IS NULL OR {row_id} < 0
UNION ALL SELECT r.{begin}, concat('{T} row ', r.{row_id}, ' where next_row_id is ', s.next_row_id) FROM {M}{T} r
CROSS JOIN {M}ducklake_table_stats s WHERE s.table_id = {t} AND r.{end} IS NULL AND r.{row_id} >= s.next_row_id
UNION ALL SELECT MAX({begin}), 'table {t} has inlined rows and no statistics' FROM {M}{T}
WHERE NOT EXISTS (SELECT 1 FROM {M}ducklake_table_stats s WHERE s.table_id = {t}) HAVING COUNT(*) > 0`,
  }),
]

/** Of the table that holds deleted positions of data files: `{T}` is its name, `{t}` the id of its table. */
export const INLINED_DELETES: readonly Invariant[] = [
  invariant('I5', {
    says: 'a position of a data file is deleted once, by a delete that begins no earlier than the file and not behind the newest snapshot',
    why: 'a count from metadata subtracts the row twice, or shows what was rolled back',
    sql: `SELECT MAX(begin_snapshot), concat('{T} file ', file_id, ' row ', row_id, ' is deleted ', COUNT(*), ' times') FROM {M}{T}
GROUP BY file_id, row_id HAVING COUNT(*) > 1
UNION ALL SELECT d.begin_snapshot, concat('{T} file ', d.file_id, ' row ', d.row_id, ' from ', d.begin_snapshot) FROM {M}{T} d
CROSS JOIN ge_newest n LEFT JOIN {M}ducklake_data_file f ON f.data_file_id = d.file_id
WHERE d.begin_snapshot IS NULL OR d.begin_snapshot > n.snapshot_id OR d.begin_snapshot < f.begin_snapshot`,
  }),
  invariant('I6', {
    says: 'a deleted position is one of a data file of the table',
    why: 'a count from metadata subtracts a row that is not there',
    clientBreaks:
      'its conflict check does not see that a compaction has replaced the file whose rows another client deletes',
    sql: `SELECT d.begin_snapshot, concat('{T} file ', d.file_id, ' row ', d.row_id, ', a file of ', COALESCE(CAST(f.record_count AS VARCHAR), 'no'), ' rows')
FROM {M}{T} d LEFT JOIN {M}ducklake_data_file f ON f.data_file_id = d.file_id AND f.table_id = {t}
WHERE f.data_file_id IS NULL OR d.row_id IS NULL OR d.row_id < 0 OR d.row_id >= f.record_count`,
  }),
  invariant('I7', {
    severity: 'soft',
    says: 'delete file and inlined deletes of a live data file together take no more rows than it has',
    why: 'soft: the client does not see a conflict between the two ways to delete (ducklake #1084, #1215)',
    sql: `SELECT CAST(NULL AS BIGINT), concat('data file ', f.data_file_id, ' has ', f.record_count, ' rows, of which a delete file takes ',
x.delete_count, ' and {T} ', COUNT(*)) FROM {M}{T} d
JOIN {M}ducklake_data_file f ON f.data_file_id = d.file_id AND f.end_snapshot IS NULL
JOIN {M}ducklake_delete_file x ON x.data_file_id = f.data_file_id AND x.end_snapshot IS NULL
GROUP BY f.data_file_id, f.record_count, x.delete_count HAVING COUNT(*) + x.delete_count > f.record_count`,
  }),
]
