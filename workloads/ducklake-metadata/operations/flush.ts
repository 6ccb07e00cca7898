import { type Catalog, liveRows, num, type Row, rowsOf, text } from '../catalog.js'
import { type Scalar, scalarsOf } from '../columns.js'
import { type Draft, insert } from '../draft.js'
import {
  cellKey,
  hasInlinedDeletes,
  inlinedDeleteTable,
  inlinedTablesOf,
  systemColumns,
} from '../inlining.js'
import { asked, choose, type Maker, never, type Said, tableLives } from '../operation.js'
import { BAG, ONE_ROW, type Read } from '../read.js'
import {
  deletedPositions,
  flushScan,
  inlinedFileDeletes,
  supersededTables,
} from '../reads/flush.js'
import { schemaVersion } from '../reads/inlined.js'
import { probeInlinedDeletes } from '../reads/table-reads.js'
import { mergeTableStats } from '../table-stats.js'
import { newDataFile } from './add-files.js'
import { deletedFrom, type Lost, writeDeleteFiles } from './delete-files.js'

/**
 * ducklake_flush_inlined_data: what is kept in the catalog becomes files, of one table or with
 * `flag` of all. Rows keep the snapshots in which they came, so the files begin before the commit.
 */
export const flushInlined: Maker = (catalog, { target, flag }) => {
  const full = liveRows(catalog, 'ducklake_table')
    .map((row) => num(row, 'table_id'))
    .filter((id) => hasRows(catalog, id) || deletesOf(catalog, id).length > 0)
  const one = choose(full, target)
  if (one === undefined) return undefined
  const tables = flag ? full : [one]
  const until = catalog.snapshotId
  const deletes = tables.filter((id) => deletesOf(catalog, id).length > 0)
  return {
    features: [
      ...(tables.some((id) => hasRows(catalog, id)) ? ['flush-inlined'] : []),
      ...(deletes.length > 0 ? ['flush-inlined-deletes'] : []),
    ],
    altersSchema: never,
    applies: (newer) => tables.every((id) => tableLives(id)(newer)),
    prelude: (read) => tables.flatMap((id) => preludeOf(read, id)),
    aftermath: dropSuperseded,
    write: (draft) => writeFlush(draft, { tables, until }),
  }
}

function hasRows(catalog: Catalog, tableId: number): boolean {
  return inlinedTablesOf(catalog, tableId).some((made) => filled(catalog, made).length > 0)
}

function filled(catalog: Catalog, made: Row, until = catalog.snapshotId): readonly Row[] {
  const rows = rowsOf(catalog, text(made, 'table_name'))
  return rows.filter((row) => num(row, 'begin_snapshot') <= until)
}

function deletesOf(catalog: Catalog, tableId: number): readonly Row[] {
  return rowsOf(catalog, inlinedDeleteTable(tableId))
}

/** The scans, and the rows that are deleted before the commit is written. */
function preludeOf(catalog: Catalog, tableId: number): readonly Said[] {
  const perTable = inlinedTablesOf(catalog, tableId).flatMap((made) => {
    const rows = filled(catalog, made)
    const positions = rows.length > 0 ? [deletedPositions(catalog, made, rows.length)] : []
    const reads = [schemaVersion(tableId, made), flushScan(catalog, made), ...positions]
    return [...asked(reads), deletion(catalog, made, rows)]
  })
  const probe = asked([probeInlinedDeletes(catalog, tableId)])
  return [
    ...perTable,
    ...probe,
    ...(hasInlinedDeletes(catalog, tableId) ? takeDeletes(catalog, tableId) : []),
  ]
}

/** A statement that changes rows and has no answer that counts. */
function told(sql: string, effects: Said['effects']): Said {
  return { read: { sql, compare: BAG, expect: 'ok', features: [] }, effects }
}

function deletion(catalog: Catalog, made: Row, rows: readonly Row[]): Said {
  const table = text(made, 'table_name')
  return told(deletionText(catalog, table, catalog.snapshotId), [{ kind: 'delete', table, rows }])
}

function deletionText(catalog: Catalog, table: string, until: number): string {
  return `
DELETE FROM {M}.${table} WHERE ${systemColumns(catalog.spec).begin} <= ${until}
`
}

/** Said only once, before the commit: a client that tries again does not repeat it. */
function takeDeletes(catalog: Catalog, tableId: number): readonly Said[] {
  const table = inlinedDeleteTable(tableId)
  const rows = rowsOf(catalog, table)
  return [
    ...asked([inlinedFileDeletes(catalog, tableId)]),
    told(`\nDELETE FROM {M}.${table}\n`, [{ kind: 'delete', table, rows }]),
  ]
}

function writeFlush(draft: Draft, of: { tables: readonly number[]; until: number }): void {
  const lost: Lost[] = []
  for (const tableId of of.tables) lost.push(...writeTable(draft, tableId, of.until))
  for (const tableId of of.tables) {
    const files = deletedFiles(draft.base, tableId)
    if (files.length > 0) draft.changes.push(deletedFrom(tableId, files))
    lost.push(...files.map((file) => inlinedLoss(draft.base, file)))
  }
  if (lost.length > 0) writeDeleteFiles(draft, lost)
  for (const id of of.tables)
    if (hasRows(draft.base, id)) draft.changes.push({ kind: 'inline_flush', id })
}

/** One file for each inlined table that has rows: rows of one file share a schema version. */
function writeTable(draft: Draft, tableId: number, until: number): readonly Lost[] {
  const made = inlinedTablesOf(draft.base, tableId)
  const full = made.filter((one) => filled(draft.base, one, until).length > 0)
  const scalars = scalarsOf(draft.base, tableId)
  const flushed = full.map((one) => {
    const rows = filled(draft.base, one, until)
    const file = flushedFile(draft, tableId, rows)
    return { file, rows, stats: scalars.map((scalar) => statsRow(draft.base, file, scalar, rows)) }
  })
  if (flushed.length > 0) {
    const dataFiles = flushed.map(({ file }) => file)
    const stats = flushed.flatMap((one) => one.stats)
    mergeTableStats(draft, { tableId, scalars, dataFiles, stats, areCounted: true })
    insert(draft, 'data', { table: 'ducklake_data_file', rows: dataFiles })
    insert(draft, 'data', { table: 'ducklake_file_column_stats', rows: stats })
  }
  for (const one of made) {
    const table = text(one, 'table_name')
    const rows = filled(draft.base, one, until)
    const sql = deletionText(draft.base, table, until)
    draft.statements.push({ section: 'flushes', sql, effects: [{ kind: 'delete', table, rows }] })
  }
  return flushed.flatMap(({ file, rows }) => ownLoss(file, rows))
}

function flushedFile(draft: Draft, tableId: number, rows: readonly Row[]): Row {
  const begins = rows.map((row) => num(row, 'begin_snapshot'))
  return {
    ...newDataFile(draft, { tableId, recordCount: rows.length }),
    begin_snapshot: Math.min(...begins),
    row_id_start: Math.min(...rows.map((row) => num(row, 'row_id'))),
    partial_max: Math.max(...begins),
  }
}

/** Bounds are those of the table, which hold for its inlined rows too. */
function statsRow(catalog: Catalog, file: Row, { row, type }: Scalar, rows: readonly Row[]): Row {
  const nulls = rows.filter((one) => (one[cellKey(row)] ?? null) === null).length
  const ofTable = rowsOf(catalog, 'ducklake_table_column_stats').find(
    (one) => one.table_id === file.table_id && one.column_id === row.column_id,
  )
  const isNested = row.parent_column !== null
  const known = !type.uncounted && (isNested || nulls < rows.length)
  return {
    data_file_id: num(file, 'data_file_id'),
    table_id: num(file, 'table_id'),
    column_id: num(row, 'column_id'),
    column_size_bytes: type.uncounted ? 0 : 25 + rows.length,
    value_count: type.uncounted ? 0 : isNested ? rows.length : rows.length - nulls,
    null_count: type.uncounted || isNested ? 0 : nulls,
    min_value: known ? (ofTable?.min_value ?? null) : null,
    max_value: known ? (ofTable?.max_value ?? null) : null,
    contains_nan: type.hasNan ? ofTable?.contains_nan === true : null,
    extra_stats: null,
  }
}

/** Rows that were deleted while they were inlined: the new file has a delete file from the start. */
function ownLoss(file: Row, rows: readonly Row[]): readonly Lost[] {
  const ends = rows.flatMap((row) => (row.end_snapshot === null ? [] : [num(row, 'end_snapshot')]))
  if (ends.length === 0) return []
  return [{ file, more: ends.length, begin: Math.min(...ends), partialMax: null }]
}

function deletedFiles(catalog: Catalog, tableId: number): readonly Row[] {
  const ids = new Set(deletesOf(catalog, tableId).map((row) => row.file_id))
  return rowsOf(catalog, 'ducklake_data_file').filter((row) => ids.has(row.data_file_id ?? null))
}

function inlinedLoss(catalog: Catalog, file: Row): Lost {
  const rows = deletesOf(catalog, num(file, 'table_id')).filter(
    (row) => row.file_id === file.data_file_id,
  )
  const begins = rows.map((row) => num(row, 'begin_snapshot'))
  const [begin, partialMax] = [Math.min(...begins), Math.max(...begins)]
  return { file, more: rows.length, begin, partialMax }
}

/** After a flush, in autocommit: inlined tables that are empty and have a newer one are dropped. */
function dropSuperseded(catalog: Catalog): readonly Said[] {
  const all = rowsOf(catalog, 'ducklake_inlined_data_tables')
  const old = all.filter((row) => newestOf(all, row) > num(row, 'schema_version'))
  const counts = old.map(
    (row) =>
      ({
        sql: `SELECT COUNT(*) AS ge_count FROM {M}.${text(row, 'table_name')};`,
        compare: ONE_ROW,
        features: [],
      }) satisfies Read,
  )
  const empty = old.filter((row) => rowsOf(catalog, text(row, 'table_name')).length === 0)
  const before = asked([supersededTables, ...counts])
  if (empty.length === 0) return before
  const drops = empty.map(dropText).join('')
  const effects = empty.flatMap((row): Said['effects'] => [
    { kind: 'delete', table: 'ducklake_inlined_data_tables', rows: [row] },
    { kind: 'drop', table: text(row, 'table_name') },
  ])
  return [...before, told(drops, effects), ...asked([VERSIONS])]
}

function newestOf(all: readonly Row[], row: Row): number {
  const same = all.filter((one) => one.table_id === row.table_id)
  return Math.max(...same.map((one) => num(one, 'schema_version')))
}

function dropText(row: Row): string {
  const where = `table_id=${num(row, 'table_id')} AND schema_version=${num(row, 'schema_version')}`
  return `DELETE FROM {M}.ducklake_inlined_data_tables WHERE ${where};DROP TABLE IF EXISTS {M}.${text(row, 'table_name')};`
}

const VERSIONS: Read = {
  sql: 'SELECT DISTINCT schema_version FROM {M}.ducklake_snapshot;',
  compare: BAG,
  features: ['superseded-dropped'],
}
