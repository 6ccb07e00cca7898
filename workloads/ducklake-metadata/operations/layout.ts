import { type Catalog, liveOf, liveRows, num, type Row } from '../catalog.js'
import { rootScalarsOf, type Scalar } from '../columns.js'
import { type Draft, endRows, insert } from '../draft.js'
import { always, choose, type Maker, tableLives } from '../operation.js'
import { optionallyQuoted } from '../value.js'
import { columnName } from './alter.js'
import { addSchemaVersion } from './tables.js'

/** A table; for a reset one that has what is reset, where there is one. */
function chooseTable(
  catalog: Catalog,
  layout: string,
  { target, flag }: { target: number; flag: boolean },
) {
  const laidOut = choose(flag ? liveRows(catalog, layout) : [], target)
  const row = laidOut ?? choose(liveRows(catalog, 'ducklake_table'), target)
  return { tableId: row && num(row, 'table_id'), reset: laidOut !== undefined }
}

/**
 * ALTER TABLE ... SET PARTITIONED BY, or with `flag` RESET PARTITIONED BY, which is a
 * partitioning without keys.
 */
export const setPartition: Maker = (catalog, { target, value, flag }) => {
  const { tableId, reset } = chooseTable(catalog, 'ducklake_partition_info', { target, flag })
  if (tableId === undefined) return undefined
  return {
    features: [reset ? 'reset-partition' : 'set-partition'],
    altersSchema: always,
    applies: tableLives(tableId),
    write: (draft) => {
      endLayout(draft, 'ducklake_partition_info', tableId)
      const id = draft.nextCatalogId++
      const rows = [info(draft, 'partition_id', { id, tableId })]
      insert(draft, 'tables', { table: 'ducklake_partition_info', rows })
      const keys = reset ? [] : chosen(rootScalarsOf(draft.base, tableId), value)
      const columns = keys.map((key, index) => partitionKey({ id, tableId, index }, key))
      insert(draft, 'tables', {
        table: 'ducklake_partition_column',
        rows: columns,
        separator: ', ',
      })
      addSchemaVersion(draft, tableId)
      draft.changes.push({ kind: 'altered_table', id: tableId })
    },
  }
}

function partitionKey(of: { id: number; tableId: number; index: number }, key: Scalar): Row {
  const dated = ['date', 'timestamp'].includes(key.type.name)
  return {
    partition_id: of.id,
    table_id: of.tableId,
    partition_key_index: of.index,
    column_id: num(key.row, 'column_id'),
    transform: dated ? 'year' : of.index === 1 ? 'bucket(4)' : 'identity',
  }
}

function info(draft: Draft, key: string, of: { id: number; tableId: number }): Row {
  const ids = { [key]: of.id, table_id: of.tableId }
  return { ...ids, begin_snapshot: draft.snapshotId, end_snapshot: null }
}

function chosen(scalars: readonly Scalar[], value: number): readonly Scalar[] {
  return scalars.slice(0, 1 + (value % 2))
}

function endLayout(draft: Draft, table: string, tableId: number): void {
  const rows = liveOf(draft.base, table, tableId)
  const sql = `
UPDATE {M}.${table}
SET end_snapshot = ${draft.snapshotId}
WHERE table_id IN (${tableId}) AND end_snapshot IS NULL
`
  endRows(draft, 'tables', { table, rows, sql })
}

/** ALTER TABLE ... SET SORTED BY, or with `flag` RESET SORTED BY. */
export const setSort: Maker = (catalog, { target, value, flag }) => {
  const { tableId, reset } = chooseTable(catalog, 'ducklake_sort_info', { target, flag })
  if (tableId === undefined) return undefined
  return {
    features: [reset ? 'reset-sort' : 'set-sort'],
    altersSchema: always,
    applies: tableLives(tableId),
    write: (draft) => {
      endLayout(draft, 'ducklake_sort_info', tableId)
      if (!reset) addSort(draft, { tableId, value })
      draft.changes.push({ kind: 'altered_table', id: tableId })
    },
  }
}

function addSort(draft: Draft, of: { tableId: number; value: number }): void {
  const id = draft.nextCatalogId++
  const keys = chosen(rootScalarsOf(draft.base, of.tableId), of.value)
  const rows = keys.map((key, index) => ({
    sort_id: id,
    table_id: of.tableId,
    sort_key_index: index,
    expression: optionallyQuoted(columnName(key.row)),
    dialect: 'duckdb',
    sort_direction: index === 0 ? 'ASC' : 'DESC',
    null_order: 'NULLS_LAST',
  }))
  const row = info(draft, 'sort_id', { id, tableId: of.tableId })
  insert(draft, 'tables', { table: 'ducklake_sort_info', rows: [row] })
  insert(draft, 'tables', { table: 'ducklake_sort_expression', rows, separator: ', ' })
}
