import { type Catalog, liveRows, num, type Row, rowsOf, text } from '../catalog.js'
import { type Draft, insert } from '../draft.js'
import {
  always,
  choose,
  freeName,
  type Maker,
  type Operation,
  schemaLives,
  schemaName,
} from '../operation.js'
import { endById } from './drop.js'

/** One body of a macro. */
interface Implementation {
  readonly sql: string
  readonly type: 'scalar' | 'table'
  readonly parameters: readonly string[]
}

const SCALAR: Implementation = { sql: '(a + 1)', type: 'scalar', parameters: ['a'] }
const DEFAULTED: Implementation = { sql: '(a + b)', type: 'scalar', parameters: ['a', 'b'] }
const TABLE: Implementation = {
  sql: "SELECT *, 'it''s' AS w FROM range(a)",
  type: 'table',
  parameters: ['a'],
}

/** A scalar macro, one with a default, an overloaded one, a table macro. */
const FORMS: readonly (readonly Implementation[])[] = [
  [SCALAR],
  [DEFAULTED],
  [SCALAR, { ...DEFAULTED, sql: '(a * b)' }],
  [TABLE],
]

/** CREATE MACRO, or with `flag` CREATE OR REPLACE MACRO where there is one. */
export const createMacro: Maker = (catalog, { target, value, flag }) => {
  const old = flag ? choose(liveRows(catalog, 'ducklake_macro'), target) : undefined
  const schema = choose(liveRows(catalog, 'ducklake_schema'), target)
  const schemaId = num(old ?? schema ?? {}, 'schema_id')
  const inSchema = (row: Row) => row.schema_id === schemaId
  const names = liveRows(catalog, 'ducklake_macro').filter(inSchema)
  const name = old ? text(old, 'macro_name') : freeName(names, 'macro_name', value)
  const type = old ? typeOf(catalog, num(old, 'macro_id')) : undefined
  const fitting = FORMS.filter((form) => type === undefined || form[0]?.type === type)
  const form = choose(fitting, value) ?? [SCALAR]
  const isTable = form[0]?.type === 'table'
  const over = form.length > 1 ? ['overloaded-macro'] : []
  return {
    features: [old ? 'replace-macro' : isTable ? 'create-table-macro' : 'create-macro', ...over],
    altersSchema: always,
    applies: old ? macroLives(num(old, 'macro_id')) : schemaLives(schemaId),
    write: (draft) => {
      addMacro(draft, { schemaId, name, form })
      const kind = isTable ? 'created_table_macro' : 'created_scalar_macro'
      draft.changes.push({ kind, schemaId, schema: schemaName(draft.base, schemaId), name })
      if (old) endMacro(draft, num(old, 'macro_id'))
    },
  }
}

function typeOf(catalog: Catalog, id: number): string | undefined {
  const row = rowsOf(catalog, 'ducklake_macro_impl').find((one) => one.macro_id === id)
  return row && text(row, 'type')
}

function addMacro(
  draft: Draft,
  macro: { schemaId: number; name: string; form: readonly Implementation[] },
): void {
  const id = draft.nextCatalogId++
  const row: Row = {
    schema_id: macro.schemaId,
    macro_id: id,
    macro_name: macro.name,
    begin_snapshot: draft.snapshotId,
    end_snapshot: null,
  }
  addRow(draft, 'ducklake_macro', row)
  macro.form.forEach((implementation, index) => {
    addImplementation(draft, { macro_id: id, impl_id: index }, implementation)
  })
}

function addImplementation(
  draft: Draft,
  ids: Row,
  { sql, type, parameters }: Implementation,
): void {
  const impl: Row = { ...ids, dialect: 'duckdb', sql, type }
  addRow(draft, 'ducklake_macro_impl', impl)
  parameters.forEach((name, index) => {
    const parameter: Row = {
      ...ids,
      column_id: index,
      parameter_name: name,
      parameter_type: 'unknown',
      default_value: index === 0 ? 'NULL' : '5',
      default_value_type: index === 0 ? 'unknown' : 'int32',
    }
    addRow(draft, 'ducklake_macro_parameters', parameter)
  })
}

/** The client spells the keyword small here. */
function addRow(draft: Draft, table: string, row: Row): void {
  insert(draft, 'macros', { table, rows: [row], keyword: 'values' })
}

function macroLives(id: number): Operation['applies'] {
  return (catalog) => liveRows(catalog, 'ducklake_macro').some((row) => row.macro_id === id)
}

/** DROP MACRO, or DROP MACRO TABLE. */
export const dropMacro: Maker = (catalog, { target }) => {
  const macro = choose(liveRows(catalog, 'ducklake_macro'), target)
  if (!macro) return undefined
  const id = num(macro, 'macro_id')
  return {
    features: ['drop-macro'],
    altersSchema: always,
    applies: macroLives(id),
    write: (draft) => endMacro(draft, id),
  }
}

function endMacro(draft: Draft, id: number): void {
  const rows = liveRows(draft.base, 'ducklake_macro').filter((row) => row.macro_id === id)
  endById(draft, { table: 'ducklake_macro', key: 'macro_id', ids: String(id), rows })
  draft.changes.push({ kind: droppedMacro(draft.base, id), id })
}

/** How a commit reports the end of a macro: table macros have names of their own. */
export function droppedMacro(catalog: Catalog, id: number) {
  return typeOf(catalog, id) === 'table' ? 'dropped_table_macro' : 'dropped_scalar_macro'
}
