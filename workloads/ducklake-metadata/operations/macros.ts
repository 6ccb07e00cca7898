import { liveRows, num, type Row } from '../catalog.js'
import { type Draft, insert } from '../draft.js'
import { always, choose, freeName, type Maker, schemaLives, schemaName } from '../operation.js'
import { endById } from './drop.js'

/** CREATE MACRO with one or two parameters. */
export const createMacro: Maker = (catalog, { target, value, flag }) => {
  const schema = choose(liveRows(catalog, 'ducklake_schema'), target)
  if (!schema) return undefined
  const schemaId = num(schema, 'schema_id')
  const inSchema = (row: Row) => row.schema_id === schemaId
  const name = freeName(liveRows(catalog, 'ducklake_macro').filter(inSchema), 'macro_name', value)
  return {
    features: ['create-macro'],
    altersSchema: always,
    applies: schemaLives(schemaId),
    write: (draft) => {
      addMacro(draft, { schemaId, name, parameters: flag ? ['a', 'b'] : ['a'] })
      const schemaText = schemaName(draft.base, schemaId)
      draft.changes.push({ kind: 'created_scalar_macro', schemaId, schema: schemaText, name })
    },
  }
}

function addMacro(
  draft: Draft,
  macro: { schemaId: number; name: string; parameters: readonly string[] },
): void {
  const id = draft.nextCatalogId++
  const row: Row = {
    schema_id: macro.schemaId,
    macro_id: id,
    macro_name: macro.name,
    begin_snapshot: draft.snapshotId,
    end_snapshot: null,
  }
  insert(draft, 'macros', { table: 'ducklake_macro', rows: [row] })
  const sql = `(${macro.parameters.join(' + ')})`
  const impl: Row = { macro_id: id, impl_id: 0, dialect: 'duckdb', sql, type: 'scalar' }
  insert(draft, 'macros', { table: 'ducklake_macro_impl', rows: [impl] })
  macro.parameters.forEach((name, index) => {
    const parameter: Row = {
      macro_id: id,
      impl_id: 0,
      column_id: index,
      parameter_name: name,
      parameter_type: 'unknown',
      default_value: index === 0 ? 'NULL' : '5',
      default_value_type: index === 0 ? 'unknown' : 'int32',
    }
    insert(draft, 'macros', { table: 'ducklake_macro_parameters', rows: [parameter] })
  })
}

/** DROP MACRO */
export const dropMacro: Maker = (catalog, { target }) => {
  const macro = choose(liveRows(catalog, 'ducklake_macro'), target)
  if (!macro) return undefined
  const id = num(macro, 'macro_id')
  const isIt = (row: Row) => row.macro_id === id
  return {
    features: ['drop-macro'],
    altersSchema: always,
    applies: (newer) => liveRows(newer, 'ducklake_macro').some(isIt),
    write: (draft) => {
      const rows = liveRows(draft.base, 'ducklake_macro').filter(isIt)
      endById(draft, { table: 'ducklake_macro', key: 'macro_id', ids: String(id), rows })
      draft.changes.push({ kind: 'dropped_scalar_macro', id })
    },
  }
}
