import { liveRows, num } from '../catalog.js'
import { choose } from '../operation.js'
import { BAG, type Read, type Reader } from '../read.js'

const features = ['upkeep-reads']

/** What flush, expiry and cleanup look up before they change anything. */
export const upkeepReads: Reader = (catalog, { target, value }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  const forms = [
    'SELECT DISTINCT table_id FROM {M}.ducklake_table_stats',
    'SELECT DISTINCT schema_version FROM {M}.ducklake_snapshot',
    'SELECT data_file_id, path, path_is_relative, schedule_start FROM {M}.ducklake_files_scheduled_for_deletion',
    olderInlinedTables,
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
