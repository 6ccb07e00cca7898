import { type Catalog, num, type Row, rowsOf, text } from './catalog.js'
import { lakeType } from './column-types.js'
import { isFlat } from './columns.js'
import { createIfMissing, type Draft, insert, type Section } from './draft.js'

/** The system columns of an inlined table; specification 1.1 renames them. */
export const SYSTEM_COLUMNS = ['row_id', 'begin_snapshot', 'end_snapshot'] as const

/** The registered inlined tables of a DuckLake table, oldest first. */
export function inlinedTablesOf(catalog: Catalog, tableId: number): readonly Row[] {
  return rowsOf(catalog, 'ducklake_inlined_data_tables')
    .filter((row) => row.table_id === tableId)
    .sort((a, b) => num(a, 'schema_version') - num(b, 'schema_version'))
}

/** The inlined table that takes new rows. */
export function newestInlined(catalog: Catalog, tableId: number): string | undefined {
  const newest = inlinedTablesOf(catalog, tableId).at(-1)
  return newest && text(newest, 'table_name')
}

/**
 * Registers and makes the inlined table of the draft's schema version; nothing for a nested
 * table.
 */
export function addInlinedTable(
  draft: Draft,
  section: Section,
  made: { readonly tableId: number; readonly columns: readonly Row[] },
): string | undefined {
  const roots = made.columns.filter((row) => row.parent_column === null)
  if (!isFlat(made.columns)) return undefined
  const table = `ducklake_inlined_data_${made.tableId}_${draft.schemaVersion}`
  const row: Row = {
    table_id: made.tableId,
    table_name: table,
    schema_version: draft.schemaVersion,
  }
  insert(draft, section, { table: 'ducklake_inlined_data_tables', rows: [row] })
  createIfMissing(draft, section, {
    table,
    columns: [
      ...SYSTEM_COLUMNS.map((name) => [name, 'BIGINT'] as const),
      ...roots.map((column) => [text(column, 'column_name'), ddlOf(column)] as const),
    ],
  })
  return table
}

function ddlOf(column: Row): string {
  return lakeType(text(column, 'column_type'))?.ddl ?? 'VARCHAR'
}

/** Name of the table that holds deleted positions of data files. */
export function inlinedDeleteTable(tableId: number): string {
  return `ducklake_inlined_delete_${tableId}`
}

/** True once a client has made the inlined delete table. */
export function hasInlinedDeletes(catalog: Catalog, tableId: number): boolean {
  return catalog.tables.has(inlinedDeleteTable(tableId))
}
