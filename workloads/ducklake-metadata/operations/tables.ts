import { liveRows, num, type Row, text } from '../catalog.js'
import { columnRows, templateOf } from '../columns.js'
import { type Draft, insert } from '../draft.js'
import { addInlinedTable } from '../inlining.js'
import {
  always,
  choose,
  freeName,
  type Maker,
  pathOf,
  relationsOf,
  schemaLives,
  schemaName,
  tableLives,
} from '../operation.js'
import { uuid } from '../value.js'
import { addFiles } from './add-files.js'
import { endById, endTables } from './drop.js'

/** CREATE TABLE, or CREATE TABLE AS with its first data file. */
export const createTable: Maker = (catalog, pick) => {
  const schema = choose(liveRows(catalog, 'ducklake_schema'), pick.target)
  if (!schema) return undefined
  const schemaId = num(schema, 'schema_id')
  const name = freeName(relationsOf(catalog, schemaId), 'table_name', pick.value)
  return {
    features: [pick.flag ? 'create-table-as' : 'create-table'],
    altersSchema: always,
    applies: schemaLives(schemaId),
    write: (draft) => writeTable(draft, { schemaId, name, pick }),
  }
}

/** CREATE OR REPLACE TABLE AS: the drop and the creation in one snapshot. */
export const replaceTable: Maker = (catalog, pick) => {
  const old = choose(liveRows(catalog, 'ducklake_table'), pick.target)
  if (!old) return undefined
  const schemaId = num(old, 'schema_id')
  return {
    features: ['replace-table'],
    altersSchema: always,
    applies: tableLives(num(old, 'table_id')),
    write: (draft) => {
      const isOld = (row: Row) => row.table_id === old.table_id
      endTables(draft, liveRows(draft.base, 'ducklake_table').filter(isOld))
      const name = text(old, 'table_name')
      writeTable(draft, { schemaId, name, pick: { ...pick, flag: true } })
    },
  }
}

function writeTable(
  draft: Draft,
  made: { schemaId: number; name: string; pick: { value: number; flag: boolean } },
): void {
  const { schemaId, name, pick } = made
  const tableId = draft.nextCatalogId++
  const tableUuid = uuid(draft.operation, 0)
  const table = { tableId, tableUuid, schemaId, name, path: pathOf(name, tableUuid) }
  insert(draft, 'tables', { table: 'ducklake_table', rows: [tableRow(draft, table)] })
  const columns = columnRows(draft, tableId, templateOf(pick.value))
  insert(draft, 'tables', { table: 'ducklake_column', rows: columns })
  if (pick.value % 2 === 0) addInlinedTable(draft, 'tables', { tableId, columns })
  addSchemaVersion(draft, tableId)
  const schema = schemaName(draft.base, schemaId)
  draft.changes.push({ kind: 'created_table', schemaId, schema, name })
  if (pick.flag) addFiles(draft, { tableId, columns, value: pick.value, fileCount: 1 })
}

function tableRow(
  draft: Draft,
  table: { tableId: number; tableUuid: string; schemaId: number; name: string; path: string },
): Row {
  return {
    table_id: table.tableId,
    table_uuid: table.tableUuid,
    begin_snapshot: draft.snapshotId,
    end_snapshot: null,
    schema_id: table.schemaId,
    table_name: table.name,
    path: table.path,
    path_is_relative: true,
  }
}

/**
 * The row that every creation and every change of columns or partitions leaves in
 * ducklake_schema_versions.
 */
export function addSchemaVersion(draft: Draft, tableId: number): void {
  const row: Row = {
    begin_snapshot: draft.snapshotId,
    schema_version: draft.schemaVersion,
    table_id: tableId,
  }
  insert(draft, 'schemaVersions', { table: 'ducklake_schema_versions', rows: [row] })
}

/** ALTER TABLE ... RENAME TO: a second row with the same id. */
export const renameTable: Maker = (catalog, { target, value }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  if (!table) return undefined
  const tableId = num(table, 'table_id')
  const schemaId = num(table, 'schema_id')
  const name = freeName(relationsOf(catalog, schemaId), 'table_name', value)
  return {
    features: ['rename-table'],
    altersSchema: always,
    // The client's matrix lets a rename pass over a drop of the same table; that would bring the
    // table back without
    // columns, so this client looks whether it is there.
    applies: tableLives(tableId),
    write: (draft) => {
      const rows = liveRows(draft.base, 'ducklake_table').filter((row) => row.table_id === tableId)
      endById(draft, { table: 'ducklake_table', key: 'table_id', ids: String(tableId), rows })
      const renamed = { ...table, begin_snapshot: draft.snapshotId, table_name: name }
      insert(draft, 'tables', { table: 'ducklake_table', rows: [renamed] })
      addSchemaVersion(draft, tableId)
      const schema = schemaName(draft.base, schemaId)
      draft.changes.push({ kind: 'created_table', schemaId, schema, name })
    },
  }
}
