import { type Catalog, liveRows, num, type Row, rowsOf, text } from '../catalog.js'
import { liveColumns, rootsOf } from '../columns.js'
import {
  hasInlinedDeletes,
  inlinedDeleteTable,
  inlinedTablesOf,
  newestInlined,
  systemColumns,
} from '../inlining.js'
import { choose } from '../operation.js'
import { BAG, ONE_ROW, ORDERED, type Read, type Reader, visible } from '../read.js'
import { optionallyQuoted } from '../value.js'

/** `id AS col1, row_id AS col2` */
export function listed(columns: readonly string[]): string {
  return columns.map((column, i) => `${column} AS col${i + 1}`).join(', ')
}

/** The names of a table's own columns as an inlined table of a schema version has them. */
export function namesAt(catalog: Catalog, tableId: number, schemaVersion: number): string[] {
  const born = bornAt(catalog, tableId, schemaVersion)
  const versions = rowsOf(catalog, 'ducklake_column').filter(
    (row) =>
      row.table_id === tableId &&
      num(row, 'begin_snapshot') <= born &&
      (row.end_snapshot === null || num(row, 'end_snapshot') > born),
  )
  const ordered = [...versions].sort((a, b) => num(a, 'column_order') - num(b, 'column_order'))
  return rootsOf(ordered).map((row) => optionallyQuoted(text(row, 'column_name')))
}

/**
 * The snapshot in which a schema version of a table began. An inlined table that was made for an
 * old table has no such row: the columns are then those of the newest snapshot with that version.
 */
function bornAt(catalog: Catalog, tableId: number, schemaVersion: number): number {
  const version = rowsOf(catalog, 'ducklake_schema_versions').findLast(
    (row) => row.table_id === tableId && num(row, 'schema_version') <= schemaVersion,
  )
  return version ? num(version, 'begin_snapshot') : catalog.snapshotId
}

/** Which columns a scan of inlined rows takes: the client asks for what its query needs. */
const SELECTIONS: readonly ((own: readonly string[], rowId: string) => readonly string[])[] = [
  (own) => own,
  (own) => own.slice(0, 1),
  // DELETE and UPDATE ask for the row id twice; an UPDATE does not need what it overwrites.
  (own, rowId) => [...own.slice(0, 1), rowId, rowId],
  (own, rowId) => [...own.filter((_, i) => i !== 1), rowId, rowId],
  (_, rowId) => [rowId],
]

/** The rows that are kept in the catalog, at the newest or an older version. */
export const inlinedRows: Reader = (catalog, { target, value }) => {
  const candidates = liveRows(catalog, 'ducklake_table').filter(
    (row) => newestInlined(catalog, num(row, 'table_id')) !== undefined,
  )
  const table = choose(candidates, target)
  const tableId = table && num(table, 'table_id')
  const made = tableId === undefined ? undefined : inlinedTablesOf(catalog, tableId).at(-1)
  if (tableId === undefined || !made) return []
  const own = rootsOf(liveColumns(catalog, tableId)).map((row) =>
    optionallyQuoted(text(row, 'column_name')),
  )
  const system = systemColumns(catalog.spec)
  const select = choose(SELECTIONS, value) ?? SELECTIONS[0]
  const version = value % 4 === 0 ? value % (catalog.snapshotId + 1) : catalog.snapshotId
  const rows: Read = {
    sql: `
SELECT ${listed(select?.(own, system.rowId) ?? own)}
FROM {M}.${text(made, 'table_name')} inlined_data
WHERE ${visible(version, '', system)}
ORDER BY ${system.rowId};`,
    compare: ORDERED,
    features: ['inlined-scan'],
  }
  return [schemaVersion(tableId, made), newestTable(tableId), rows]
}

/** The snapshot in which the schema version of an inlined table began. */
export function schemaVersion(tableId: number, made: Row): Read {
  return {
    sql: `
SELECT begin_snapshot
FROM {M}.ducklake_schema_versions
WHERE table_id = ${tableId} AND schema_version = ${num(made, 'schema_version')}`,
    compare: BAG,
    features: ['schema-version'],
  }
}

function newestTable(tableId: number): Read {
  return {
    sql: `
SELECT table_name, schema_version
FROM {M}.ducklake_inlined_data_tables
WHERE table_id = ${tableId} AND schema_version = (
	SELECT MAX(schema_version)
	FROM {M}.ducklake_inlined_data_tables
	WHERE table_id = ${tableId});`,
    compare: BAG,
    features: ['inlined-scan'],
  }
}

/** The deleted positions of data files, where a client has made the table. */
export const inlinedDeletes: Reader = (catalog, { target }) => {
  const candidates = rowsOf(catalog, 'ducklake_table').filter((row) =>
    hasInlinedDeletes(catalog, num(row, 'table_id')),
  )
  const table = choose(candidates, target)
  if (!table) return []
  const name = inlinedDeleteTable(num(table, 'table_id'))
  const sql = `
SELECT file_id, row_id
FROM {M}.${name}
WHERE begin_snapshot <= ${catalog.snapshotId}`
  return [{ sql, compare: BAG, features: ['inlined-deletes-read'] }]
}

/**
 * The rows that came into or went out of an inlined table in a range of snapshots: a count of them,
 * table_changes() and table_deletions() ask for different columns.
 */
export const inlinedChanges: Reader = (catalog, { target, value }) => {
  const tables = liveRows(catalog, 'ducklake_table').flatMap((row) =>
    inlinedTablesOf(catalog, num(row, 'table_id')),
  )
  const made = choose(tables, target)
  if (!made) return []
  const name = text(made, 'table_name')
  const { rowId, begin, end } = systemColumns(catalog.spec)
  const side = value % 2 === 0 ? begin : end
  const from = value % (catalog.snapshotId + 1)
  const own = namesAt(catalog, num(made, 'table_id'), num(made, 'schema_version'))
  const columns = choose(
    [
      [side, rowId],
      [side, rowId, ...own],
      [...own, rowId],
    ],
    Math.floor(value / 2),
  )
  const range: Read = {
    sql: `
SELECT ${listed(columns ?? [side])}
FROM {M}.${name} inlined_data
WHERE inlined_data.${side} >= ${from} AND inlined_data.${side} <= ${catalog.snapshotId}`,
    compare: BAG,
    features: ['inlined-changes'],
  }
  const count: Read = {
    sql: `SELECT COUNT(*) AS ge_count FROM {M}.${name}`,
    compare: ONE_ROW,
    features: ['inlined-changes'],
  }
  return [range, count]
}
