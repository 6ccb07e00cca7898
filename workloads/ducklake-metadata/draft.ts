import type { Catalog, Effect, Row } from './catalog.js'
import { type Change, printChange } from './change.js'
import { columnsOf } from './tables.js'
import { now, optionallyQuoted, tuple } from './value.js'

/** Where a statement stands in the commit batch; the client's order. */
export const SECTION = {
  snapshot: 1,
  drops: 2,
  schemas: 3,
  tables: 4,
  macros: 5,
  mappings: 6,
  compactionDeletes: 6.5,
  data: 7,
  flushes: 8,
  wholeFileDeletes: 9,
  partialDeletes: 10,
  inlinedDeletes: 11,
  rewrites: 13,
  schemaVersions: 14,
  changes: 15,
} as const

export type Section = keyof typeof SECTION

/** One statement of a batch. `{M}` in its text stands for the metadata schema. */
export interface BatchStatement {
  readonly section: Section
  readonly sql: string
  readonly effects: readonly Effect[]
}

/** A commit while it is written: ids are handed out from the snapshot that was read. */
export interface Draft {
  readonly base: Catalog
  /** The number of the operation: its UUIDs and paths stay the same when it is tried again. */
  readonly operation: number
  readonly snapshotId: number
  schemaVersion: number
  nextCatalogId: number
  nextFileId: number
  readonly statements: BatchStatement[]
  readonly changes: Change[]
}

/** A finished commit: the batch in the client's order and the catalog that it leads to. */
export interface Commit {
  readonly statements: readonly BatchStatement[]
  readonly changes: readonly Change[]
  readonly effects: readonly Effect[]
  readonly after: Catalog
}

export function openDraft(base: Catalog, operation: number, altersSchema: boolean): Draft {
  return {
    base,
    operation,
    snapshotId: base.snapshotId + 1,
    schemaVersion: base.schemaVersion + (altersSchema ? 1 : 0),
    nextCatalogId: base.nextCatalogId,
    nextFileId: base.nextFileId,
    statements: [],
    changes: [],
  }
}

/**
 * Adds `INSERT INTO {M}.table VALUES (...),...`; every row gives its columns in the order of the
 * table.
 */
export function insert(
  draft: Draft,
  section: Section,
  into: {
    readonly table: string
    readonly rows: readonly Row[]
    readonly separator?: string
    /** The client does not spell the keyword alike everywhere. */
    readonly keyword?: 'VALUES' | 'values'
  },
): void {
  const { table, rows, separator = ',', keyword = 'VALUES' } = into
  if (rows.length === 0) return
  const values = rows.map((row) => tuple(valuesOf(table, row))).join(separator)
  const effects: readonly Effect[] = [{ kind: 'insert', table, rows }]
  draft.statements.push({ section, sql: `INSERT INTO {M}.${table} ${keyword} ${values}`, effects })
}

/** A row's values in the order of the table's columns. */
export function valuesOf(table: string, row: Row): readonly Row[string][] {
  const columns = columnsOf(table, row)
  return columns ? columns.map(([name]) => row[name] ?? null) : Object.values(row)
}

/** Adds a statement that ends the given rows at the draft's snapshot. */
export function endRows(
  draft: Draft,
  section: Section,
  ended: { readonly table: string; readonly rows: readonly Row[]; readonly sql: string },
): void {
  const pairs = ended.rows.map((row) => [row, { ...row, end_snapshot: draft.snapshotId }] as const)
  const effects: readonly Effect[] = [{ kind: 'update', table: ended.table, pairs }]
  draft.statements.push({ section, sql: ended.sql, effects })
}

/**
 * Adds `CREATE TABLE IF NOT EXISTS {M}.table(...)`, a table that the client makes while it runs.
 */
export function createIfMissing(
  draft: Draft,
  section: Section,
  made: { readonly table: string; readonly columns: readonly (readonly [string, string])[] },
): void {
  const columns = made.columns.map(([name, type]) => `${optionallyQuoted(name)} ${type}`).join(', ')
  const sql = `CREATE TABLE IF NOT EXISTS {M}.${made.table}(${columns})`
  const isNew = !draft.base.tables.has(made.table)
  const effects: readonly Effect[] = isNew ? [{ kind: 'create', table: made.table }] : []
  draft.statements.push({ section, sql, effects })
}

/**
 * The finished commit. The snapshot row is first and the row of its changes last, as the
 * protocol has it.
 */
export function finish(
  draft: Draft,
  apply: (effects: readonly Effect[]) => Catalog['tables'],
): Commit {
  insert(draft, 'snapshot', { table: 'ducklake_snapshot', rows: [snapshotRow(draft)] })
  insert(draft, 'changes', { table: 'ducklake_snapshot_changes', rows: [changesRow(draft)] })
  const statements = [...draft.statements].sort((a, b) => SECTION[a.section] - SECTION[b.section])
  const effects = statements.flatMap((one) => one.effects)
  const { snapshotId, schemaVersion, nextCatalogId, nextFileId } = draft
  const counters = { snapshotId, schemaVersion, nextCatalogId, nextFileId }
  const after = { spec: draft.base.spec, ...counters, tables: apply(effects) }
  return { statements, changes: draft.changes, effects, after }
}

function snapshotRow(draft: Draft): Row {
  return {
    snapshot_id: draft.snapshotId,
    snapshot_time: now(draft.snapshotId),
    schema_version: draft.schemaVersion,
    next_catalog_id: draft.nextCatalogId,
    next_file_id: draft.nextFileId,
  }
}

function changesRow(draft: Draft): Row {
  const signed = draft.operation % 7 === 3
  return {
    snapshot_id: draft.snapshotId,
    // Nothing to report is NULL: the client could not read an empty text between those of other snapshots.
    changes_made: draft.changes.length > 0 ? draft.changes.map(printChange).join(',') : null,
    author: signed ? 'ge' : null,
    commit_message: signed ? `operation ${draft.operation}` : null,
    commit_extra_info: signed ? '{}' : null,
  }
}
