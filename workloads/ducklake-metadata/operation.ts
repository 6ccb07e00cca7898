import {
  applyEffects,
  type Catalog,
  type Effect,
  liveRows,
  num,
  type Row,
  rowsOf,
  text,
} from './catalog.js'
import type { Draft } from './draft.js'
import type { Read } from './read.js'
import { now } from './value.js'

/**
 * One thing that a client does in a transaction, with its targets fixed: writing it again on a
 * newer catalog is the client's retry with remapped ids.
 */
export interface Operation {
  readonly features: readonly string[]
  /** A commit that changes a definition takes the next schema version. */
  readonly altersSchema: (catalog: Catalog) => boolean
  /** The targets still exist; the client cannot write the operation otherwise. */
  readonly applies: (catalog: Catalog) => boolean
  readonly write: (draft: Draft) => void
  /**
   * What the client says in the transaction before it commits, on the snapshot that it read. A
   * retry does not say it again.
   */
  readonly prelude?: (catalog: Catalog) => readonly Said[]
  /** What the client says after its COMMIT, each statement by itself. */
  readonly aftermath?: (catalog: Catalog) => readonly Said[]
}

/** Something that a client says outside of a commit batch: a question, or a change of the rows. */
export interface Said {
  readonly read: Read
  readonly effects: readonly Effect[]
}

/** Questions, which change nothing. */
export function asked(reads: readonly Read[]): readonly Said[] {
  return reads.map((read) => ({ read, effects: [] }))
}

/** The catalog after some of it was said. */
export function applySaid(catalog: Catalog, said: readonly Said[]): Catalog {
  const effects = said.flatMap((one) => one.effects)
  return { ...catalog, tables: applyEffects(catalog.tables, effects) }
}

/** The numbers that choose an operation's targets and contents among what there is. */
export interface Pick {
  readonly target: number
  readonly value: number
  readonly flag: boolean
}

/**
 * Makes an operation that is valid on the catalog; undefined where there is nothing to do it to.
 */
export type Maker = (catalog: Catalog, pick: Pick) => Operation | undefined

export const always = () => true
export const never = () => false

/** Chooses the last element, which is the newest of rows. */
export const NEWEST = -1

/** The element that a number chooses; undefined only when there is none. */
export function choose<T>(from: readonly T[], n: number): T | undefined {
  if (n === NEWEST) return from.at(-1)
  return from.length === 0 ? undefined : from[n % from.length]
}

/** True while the DuckLake table is live. */
export function tableLives(tableId: number): (catalog: Catalog) => boolean {
  return (catalog) => liveRows(catalog, 'ducklake_table').some((row) => row.table_id === tableId)
}

/** True while the DuckLake schema is live. */
export function schemaLives(schemaId: number): (catalog: Catalog) => boolean {
  return (catalog) => liveRows(catalog, 'ducklake_schema').some((row) => row.schema_id === schemaId)
}

/** The name of a live schema. */
export function schemaName(catalog: Catalog, schemaId: number): string {
  const row = liveRows(catalog, 'ducklake_schema').find((one) => one.schema_id === schemaId)
  return row ? text(row, 'schema_name') : ''
}

/**
 * Names that are hostile to quoting, to the changes grammar and to case folding, beside harmless
 * ones.
 */
const BASE_NAMES = ['t', 'orders', 'we\'ird "s', 't.a,b', 'Mixed Case', 'sélect:1'] as const

/** A name that none of the rows has, compared without case: `t`, then `t_1`, `t_2`. */
export function freeName(rows: readonly Row[], column: string, n: number): string {
  const taken = new Set(rows.map((row) => text(row, column).toLowerCase()))
  const base = BASE_NAMES[n % BASE_NAMES.length] ?? 't'
  for (let suffix = 0; ; suffix++) {
    const name = suffix === 0 ? base : `${base}_${suffix}`
    if (!taken.has(name.toLowerCase())) return name
  }
}

/**
 * The path that the client gives to a schema or table: its name where that is harmless, its UUID
 * otherwise.
 */
export function pathOf(name: string, uuid: string): string {
  return /^[a-z0-9_]+$/i.test(name) ? `${name}/` : `${uuid}/`
}

/** What waits for its deletion: a data or delete file with its path below the lake's. */
export function scheduledRow(catalog: Catalog, file: Row, key: string): Row {
  return {
    data_file_id: num(file, key),
    path: file.path_is_relative
      ? directoryOf(catalog, file) + text(file, 'path')
      : text(file, 'path'),
    path_is_relative: file.path_is_relative ?? true,
    schedule_start: now(catalog.snapshotId + 1),
  }
}

function directoryOf(catalog: Catalog, file: Row): string {
  const table = rowsOf(catalog, 'ducklake_table').find((row) => row.table_id === file.table_id)
  const schemas = rowsOf(catalog, 'ducklake_schema')
  const schema = schemas.find((row) => row.schema_id === table?.schema_id)
  return (schema ? text(schema, 'path') : '') + (table ? text(table, 'path') : '')
}

/** The live tables and views of a schema: they share one name space. */
export function relationsOf(catalog: Catalog, schemaId: number): readonly Row[] {
  const inSchema = (row: Row) => row.schema_id === schemaId
  const tables = liveRows(catalog, 'ducklake_table').filter(inSchema)
  const views = liveRows(catalog, 'ducklake_view').filter(inSchema)
  return [...tables, ...views.map((view) => ({ table_name: text(view, 'view_name') }))]
}

/** `1,2,3` */
export function idList(rows: readonly Row[], column: string): string {
  return rows.map((row) => num(row, column)).join(', ')
}
