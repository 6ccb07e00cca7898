import { type Catalog, liveRows, num, type Row } from '../catalog.js'
import { isFlat, liveColumns, rootScalarsOf } from '../columns.js'
import { type Draft, endRows, insert } from '../draft.js'
import { addInlinedTable, inlinedTablesOf, newestInlined } from '../inlining.js'
import { choose, type Maker, never, tableLives } from '../operation.js'
import { mergeTableStats } from '../table-stats.js'
import { nextRowId } from './add-files.js'

/**
 * INSERT of a few rows that are kept in the catalog. The first on an old table makes the inlined
 * table.
 */
export const inlinedInsert: Maker = (catalog, { target, value }) => {
  const flat = liveRows(catalog, 'ducklake_table').filter((table) =>
    isFlat(liveColumns(catalog, num(table, 'table_id'))),
  )
  const table = choose(flat, target)
  if (!table) return undefined
  const tableId = num(table, 'table_id')
  const isFirst = (on: Catalog) => newestInlined(on, tableId) === undefined
  return {
    features: ['inlined-insert', ...(isFirst(catalog) ? ['inlined-table-on-old-table'] : [])],
    altersSchema: isFirst,
    applies: tableLives(tableId),
    write: (draft) => {
      // The client burns a file id on purpose: caches of statistics are keyed by the next one.
      draft.nextFileId++
      writeRows(draft, tableId, value)
      draft.changes.push({ kind: 'inlined_insert', id: tableId })
    },
  }
}

function writeRows(draft: Draft, tableId: number, value: number): void {
  const scalars = rootScalarsOf(draft.base, tableId)
  const rowCount = 1 + (value % 3)
  const counted: Row = { record_count: rowCount, file_size_bytes: 0 }
  const stats = scalars.map(({ row, type }) => ({
    column_id: num(row, 'column_id'),
    null_count: 0,
    contains_nan: type.hasNan,
    min_value: type.statistic(value),
    max_value: type.statistic(value + rowCount - 1),
  }))
  const first = nextRowId(draft.base, tableId)
  mergeTableStats(draft, { tableId, scalars, dataFiles: [counted], stats })
  const columns = liveColumns(draft.base, tableId)
  const table =
    newestInlined(draft.base, tableId) ?? addInlinedTable(draft, 'data', { tableId, columns })
  if (table === undefined) return
  const rows = Array.from({ length: rowCount }, (_, i): Row => {
    const system = { row_id: first + i, begin_snapshot: draft.snapshotId, end_snapshot: null }
    const cells = scalars.map(({ row, type }) => [cellKey(row), type.value(value + i)] as const)
    return { ...system, ...Object.fromEntries(cells) }
  })
  insert(draft, 'data', { table, rows, separator: ', ' })
}

/** User columns have a prefix in the model, so that none is taken for a system column. */
function cellKey(column: Row): string {
  return `column ${num(column, 'column_id')}`
}

/** DELETE of one or two inlined rows. */
export const inlinedDelete: Maker = (catalog, { target, flag }) => {
  const candidates = liveRows(catalog, 'ducklake_table').flatMap((table) => {
    const id = num(table, 'table_id')
    return inlinedTablesOf(catalog, id).map((made) => ({ id, name: String(made.table_name) }))
  })
  const filled = candidates.filter(({ name }) => liveRows(catalog, name).length > 0)
  const chosen = choose(filled, target)
  if (!chosen) return undefined
  const rowIds = liveRows(catalog, chosen.name)
    .slice(0, flag ? 2 : 1)
    .map((row) => num(row, 'row_id'))
  return {
    features: ['inlined-delete'],
    altersSchema: never,
    applies: tableLives(chosen.id),
    write: (draft) => {
      endInlined(draft, chosen.name, rowIds)
      draft.changes.push({ kind: 'inlined_delete', id: chosen.id })
    },
  }
}

function endInlined(draft: Draft, table: string, rowIds: readonly number[]): void {
  const sql = `
WITH deleted_row_list(deleted_row_id) AS (
VALUES ${rowIds.map((id) => `(${id})`).join(',')}
)
UPDATE {M}.${table}
SET end_snapshot = ${draft.snapshotId}
FROM deleted_row_list
WHERE row_id=deleted_row_id AND end_snapshot IS NULL AND begin_snapshot != ${draft.snapshotId}`
  const rows = liveRows(draft.base, table).filter((row) => rowIds.includes(num(row, 'row_id')))
  endRows(draft, 'inlinedDeletes', { table, rows, sql })
}
