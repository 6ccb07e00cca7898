import { type Catalog, liveRows, num, type Row, text } from '../catalog.js'
import { boundsOf } from '../column-types.js'
import { isInlinable, liveColumns, rootsOf, type Scalar, scalarsOf } from '../columns.js'
import { type Draft, endRows, insert } from '../draft.js'
import {
  addInlinedTable,
  cellKey,
  inlinedTablesOf,
  newestInlined,
  systemColumns,
} from '../inlining.js'
import { cellOf } from '../nested.js'
import { choose, type Maker, never, tableLives } from '../operation.js'
import { mergeTableStats } from '../table-stats.js'
import { nextRowId } from './add-files.js'

/**
 * INSERT of a few rows that are kept in the catalog. The first on an old table makes the inlined
 * table. With `flag` only some columns are given, the others are NULL.
 */
export const inlinedInsert: Maker = (catalog, { target, value, flag }) => {
  const tables = liveRows(catalog, 'ducklake_table').filter((table) =>
    isInlinable(liveColumns(catalog, num(table, 'table_id'))),
  )
  const table = choose(tables, target)
  if (!table) return undefined
  const tableId = num(table, 'table_id')
  const isFirst = (on: Catalog) => newestInlined(on, tableId) === undefined
  const nested = liveColumns(catalog, tableId).some((row) => row.parent_column !== null)
  return {
    features: [
      'inlined-insert',
      ...(isFirst(catalog) ? ['inlined-table-on-old-table'] : []),
      ...(flag ? ['inlined-some-columns'] : nested ? ['inlined-nested'] : []),
    ],
    altersSchema: isFirst,
    applies: tableLives(tableId),
    write: (draft) => {
      // The client burns a file id on purpose: caches of statistics are keyed by the next one.
      draft.nextFileId++
      writeRows(draft, { tableId, value, some: flag })
      draft.changes.push({ kind: 'inlined_insert', id: tableId })
    },
  }
}

/** Which top-level columns a row gives when it does not give all. */
const SELECTIONS: readonly ((column: Row, index: number, all: readonly Row[]) => boolean)[] = [
  (_, index) => index < 2,
  (_, index, all) => index === 0 || index === all.length - 1,
  (column) => SELECTED_TYPES.has(text(column, 'column_type')),
  (_, index) => index % 2 === 0,
]

const SELECTED_TYPES: ReadonlySet<string> = new Set(
  'boolean int8 uint64 varchar date timestamp timestamptz interval uuid'.split(' '),
)

function writeRows(draft: Draft, written: { tableId: number; value: number; some: boolean }): void {
  const { tableId, value } = written
  const columns = liveColumns(draft.base, tableId)
  const given = written.some ? selected(rootsOf(columns), value) : rootsOf(columns)
  const rowCount = 1 + (value % 3)
  const first = nextRowId(draft.base, tableId)
  const scalars = scalarsOf(draft.base, tableId)
  const stats = scalars.map((scalar) =>
    statsOf(scalar, { value, rowCount, isGiven: given.includes(rootOf(columns, scalar.row)) }),
  )
  const counted: Row = { record_count: rowCount, file_size_bytes: 0 }
  mergeTableStats(draft, { tableId, scalars, dataFiles: [counted], stats })
  const table =
    newestInlined(draft.base, tableId) ?? addInlinedTable(draft, 'data', { tableId, columns })
  if (table === undefined) return
  const rows = Array.from({ length: rowCount }, (_, i): Row => {
    const system = { row_id: first + i, begin_snapshot: draft.snapshotId, end_snapshot: null }
    const cells = rootsOf(columns).map((column) => {
      const cell = given.includes(column) ? cellOf(columns, column, value + i) : null
      return [cellKey(column), cell] as const
    })
    return { ...system, ...Object.fromEntries(cells) }
  })
  insert(draft, 'data', { table, rows, separator: ', ' })
}

function selected(roots: readonly Row[], value: number): readonly Row[] {
  const isSelected = choose(SELECTIONS, Math.floor(value / 3)) ?? SELECTIONS[0]
  const chosen = roots.filter((row, i) => isSelected?.(row, i, roots) || !row.nulls_allowed)
  return chosen.length > 0 ? chosen : roots
}

function rootOf(columns: readonly Row[], column: Row): Row {
  const parent = columns.find((row) => row.column_id === column.parent_column)
  return parent ? rootOf(columns, parent) : column
}

/** Statistics that hold for every value, and for the elements of lists behind it. */
function statsOf(
  { row, type }: Scalar,
  of: { value: number; rowCount: number; isGiven: boolean },
): Row {
  const known = of.isGiven && !type.uncounted
  const bounds = known ? boundsOf(type, of.value, of.value + of.rowCount) : undefined
  return {
    column_id: num(row, 'column_id'),
    null_count: of.isGiven ? 0 : of.rowCount,
    contains_nan: of.isGiven && type.hasNan,
    min_value: bounds?.min ?? null,
    max_value: bounds?.max ?? null,
  }
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
  const { rowId, begin, end } = systemColumns(draft.base.spec)
  const sql = `
WITH deleted_row_list(deleted_row_id) AS (
VALUES ${rowIds.map((id) => `(${id})`).join(',')}
)
UPDATE {M}.${table}
SET ${end} = ${draft.snapshotId}
FROM deleted_row_list
WHERE ${rowId}=deleted_row_id AND ${end} IS NULL AND ${begin} != ${draft.snapshotId}`
  const rows = liveRows(draft.base, table).filter((row) => rowIds.includes(num(row, 'row_id')))
  endRows(draft, 'inlinedDeletes', { table, rows, sql })
}
