import { type Invariant, invariant } from '../invariant.js'

/** Definitions and what they hang on. */
export const REFERENCES: readonly Invariant[] = [
  invariant('R1', {
    says: 'a table, view or macro lives inside the lifetime of its schema',
    why: 'a client that loads the catalog does not find the schema, and fails',
    sql: `SELECT t.b, concat(t.kind, ' ', t.id, ' from ', t.b, ' to ', t.e, ' is in schema ', t.schema_id)
FROM (SELECT 'table' AS kind, table_id AS id, schema_id, begin_snapshot AS b, end_snapshot AS e FROM {M}ducklake_table
UNION ALL SELECT 'view', view_id, schema_id, begin_snapshot, end_snapshot FROM {M}ducklake_view
UNION ALL SELECT 'macro', macro_id, schema_id, begin_snapshot, end_snapshot FROM {M}ducklake_macro) t
LEFT JOIN {M}ducklake_schema s ON s.schema_id = t.schema_id
WHERE s.schema_id IS NULL OR s.begin_snapshot > t.b
OR (s.end_snapshot IS NOT NULL AND (t.e IS NULL OR t.e > s.end_snapshot))`,
  }),
  invariant('R2', {
    says: 'columns, files, partitionings and sortings live inside the lifetime of their table',
    why: 'what outlives its table is never read and never cleaned up; what comes before it belongs to another',
    sql: `SELECT v.b, concat(v.kind, ' ', v.id, ' from ', v.b, ' to ', v.e, ' is of table ', v.table_id)
FROM (SELECT 'column' AS kind, column_id AS id, table_id, begin_snapshot AS b, end_snapshot AS e FROM {M}ducklake_column
UNION ALL SELECT 'data file', data_file_id, table_id, begin_snapshot, end_snapshot FROM {M}ducklake_data_file
UNION ALL SELECT 'delete file', delete_file_id, table_id, begin_snapshot, end_snapshot FROM {M}ducklake_delete_file
UNION ALL SELECT 'partitioning', partition_id, table_id, begin_snapshot, end_snapshot FROM {M}ducklake_partition_info
UNION ALL SELECT 'sorting', sort_id, table_id, begin_snapshot, end_snapshot FROM {M}ducklake_sort_info) v
LEFT JOIN ge_lives l ON l.table_id = v.table_id
WHERE l.table_id IS NULL OR l.b > v.b OR (l.e IS NOT NULL AND (v.e IS NULL OR v.e > l.e))`,
  }),
  invariant('R3', {
    says: 'a live table has a live column at its top level',
    why: 'a client cannot load a table without columns',
    sql: `SELECT t.begin_snapshot, concat('table ', t.table_id, ' has no column') FROM {M}ducklake_table t
WHERE t.end_snapshot IS NULL AND NOT EXISTS (SELECT 1 FROM {M}ducklake_column c
WHERE c.table_id = t.table_id AND c.end_snapshot IS NULL AND c.parent_column IS NULL)`,
  }),
  invariant('R4', {
    says: 'the parent of a live column is a live column of the same table',
    why: 'a client fails to put the nested type together',
    sql: `SELECT c.begin_snapshot, concat('column ', c.column_id, ' of table ', c.table_id, ' is in column ', c.parent_column)
FROM {M}ducklake_column c WHERE c.end_snapshot IS NULL AND c.parent_column IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM {M}ducklake_column p WHERE p.table_id = c.table_id AND p.column_id = c.parent_column
AND p.end_snapshot IS NULL AND p.column_id <> c.column_id)`,
  }),
  invariant('R5', {
    says: 'a live tag is of a live schema, table, view or macro, and a live column tag of a column that its live table has had',
    why: 'a comment would come back with an object that takes the id; DROP COLUMN leaves its tags, and no column id comes twice',
    sql: `SELECT t.begin_snapshot, concat('tag ', t.key, ' is of ', t.object_id) FROM {M}ducklake_tag t
WHERE t.end_snapshot IS NULL AND NOT EXISTS (SELECT 1 FROM ge_versions v
WHERE v.id = t.object_id AND v.e IS NULL AND v.kind IN ('schema', 'table', 'view', 'macro'))
UNION ALL SELECT t.begin_snapshot, concat('tag ', t.key, ' is of column ', t.column_id, ' of table ', t.table_id)
FROM {M}ducklake_column_tag t WHERE t.end_snapshot IS NULL AND (NOT EXISTS (SELECT 1 FROM {M}ducklake_column c
WHERE c.table_id = t.table_id AND c.column_id = t.column_id)
OR NOT EXISTS (SELECT 1 FROM ge_versions v WHERE v.id = t.table_id AND v.e IS NULL AND v.kind = 'table'))`,
  }),
  invariant('R6', {
    severity: 'soft',
    says: 'the data file of a live delete file is live',
    why: 'soft: TRUNCATE and the deletion of a whole file end the data file and leave its delete file',
    sql: `SELECT d.begin_snapshot, concat('delete file ', d.delete_file_id, ' is of data file ', d.data_file_id, ', which has ended')
FROM {M}ducklake_delete_file d JOIN {M}ducklake_data_file f ON f.data_file_id = d.data_file_id
WHERE d.end_snapshot IS NULL AND f.end_snapshot IS NOT NULL`,
  }),
  invariant('R7', {
    says: 'a macro has an implementation, every implementation and parameter has its macro, and none is there twice',
    why: 'a client fails to load the macro, or loads it with what belongs to another',
    sql: `SELECT m.begin_snapshot, concat('macro ', m.macro_id, ' has no implementation') FROM {M}ducklake_macro m
WHERE NOT EXISTS (SELECT 1 FROM {M}ducklake_macro_impl i WHERE i.macro_id = m.macro_id)
UNION ALL SELECT CAST(NULL AS BIGINT), concat('implementation ', i.impl_id, ' is of macro ', i.macro_id) FROM {M}ducklake_macro_impl i
WHERE NOT EXISTS (SELECT 1 FROM {M}ducklake_macro m WHERE m.macro_id = i.macro_id)
UNION ALL SELECT CAST(NULL AS BIGINT), concat('implementation ', impl_id, ' of macro ', macro_id, ' is there twice')
FROM {M}ducklake_macro_impl GROUP BY macro_id, impl_id HAVING COUNT(*) > 1
UNION ALL SELECT CAST(NULL AS BIGINT), concat('parameter ', p.parameter_name, ' is of macro ', p.macro_id)
FROM {M}ducklake_macro_parameters p WHERE NOT EXISTS (SELECT 1 FROM {M}ducklake_macro_impl i
WHERE i.macro_id = p.macro_id AND i.impl_id = p.impl_id)
UNION ALL SELECT CAST(NULL AS BIGINT), concat('parameter ', column_id, ' of macro ', macro_id, ' is there twice')
FROM {M}ducklake_macro_parameters GROUP BY macro_id, impl_id, column_id HAVING COUNT(*) > 1`,
  }),
  invariant('R8', {
    says: 'a column of a partitioning belongs to a partitioning of its table and stands at a place of its own',
    why: 'files would be pruned by a key that they do not have',
    sql: `SELECT CAST(NULL AS BIGINT), concat('column ', c.column_id, ' is of partitioning ', c.partition_id, ' of table ', c.table_id)
FROM {M}ducklake_partition_column c WHERE NOT EXISTS (SELECT 1 FROM {M}ducklake_partition_info i
WHERE i.partition_id = c.partition_id AND i.table_id = c.table_id)
OR NOT EXISTS (SELECT 1 FROM {M}ducklake_column k WHERE k.table_id = c.table_id AND k.column_id = c.column_id)
UNION ALL SELECT CAST(NULL AS BIGINT), concat('key ', partition_key_index, ' of partitioning ', partition_id, ' is there twice')
FROM {M}ducklake_partition_column GROUP BY partition_id, partition_key_index HAVING COUNT(*) > 1`,
  }),
  invariant('R9', {
    says: 'an expression of a sorting belongs to a sorting of its table and stands at a place of its own, and a sorting has one',
    why: 'files would be written in another order than the table asks for',
    sql: `SELECT CAST(NULL AS BIGINT), concat('expression ', e.sort_key_index, ' is of sorting ', e.sort_id, ' of table ', e.table_id)
FROM {M}ducklake_sort_expression e WHERE NOT EXISTS (SELECT 1 FROM {M}ducklake_sort_info i
WHERE i.sort_id = e.sort_id AND i.table_id = e.table_id)
UNION ALL SELECT CAST(NULL AS BIGINT), concat('expression ', sort_key_index, ' of sorting ', sort_id, ' is there twice')
FROM {M}ducklake_sort_expression GROUP BY sort_id, sort_key_index HAVING COUNT(*) > 1
UNION ALL SELECT i.begin_snapshot, concat('sorting ', i.sort_id, ' has no expression') FROM {M}ducklake_sort_info i
WHERE i.end_snapshot IS NULL AND NOT EXISTS (SELECT 1 FROM {M}ducklake_sort_expression e WHERE e.sort_id = i.sort_id)`,
  }),
  invariant('R10', {
    says: 'the mapping of a file and of a source name is there, once, and that of a file is of its table',
    why: 'the columns of a file that was added from outside could not be told',
    sql: `SELECT f.begin_snapshot, concat('data file ', f.data_file_id, ' of table ', f.table_id, ' has mapping ', f.mapping_id)
FROM {M}ducklake_data_file f WHERE f.mapping_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {M}ducklake_column_mapping m
WHERE m.mapping_id = f.mapping_id AND m.table_id = f.table_id)
UNION ALL SELECT CAST(NULL AS BIGINT), concat('source name ', n.source_name, ' is of mapping ', n.mapping_id)
FROM {M}ducklake_name_mapping n WHERE NOT EXISTS (SELECT 1 FROM {M}ducklake_column_mapping m
WHERE m.mapping_id = n.mapping_id)
UNION ALL SELECT CAST(NULL AS BIGINT), concat('column ', column_id, ' of mapping ', mapping_id, ' is there twice')
FROM {M}ducklake_name_mapping GROUP BY mapping_id, column_id HAVING COUNT(*) > 1`,
  }),
]
