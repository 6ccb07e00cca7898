import { liveRows, num, type Row, text } from '../catalog.js'
import { type Draft, endRows, insert } from '../draft.js'
import { always, choose, freeName, idList, type Maker, pathOf, schemaLives } from '../operation.js'
import { uuid } from '../value.js'
import { endById, endTables } from './drop.js'
import { droppedMacro } from './macros.js'

/** CREATE SCHEMA */
export const createSchema: Maker = (catalog, { value }) => {
  const name = freeName(liveRows(catalog, 'ducklake_schema'), 'schema_name', value)
  return {
    features: ['create-schema'],
    altersSchema: always,
    applies: always,
    write: (draft) => {
      const id = uuid(draft.operation, 0)
      const row: Row = {
        schema_id: draft.nextCatalogId++,
        schema_uuid: id,
        begin_snapshot: draft.snapshotId,
        end_snapshot: null,
        schema_name: name,
        path: pathOf(name, id),
        path_is_relative: true,
      }
      insert(draft, 'schemas', { table: 'ducklake_schema', rows: [row] })
      draft.changes.push({ kind: 'created_schema', name })
    },
  }
}

/** DROP SCHEMA, with CASCADE where it is not empty. */
export const dropSchema: Maker = (catalog, { target }) => {
  const candidates = liveRows(catalog, 'ducklake_schema').filter((row) => row.schema_id !== 0)
  const schema = choose(candidates, target)
  if (!schema) return undefined
  const id = num(schema, 'schema_id')
  return {
    features: ['drop-schema'],
    altersSchema: always,
    applies: schemaLives(id),
    write: (draft) => {
      const inSchema = (row: Row) => row.schema_id === id
      endTables(draft, liveRows(draft.base, 'ducklake_table').filter(inSchema))
      for (const kind of ['view', 'macro'] as const) {
        const rows = liveRows(draft.base, `ducklake_${kind}`).filter(inSchema)
        if (rows.length === 0) continue
        endObjects(draft, kind, rows)
        if (kind === 'view') endViewTags(draft, rows)
        for (const row of rows) {
          const id = num(row, `${kind}_id`)
          const change = kind === 'macro' ? droppedMacro(draft.base, id) : 'dropped_view'
          draft.changes.push({ kind: change, id })
        }
      }
      const rows = liveRows(draft.base, 'ducklake_schema').filter((row) => row.schema_id === id)
      endObjects(draft, 'schema', rows)
      draft.changes.push({ kind: 'dropped_schema', id, name: text(schema, 'schema_name') })
    },
  }
}

function endViewTags(draft: Draft, views: readonly Row[]): void {
  const ids = new Set(views.map((row) => row.view_id))
  const rows = liveRows(draft.base, 'ducklake_tag').filter((row) => ids.has(row.object_id ?? null))
  endById(draft, { table: 'ducklake_tag', key: 'object_id', ids: idList(views, 'view_id'), rows })
}

function endObjects(draft: Draft, kind: 'schema' | 'view' | 'macro', rows: readonly Row[]): void {
  const table = `ducklake_${kind}`
  const where = `end_snapshot IS NULL AND ${kind}_id IN (${idList(rows, `${kind}_id`)})`
  const sql = `UPDATE {M}.${table} SET end_snapshot = ${draft.snapshotId} WHERE ${where}`
  endRows(draft, 'drops', { table, rows, sql })
}
