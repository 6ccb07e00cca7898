import { type Catalog, num, type Row, rowsOf, type Spec, text } from './catalog.js'
import { isInlinable, rootsOf } from './columns.js'
import { createIfMissing, type Draft, insert, type Section } from './draft.js'
import { ddlOf } from './nested.js'

/** The names of the system columns of an inlined table. */
export interface SystemColumns {
  readonly rowId: string
  readonly begin: string
  readonly end: string
}

const PLAIN: SystemColumns = { rowId: 'row_id', begin: 'begin_snapshot', end: 'end_snapshot' }

/** Specification 1.1 gives them a prefix that no column of a user may have. */
const PREFIXED: SystemColumns = {
  rowId: '_ducklake_row_id',
  begin: '_ducklake_begin_snapshot',
  end: '_ducklake_end_snapshot',
}

/** The system columns of a specification's inlined tables. */
export function systemColumns(spec: Spec): SystemColumns {
  return spec === '1.0' ? PLAIN : PREFIXED
}

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
 * Registers and makes the inlined table of the draft's schema version; nothing for a table that
 * cannot be inlined.
 */
export function addInlinedTable(
  draft: Draft,
  section: Section,
  made: { readonly tableId: number; readonly columns: readonly Row[] },
): string | undefined {
  const { tableId, columns } = made
  if (!isInlinable(columns)) return undefined
  const table = `ducklake_inlined_data_${tableId}_${draft.schemaVersion}`
  const row: Row = { table_id: tableId, table_name: table, schema_version: draft.schemaVersion }
  insert(draft, section, { table: 'ducklake_inlined_data_tables', rows: [row] })
  const system = Object.values(systemColumns(draft.base.spec))
  const own = rootsOf(columns).map(
    (column) => [text(column, 'column_name'), ddlOf(columns, column)] as const,
  )
  createIfMissing(draft, section, {
    table,
    columns: [...system.map((name) => [name, 'BIGINT'] as const), ...own],
  })
  return table
}

/** The key of a user's column in the model's rows, so that none is taken for a system column. */
export function cellKey(column: Row): string {
  return `column ${num(column, 'column_id')}`
}

/** Name of the table that holds deleted positions of data files. */
export function inlinedDeleteTable(tableId: number): string {
  return `ducklake_inlined_delete_${tableId}`
}

/** True once a client has made the inlined delete table. */
export function hasInlinedDeletes(catalog: Catalog, tableId: number): boolean {
  return catalog.tables.has(inlinedDeleteTable(tableId))
}
