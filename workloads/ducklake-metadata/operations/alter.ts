import { type Catalog, liveOf, liveRows, num, type Row, rowsOf, text } from '../catalog.js'
import { LAKE_TYPES } from '../column-types.js'
import { columnRow, liveColumns, rootScalarsOf, type Scalar } from '../columns.js'
import { type Draft, endRows, insert } from '../draft.js'
import { addInlinedTable, newestInlined } from '../inlining.js'
import { always, choose, type Maker, type Operation, tableLives } from '../operation.js'
import { addSchemaVersion } from './tables.js'

/** ALTER TABLE ... ADD COLUMN, half of them with a default. */
export const addColumn: Maker = (catalog, { target, value, flag }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  if (!table) return undefined
  const tableId = num(table, 'table_id')
  return onTable(tableId, 'add-column', (draft) => {
    // The client reads MAX(column_id) over all versions, so that an id is never used twice.
    const columnId = 1 + Math.max(0, ...allColumns(draft.base, tableId))
    const type = choose(LAKE_TYPES, value) ?? LAKE_TYPES[0]
    const plan = {
      name: freeColumn(draft.base, tableId, columnId),
      type: type?.name ?? 'int32',
      ...(flag ? { defaultValue: type?.statistic(value % 1000) ?? '7' } : {}),
    }
    return { added: columnRow(draft, { tableId, columnId, parent: null, plan }) }
  })
}

function allColumns(catalog: Catalog, tableId: number): readonly number[] {
  const rows = rowsOf(catalog, 'ducklake_column').filter((row) => row.table_id === tableId)
  return rows.map((row) => num(row, 'column_id'))
}

/** `e` where no column has that name, which is short and often free, otherwise a name by the id. */
function freeColumn(catalog: Catalog, tableId: number, columnId: number): string {
  const isTaken = liveColumns(catalog, tableId).some((row) => row.column_name === 'e')
  return isTaken ? `c${columnId}` : 'e'
}

/** What an ALTER does to the column rows. */
interface ColumnChange {
  readonly ended?: Row
  readonly added?: Row
}

function onTable(
  tableId: number,
  feature: string,
  change: (draft: Draft) => ColumnChange,
): Operation {
  return {
    features: [feature],
    altersSchema: always,
    applies: tableLives(tableId),
    write: (draft) => changeColumns(draft, tableId, change(draft)),
  }
}

function changeColumns(draft: Draft, tableId: number, { ended, added }: ColumnChange): void {
  if (ended) endColumn(draft, ended)
  if (added) insert(draft, 'tables', { table: 'ducklake_column', rows: [added] })
  if (newestInlined(draft.base, tableId) !== undefined) {
    const kept = liveColumns(draft.base, tableId).filter((row) => row !== ended)
    const columns = added ? [...kept, added] : kept
    const ordered = [...columns].sort((a, b) => num(a, 'column_order') - num(b, 'column_order'))
    addInlinedTable(draft, 'tables', { tableId, columns: ordered })
  }
  addSchemaVersion(draft, tableId)
  draft.changes.push({ kind: 'altered_table', id: tableId })
}

function endColumn(draft: Draft, row: Row): void {
  const table = 'ducklake_column'
  const sql = `
WITH dropped_cols(tid, cid) AS (
VALUES (${num(row, 'table_id')}, ${num(row, 'column_id')})
)
UPDATE {M}.ducklake_column
SET end_snapshot = ${draft.snapshotId}
FROM dropped_cols
WHERE table_id=tid AND column_id=cid AND end_snapshot IS NULL
`
  endRows(draft, 'tables', { table, rows: [row], sql })
}

/** A change of one top-level column: the old row ends, a row with the same id begins. */
function changeOf(
  feature: string,
  change: (scalar: Scalar, value: number) => Row | undefined,
): Maker {
  return (catalog, { target, value }) => {
    const candidates = liveRows(catalog, 'ducklake_table').flatMap((table) => {
      const scalars = rootScalarsOf(catalog, num(table, 'table_id'))
      const changed = scalars.filter((scalar) => change(scalar, value) !== undefined)
      return changed.length > 0 ? [changed] : []
    })
    const scalar = choose(choose(candidates, target) ?? [], Math.floor(value / 3))
    const added = scalar && change(scalar, value)
    if (!scalar || !added) return undefined
    return onTable(num(scalar.row, 'table_id'), feature, (draft) => ({
      ended: scalar.row,
      added: { ...added, begin_snapshot: draft.snapshotId },
    }))
  }
}

/** ALTER TABLE ... RENAME COLUMN; the new name holds the column's id, so it is free. */
export const renameColumn = changeOf('rename-column', ({ row }, value) => ({
  ...row,
  column_name: `r${num(row, 'column_id')} "${value % 10}"`,
}))

/** ALTER COLUMN ... SET DEFAULT */
export const setDefault = changeOf('set-default', ({ row, type }, value) => ({
  ...row,
  default_value: type.statistic(value % 1000),
}))

/** ALTER COLUMN ... DROP NOT NULL */
export const dropNotNull = changeOf('drop-not-null', ({ row }) =>
  row.nulls_allowed === false ? { ...row, nulls_allowed: true } : undefined,
)

/** ALTER COLUMN ... SET NOT NULL */
export const setNotNull = changeOf('set-not-null', ({ row }) =>
  row.nulls_allowed === true ? { ...row, nulls_allowed: false } : undefined,
)

/** ALTER COLUMN ... SET DATA TYPE BIGINT */
export const widenColumn = changeOf('change-type', ({ row }) =>
  row.column_type === 'int32' ? { ...row, column_type: 'int64' } : undefined,
)

/**
 * ALTER TABLE ... DROP COLUMN, of tables that keep another column and have no partition or sort
 * keys.
 */
export const dropColumn: Maker = (catalog, { target, value }) => {
  const candidates = liveRows(catalog, 'ducklake_table').flatMap((table) => {
    const id = num(table, 'table_id')
    const scalars = rootScalarsOf(catalog, id)
    const keyed = ['ducklake_partition_info', 'ducklake_sort_info'].some(
      (name) => liveOf(catalog, name, id).length > 0,
    )
    return keyed || scalars.length < 2 ? [] : [scalars]
  })
  const scalar = choose(choose(candidates, target) ?? [], value)
  if (!scalar) return undefined
  return onTable(num(scalar.row, 'table_id'), 'drop-column', () => ({ ended: scalar.row }))
}

/** The field that ALTER adds to a struct. */
const NEW_FIELD = 'c'

/**
 * ALTER TABLE ... ADD COLUMN st.c where a struct has no such field, otherwise RENAME st.c, or with
 * `flag` DROP COLUMN st.c. A new field is written as not nullable, as the client does it.
 */
export const alterField: Maker = (catalog, { target, flag }) => {
  const structs = liveRows(catalog, 'ducklake_table').flatMap((table) =>
    liveColumns(catalog, num(table, 'table_id')).filter((row) => row.column_type === 'struct'),
  )
  const struct = choose(structs, target)
  if (!struct) return undefined
  const tableId = num(struct, 'table_id')
  const field = liveColumns(catalog, tableId).find(
    (row) => row.parent_column === struct.column_id && row.column_name === NEW_FIELD,
  )
  if (field && flag) return onTable(tableId, 'drop-field', () => ({ ended: field }))
  if (field)
    return onTable(tableId, 'rename-field', (draft) => ({
      ended: field,
      added: {
        ...field,
        begin_snapshot: draft.snapshotId,
        column_name: `${NEW_FIELD}${num(field, 'column_id')}`,
      },
    }))
  return onTable(tableId, 'add-field', (draft) => {
    const columnId = 1 + Math.max(0, ...allColumns(draft.base, tableId))
    const plan = { name: NEW_FIELD, type: 'int32', notNull: true }
    const parent = num(struct, 'column_id')
    return { added: columnRow(draft, { tableId, columnId, parent, plan }) }
  })
}

/**
 * COMMENT ON TABLE or, with `flag`, on a column; every fifth is IS NULL, which is a tag without
 * value.
 */
export const comment: Maker = (catalog, { target, value, flag }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  if (!table) return undefined
  const tableId = num(table, 'table_id')
  const column = flag ? choose(liveColumns(catalog, tableId), value) : undefined
  const said = value % 5 === 4 ? null : `comment's ${value}`
  return {
    features: [column ? 'comment-column' : 'comment-table'],
    altersSchema: always,
    applies: tableLives(tableId),
    write: (draft) => {
      if (column) tagColumn(draft, column, said)
      else tagObject(draft, tableId, said)
      draft.changes.push({ kind: 'altered_table', id: tableId })
    },
  }
}

/** Writes the comment of a table or view: the old tag ends, the new one begins. */
export function tagObject(draft: Draft, objectId: number, said: string | null): void {
  const table = 'ducklake_tag'
  const old = liveRows(draft.base, table).filter((row) => row.object_id === objectId)
  const sql = `
WITH overwritten_tags(tid, key) AS (
VALUES (${objectId}, 'comment')
)
UPDATE {M}.ducklake_tag
SET end_snapshot = ${draft.snapshotId}
FROM overwritten_tags
WHERE object_id=tid AND ducklake_tag.key=overwritten_tags.key AND end_snapshot IS NULL
`
  endRows(draft, 'tables', { table, rows: old, sql })
  const begin = { begin_snapshot: draft.snapshotId, end_snapshot: null }
  const row: Row = { object_id: objectId, ...begin, key: 'comment', value: said }
  insert(draft, 'tables', { table, rows: [row] })
}

function tagColumn(draft: Draft, column: Row, said: string | null): void {
  const table = 'ducklake_column_tag'
  const [tableId, columnId] = [num(column, 'table_id'), num(column, 'column_id')]
  const old = liveOf(draft.base, table, tableId).filter((row) => row.column_id === columnId)
  const sql = `
WITH overwritten_tags(tid, cid, key) AS (
VALUES (${tableId}, ${columnId}, 'comment')
)
UPDATE {M}.ducklake_column_tag
SET end_snapshot = ${draft.snapshotId}
FROM overwritten_tags
WHERE table_id=tid AND column_id=cid AND ducklake_column_tag.key=overwritten_tags.key \
AND end_snapshot IS NULL
`
  endRows(draft, 'tables', { table, rows: old, sql })
  const begin = { begin_snapshot: draft.snapshotId, end_snapshot: null }
  const row: Row = {
    table_id: tableId,
    column_id: columnId,
    ...begin,
    key: 'comment',
    value: said,
  }
  insert(draft, 'tables', { table, rows: [row] })
}

/** The name of a column for messages and sort expressions. */
export function columnName(row: Row): string {
  return text(row, 'column_name')
}
