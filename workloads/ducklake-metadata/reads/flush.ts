import { type Catalog, num, type Row, text } from '../catalog.js'
import { inlinedDeleteTable, systemColumns } from '../inlining.js'
import { BAG, ORDERED, type Read, visible } from '../read.js'
import { listed, namesAt } from './inlined.js'

const features: readonly string[] = []

/** All rows of an inlined table that a flush takes, those that were deleted since included. */
export function flushScan(catalog: Catalog, made: Row): Read {
  const { rowId, begin } = systemColumns(catalog.spec)
  const own = namesAt(catalog, num(made, 'table_id'), num(made, 'schema_version'))
  const sql = `
SELECT ${listed([...own, rowId, begin])}
FROM {M}.${text(made, 'table_name')} inlined_data
WHERE ${catalog.snapshotId} >= ${begin}
ORDER BY ${rowId}, ${begin};`
  return { sql, compare: ORDERED, features }
}

/** Which of the rows of the new file were deleted, by their position in it. */
export function deletedPositions(catalog: Catalog, made: Row, rowCount: number): Read {
  const { rowId, begin, end } = systemColumns(catalog.spec)
  const sql = `
WITH all_rows AS (
	SELECT ${end}, ROW_NUMBER() OVER (ORDER BY ${rowId} ASC NULLS LAST, ${begin} ASC NULLS LAST) - 1 AS output_position
	FROM {M}.${text(made, 'table_name')}
	WHERE ${catalog.snapshotId} >= ${begin}
)
SELECT ${end}, output_position
FROM all_rows
WHERE ${end} IS NOT NULL
AND output_position >= 0 AND output_position < ${rowCount};`
  return { sql, compare: BAG, features }
}

/** The deletions of a table's data files that are kept in the catalog, with their delete files. */
export function inlinedFileDeletes(catalog: Catalog, tableId: number): Read {
  const old = ['delete_file_id']
  const renamed = ['path', 'path_is_relative', 'begin_snapshot', 'encryption_key', 'format'].map(
    (column) => `${column} as del_${column}`,
  )
  const sql = `
SELECT del.file_id, data.path, data.path_is_relative, del.row_id, del.begin_snapshot,
       ${[...old, ...renamed].map((column) => `existing_del.${column}`).join(', ')}
FROM {M}.${inlinedDeleteTable(tableId)} del
JOIN {M}.ducklake_data_file data ON del.file_id = data.data_file_id
LEFT JOIN (
    SELECT * FROM {M}.ducklake_delete_file
    WHERE table_id = ${tableId} AND ${visible(catalog.snapshotId)}
) existing_del ON del.file_id = existing_del.data_file_id`
  return { sql, compare: BAG, features }
}

/** The inlined tables that a newer one of the same table has taken the place of. */
export const supersededTables: Read = {
  sql: `
SELECT idt.table_id, idt.schema_version, idt.table_name
FROM {M}.ducklake_inlined_data_tables idt
WHERE idt.schema_version < (
    SELECT MAX(idt2.schema_version)
    FROM {M}.ducklake_inlined_data_tables idt2
    WHERE idt2.table_id = idt.table_id
);`,
  compare: BAG,
  features,
}
