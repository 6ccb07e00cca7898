/** How many tables a catalog of so many snapshots has: each is created by a snapshot of its own. */
export function tablesIn(snapshots: number): number {
  return Math.ceil(snapshots / 10)
}

/**
 * Statements that fill a new catalog in the schema `lake` with so many snapshots behind the first: a tenth of them create
 * a table of three columns, and each of the others adds a file with statistics to one of these. Every fifth file has a
 * delete file, and every third of those was replaced once; one table has a row in the catalog for every snapshot.
 */
export function growth(snapshots: number): readonly string[] {
  const tables = tablesIn(snapshots)
  const files = snapshots - tables
  const created = `range(1, ${tables + 1}) t(i)`
  // File i belongs to table i % tables + 1, has 100 rows, and the ids 2 * i and 2 * i + 1 for itself and its deletes.
  const added = `(SELECT i, ${tables} + i + 1 AS s, i % ${tables} + 1 AS t, i // ${tables} AS nth FROM range(${files}) r(i))`
  return [
    `INSERT INTO lake.ducklake_snapshot SELECT i, TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_seconds(i), least(i, ${tables}),
1 + least(i, ${tables}), 2 * greatest(0, i - ${tables}) FROM range(1, ${snapshots + 1}) r(i)`,
    `INSERT INTO lake.ducklake_snapshot_changes SELECT i, CASE WHEN i <= ${tables} THEN 'created_table:"main"."t' || i || '"'
ELSE 'inserted_into_table:' || ((i - ${tables} - 1) % ${tables} + 1) END, NULL, NULL, NULL FROM range(1, ${snapshots + 1}) r(i)`,
    `INSERT INTO lake.ducklake_table SELECT i, uuid(), i, NULL, 0, 't' || i, 't/', true FROM ${created}`,
    `INSERT INTO lake.ducklake_schema_versions SELECT i, i, i FROM ${created}`,
    `INSERT INTO lake.ducklake_column SELECT c, i, NULL, i, c, 'c' || c, 'int64', NULL, 'NULL', true, NULL, 'literal', 'duckdb'
FROM ${created}, range(1, 4) x(c)`,
    `INSERT INTO lake.ducklake_data_file SELECT 2 * i, t, s, NULL, NULL, 'f' || i || '.parquet', true, 'parquet', 100, 1000, 100,
nth * 100, NULL, NULL, NULL, NULL FROM ${added}`,
    `INSERT INTO lake.ducklake_file_column_stats SELECT 2 * i, t, c, 100, 100, 0, '0', '99', NULL, NULL FROM ${added}, range(1, 4) x(c)`,
    `INSERT INTO lake.ducklake_delete_file SELECT 2 * i + 1, t, s, NULL, 2 * i, 'd' || i || '.parquet', true, 'parquet', 3, 10, 10, NULL,
CASE WHEN i % 3 = 0 THEN least(s + 1, ${snapshots}) END FROM ${added} WHERE i % 5 = 0`,
    `INSERT INTO lake.ducklake_table_stats SELECT i, 1000000, 1000000, 1000 FROM ${created}`,
    `INSERT INTO lake.ducklake_table_column_stats SELECT i, c, false, NULL, '0', '99', NULL FROM ${created}, range(1, 4) x(c)`,
    `INSERT INTO lake.ducklake_inlined_data_tables VALUES (1, 'ducklake_inlined_data_1_1', 1)`,
    'CREATE TABLE lake.ducklake_inlined_data_1_1(row_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, c1 BIGINT)',
    `INSERT INTO lake.ducklake_inlined_data_1_1 SELECT 500000 + i, i, NULL, i FROM range(1, ${snapshots + 1}) r(i)`,
  ]
}
