import { liveRows, num, type Row } from '../catalog.js'
import { type Draft, endRows } from '../draft.js'
import { choose, idList, type Maker, tableLives } from '../operation.js'

const HOLDERS = [
  ['ducklake_table', 'table_id'],
  ['ducklake_partition_info', 'table_id'],
  ['ducklake_column', 'table_id'],
  ['ducklake_column_tag', 'table_id'],
  ['ducklake_data_file', 'table_id'],
  ['ducklake_delete_file', 'table_id'],
  ['ducklake_tag', 'object_id'],
  ['ducklake_sort_info', 'table_id'],
] as const

/** The eight UPDATEs of DROP TABLE. Statistics and inlined rows stay, as the client leaves them. */
export function endTables(draft: Draft, tables: readonly Row[]): void {
  if (tables.length === 0) return
  const ids = new Set(tables.map((row) => num(row, 'table_id')))
  for (const [table, key] of HOLDERS) {
    const rows = liveRows(draft.base, table).filter((row) => ids.has(num(row, key)))
    endById(draft, { table, key, ids: idList(tables, 'table_id'), rows })
  }
  for (const id of ids) draft.changes.push({ kind: 'dropped_table', id })
}

/** `UPDATE ... SET end_snapshot = S WHERE end_snapshot IS NULL AND key IN (...)` */
export function endById(
  draft: Draft,
  ended: {
    readonly table: string
    readonly key: string
    readonly ids: string
    readonly rows: readonly Row[]
  },
): void {
  const { table, key, ids, rows } = ended
  const where = `end_snapshot IS NULL AND ${key} IN (${ids})`
  const sql = `UPDATE {M}.${table} SET end_snapshot = ${draft.snapshotId} WHERE ${where}`
  endRows(draft, 'drops', { table, rows, sql })
}

/** DROP TABLE */
export const dropTable: Maker = (catalog, { target }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  if (!table) return undefined
  const id = num(table, 'table_id')
  return {
    features: ['drop-table'],
    altersSchema: () => true,
    applies: tableLives(id),
    write: (draft) => {
      const rows = liveRows(draft.base, 'ducklake_table').filter((row) => row.table_id === id)
      endTables(draft, rows)
    },
  }
}
