import { liveRows, num, text } from '../catalog.js'
import { inlinedTablesOf } from '../inlining.js'
import { choose } from '../operation.js'
import { BAG, ONE_ROW, type Read, type Reader } from '../read.js'

const features = ['upkeep-reads']

/** What flush, expiry and cleanup look up before they change anything. */
export const upkeepReads: Reader = (catalog, { target, value }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  const forms = [
    'SELECT DISTINCT table_id FROM {M}.ducklake_table_stats',
    'SELECT DISTINCT schema_version FROM {M}.ducklake_snapshot',
    'SELECT data_file_id, path, path_is_relative, schedule_start FROM {M}.ducklake_files_scheduled_for_deletion',
    olderInlinedTables,
    mappings,
    ...(table ? ofTable(num(table, 'table_id'), num(table, 'schema_id')) : []),
  ]
  const sql = choose(forms, value) ?? olderInlinedTables
  return [{ sql, compare: BAG, features }]
}

const olderInlinedTables = `
SELECT idt.table_id, idt.schema_version, idt.table_name
FROM {M}.ducklake_inlined_data_tables idt
WHERE idt.schema_version < (
	SELECT MAX(idt2.schema_version)
	FROM {M}.ducklake_inlined_data_tables idt2
	WHERE idt2.table_id = idt.table_id
)`

const mappings = `
SELECT mapping_id, table_id, type, column_id, source_name, target_field_id, parent_column, is_partition
FROM {M}.ducklake_column_mapping
JOIN {M}.ducklake_name_mapping USING (mapping_id)
ORDER BY mapping_id, parent_column NULLS FIRST`

function ofTable(tableId: number, schemaId: number): readonly string[] {
  return [
    `SELECT begin_snapshot FROM {M}.ducklake_table WHERE table_id = ${tableId}`,
    `
SELECT s.path, s.path_is_relative
FROM {M}.ducklake_schema s
WHERE schema_id = ${schemaId};`,
  ]
}

/**
 * The rows that came into or went out of an inlined table in a range of snapshots, and what a
 * flush would take.
 */
export const inlinedChanges: Reader = (catalog, { target, value }) => {
  const tables = liveRows(catalog, 'ducklake_table').flatMap((row) =>
    inlinedTablesOf(catalog, num(row, 'table_id')),
  )
  const made = choose(tables, target)
  if (!made) return []
  const name = text(made, 'table_name')
  const side = value % 2 === 0 ? 'begin_snapshot' : 'end_snapshot'
  const from = value % (catalog.snapshotId + 1)
  const range: Read = {
    sql: `
SELECT ${side} AS col1, row_id AS col2
FROM {M}.${name} inlined_data
WHERE inlined_data.${side} >= ${from} AND inlined_data.${side} <= ${catalog.snapshotId}`,
    compare: BAG,
    features: ['inlined-changes'],
  }
  const count: Read = {
    sql: `SELECT COUNT(*) AS ge_count FROM {M}.${name}`,
    compare: ONE_ROW,
    features: ['inlined-changes'],
  }
  return [range, count]
}

/**
 * What a client that deletes looks at when another has deleted from the same table: which files
 * were touched.
 */
export function touchedFiles(since: number): Read {
  return {
    sql: `
SELECT data_file_id
FROM {M}.ducklake_delete_file
WHERE begin_snapshot > ${since}
UNION ALL
SELECT data_file_id
FROM {M}.ducklake_data_file
WHERE end_snapshot IS NOT NULL AND end_snapshot > ${since}`,
    compare: BAG,
    features: ['delete-conflict-check'],
  }
}
