import { type Catalog, EMPTY, type Row } from './catalog.js'
import { printChange } from './change.js'
import { valuesOf } from './draft.js'
import { columnsOf, METADATA_TABLES } from './tables.js'
import { now, print, tuple, uuid } from './value.js'

const SEED: readonly (readonly [table: string, row: Row])[] = [
  [
    'ducklake_snapshot',
    {
      snapshot_id: 0,
      snapshot_time: now(0),
      schema_version: 0,
      next_catalog_id: 1,
      next_file_id: 0,
    },
  ],
  [
    'ducklake_snapshot_changes',
    {
      snapshot_id: 0,
      changes_made: printChange({ kind: 'created_schema', name: 'main' }),
      author: null,
      commit_message: null,
      commit_extra_info: null,
    },
  ],
  [
    'ducklake_schema',
    {
      schema_id: 0,
      schema_uuid: { form: 'literal', type: 'UUID', text: uuid(0, 0) },
      begin_snapshot: 0,
      end_snapshot: null,
      schema_name: 'main',
      path: 'main/',
      path_is_relative: true,
    },
  ],
]

const SETTINGS: readonly (readonly [key: string, value: string])[] = [
  ['version', '1.0'],
  ['created_by', 'DuckDB d8cdaa33fd'],
  ['data_path', 'data/'],
  ['encrypted', 'false'],
]

function seedInsert([table, row]: readonly [string, Row]): string {
  return `INSERT INTO {M}.${table} VALUES ${tuple(valuesOf(table, row))};`
}

function settingsInsert(): string {
  const pairs = SETTINGS.map(([key, value]) => `(${print(key)}, ${print(value)})`)
  return `INSERT INTO {M}.ducklake_metadata (key, value) VALUES ${pairs.join(', ')};`
}

/**
 * The text that makes a catalog: 28 CREATE TABLE and 4 INSERT in one query, as the client sends
 * it.
 */
export function creationText(): string {
  const tables = Object.keys(METADATA_TABLES).map((table) => {
    const columns = (columnsOf(table) ?? []).map(([name, type]) => `${name} ${type}`)
    return `CREATE TABLE {M}.${table}(${columns.join(', ')});`
  })
  const [snapshot, changes, schema] = SEED.map(seedInsert)
  return `\n${[...tables, snapshot, changes, settingsInsert(), schema].join('\n')}\n`
}

/** The catalog after its creation. */
export function createdCatalog(): Catalog {
  const tables = new Map<string, readonly Row[]>(
    Object.keys(METADATA_TABLES).map((table) => [table, []]),
  )
  for (const [table, row] of SEED) tables.set(table, [row])
  tables.set(
    'ducklake_metadata',
    SETTINGS.map(([key, value]) => ({ key, value, scope: null, scope_id: null })),
  )
  return { ...EMPTY, tables }
}
