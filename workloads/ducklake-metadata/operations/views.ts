import { type Catalog, liveRows, num, type Row, text } from '../catalog.js'
import { type Draft, insert } from '../draft.js'
import {
  always,
  choose,
  freeName,
  type Maker,
  relationsOf,
  schemaLives,
  schemaName,
} from '../operation.js'
import { uuid } from '../value.js'
import { tagObject } from './alter.js'
import { endById } from './drop.js'

/** CREATE VIEW, or with `flag` CREATE OR REPLACE VIEW where there is one. */
export const createView: Maker = (catalog, { target, value, flag }) => {
  const old = flag ? choose(liveRows(catalog, 'ducklake_view'), target) : undefined
  const schema = choose(liveRows(catalog, 'ducklake_schema'), target)
  const schemaId = old ? num(old, 'schema_id') : num(schema ?? {}, 'schema_id')
  const name = old
    ? text(old, 'view_name')
    : freeName(relationsOf(catalog, schemaId), 'table_name', value)
  return {
    features: [old ? 'replace-view' : 'create-view'],
    altersSchema: always,
    applies: old ? viewLives(num(old, 'view_id')) : schemaLives(schemaId),
    write: (draft) => {
      if (old) endView(draft, num(old, 'view_id'), true)
      if (old) draft.changes.push({ kind: 'dropped_view', id: num(old, 'view_id') })
      const row = viewRow(draft, { schemaId, name, value })
      insert(draft, 'tables', { table: 'ducklake_view', rows: [row] })
      const schemaText = schemaName(draft.base, schemaId)
      draft.changes.push({ kind: 'created_view', schemaId, schema: schemaText, name })
    },
  }
}

function viewRow(draft: Draft, view: { schemaId: number; name: string; value: number }): Row {
  return {
    view_id: draft.nextCatalogId++,
    view_uuid: uuid(draft.operation, 0),
    begin_snapshot: draft.snapshotId,
    end_snapshot: null,
    schema_id: view.schemaId,
    view_name: view.name,
    dialect: 'duckdb',
    sql: `SELECT id, '${view.value};' AS v FROM {DUCKLAKE_CATALOG}.main.t`,
    column_aliases: view.value % 2 === 0 ? '"a","b"' : '',
  }
}

function viewLives(id: number): (catalog: Catalog) => boolean {
  return (catalog) => liveRows(catalog, 'ducklake_view').some((row) => row.view_id === id)
}

function endView(draft: Draft, id: number, withTags: boolean): void {
  const rows = liveRows(draft.base, 'ducklake_view').filter((row) => row.view_id === id)
  endById(draft, { table: 'ducklake_view', key: 'view_id', ids: String(id), rows })
  if (!withTags) return
  const tags = liveRows(draft.base, 'ducklake_tag').filter((row) => row.object_id === id)
  endById(draft, { table: 'ducklake_tag', key: 'object_id', ids: String(id), rows: tags })
}

/** DROP VIEW */
export const dropView: Maker = (catalog, { target }) => {
  const view = choose(liveRows(catalog, 'ducklake_view'), target)
  if (!view) return undefined
  const id = num(view, 'view_id')
  return {
    features: ['drop-view'],
    altersSchema: always,
    applies: viewLives(id),
    write: (draft) => {
      endView(draft, id, true)
      draft.changes.push({ kind: 'dropped_view', id })
    },
  }
}

/** ALTER VIEW ... RENAME TO, or with `flag` COMMENT ON VIEW. */
export const alterView: Maker = (catalog, { target, value, flag }) => {
  const view = choose(liveRows(catalog, 'ducklake_view'), target)
  if (!view) return undefined
  const [id, schemaId] = [num(view, 'view_id'), num(view, 'schema_id')]
  const name = freeName(relationsOf(catalog, schemaId), 'table_name', value)
  return {
    features: [flag ? 'comment-view' : 'rename-view'],
    altersSchema: always,
    applies: viewLives(id),
    write: (draft) => {
      if (flag) {
        tagObject(draft, id, `view's ${value}`)
        draft.changes.push({ kind: 'altered_view', id })
        return
      }
      endView(draft, id, false)
      const renamed = { ...view, begin_snapshot: draft.snapshotId, view_name: name }
      insert(draft, 'tables', { table: 'ducklake_view', rows: [renamed] })
      const schema = schemaName(draft.base, schemaId)
      draft.changes.push({ kind: 'created_view', schemaId, schema, name })
    },
  }
}
