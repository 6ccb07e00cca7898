import { type Catalog, EMPTY, type Row, type Spec } from './catalog.js'
import { printChange } from './change.js'
import { laterTables, oldestTables } from './migration.js'
import { type ColumnSpec, tablesOf } from './tables.js'
import { now, print, tuple, uuid } from './value.js'

/** How a lake begins. */
export interface Birth {
  readonly spec: Spec
  readonly encrypted: boolean
}

const SNAPSHOT: Row = {
  snapshot_id: 0,
  snapshot_time: now(0),
  schema_version: 0,
  next_catalog_id: 1,
  next_file_id: 0,
}

const CHANGES: Row = {
  snapshot_id: 0,
  changes_made: printChange({ kind: 'created_schema', name: 'main' }),
  author: null,
  commit_message: null,
  commit_extra_info: null,
}

const SCHEMA: Row = {
  schema_id: 0,
  schema_uuid: { form: 'literal', type: 'UUID', text: uuid(0, 0) },
  begin_snapshot: 0,
  end_snapshot: null,
  schema_name: 'main',
  path: 'main/',
  path_is_relative: true,
}

const SEED = [
  ['ducklake_snapshot', SNAPSHOT],
  ['ducklake_snapshot_changes', CHANGES],
  ['ducklake_schema', SCHEMA],
] as const

type Settings = readonly (readonly [key: string, value: string])[]

function settings(version: string, encrypted: boolean): Settings {
  return [
    ['version', version],
    ['created_by', 'DuckDB d8cdaa33fd'],
    ['data_path', 'data/'],
    ['encrypted', String(encrypted)],
  ]
}

/** The version that a lake says it has; 1.1 was not released when this was written. */
function versionOf(spec: Spec): string {
  return spec === '1.0' ? '1.0' : '1.1-dev1'
}

type Tables = readonly (readonly [string, readonly ColumnSpec[]])[]

/** The CREATE TABLEs and the INSERTs of the first snapshot as one text. */
function textOf(tables: Tables, pairs: Settings, keys: string): string {
  const creations = tables.map(([table, columns]) => {
    const declared = columns.map(([name, type]) => `${name} ${type}`)
    return `CREATE TABLE {M}.${table}(${declared.join(', ')});`
  })
  const [snapshot, changes, schema] = SEED.map(([table, row]) => {
    const columns = tables.find(([name]) => name === table)?.[1] ?? []
    const values = columns.map(([name]) => row[name] ?? null)
    return `INSERT INTO {M}.${table} VALUES ${tuple(values)};`
  })
  const values = pairs.map(([key, value]) => `(${print(key)}, ${print(value)})`)
  const inserted = `INSERT INTO {M}.ducklake_metadata${keys} VALUES ${values.join(', ')};`
  return `\n${[...creations, snapshot, changes, inserted, schema].join('\n')}\n`
}

/**
 * The text that makes a catalog: 28 CREATE TABLE (29 in 1.1) and 4 INSERT in one query, as the
 * client sends it.
 */
export function creationText({ spec, encrypted }: Birth = DEFAULT_BIRTH): string {
  return textOf(tablesOf(spec), settings(versionOf(spec), encrypted), ' (key, value)')
}

/** The text that makes a catalog of version 0.1, which is then migrated. */
export function oldestCreationText(): string {
  return textOf(oldestTables(), settings('0.1', false), '')
}

/** The text that makes a catalog of version 0.3, whose versions of the schema belong to no table yet. */
export function laterCreationText(): string {
  const text = textOf(laterTables(), settings('0.3', false), ' (key, value)')
  return `${text}INSERT INTO {M}.ducklake_schema_versions VALUES (0, 0);\n`
}

/** The catalog after its creation. */
export function createdCatalog({ spec, encrypted }: Birth = DEFAULT_BIRTH): Catalog {
  const tables = new Map<string, readonly Row[]>(tablesOf(spec).map(([table]) => [table, []]))
  for (const [table, row] of SEED) tables.set(table, [row])
  tables.set(
    'ducklake_metadata',
    settings(versionOf(spec), encrypted).map(([key, value]) => ({
      key,
      value,
      scope: null,
      scope_id: null,
    })),
  )
  return { ...EMPTY, spec, tables }
}

/** The catalog after the migration of one of 0.1: the paths of then are not known. */
export function migratedCatalog(): Catalog {
  const created = createdCatalog()
  const schema: Row = { ...SCHEMA, path: '', path_is_relative: true }
  return { ...created, tables: new Map(created.tables).set('ducklake_schema', [schema]) }
}

export const DEFAULT_BIRTH: Birth = { spec: '1.0', encrypted: false }
