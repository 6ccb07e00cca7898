import { type Catalog, liveRows, num, type Row, rowsOf } from '../catalog.js'
import { type Draft, insert } from '../draft.js'
import { encryptionKey } from '../encryption.js'
import { inlinedDeleteTable } from '../inlining.js'
import { idList, scheduledRow } from '../operation.js'
import { rowGroups } from '../tables.js'
import { uuid } from '../value.js'

/** The live delete file of a data file. */
export function deleteFileOf(catalog: Catalog, file: Row): Row | undefined {
  const files = liveRows(catalog, 'ducklake_delete_file')
  return files.find((row) => row.data_file_id === file.data_file_id)
}

/** The positions of a data file whose deletion is kept in the catalog. */
export function inlinedDeletesOf(catalog: Catalog, file: Row): readonly Row[] {
  const rows = rowsOf(catalog, inlinedDeleteTable(num(file, 'table_id')))
  return rows.filter((row) => row.file_id === file.data_file_id)
}

/**
 * Rows of a data file that are not deleted. Inlined deletes and a delete file may hold the same
 * position: be careful.
 */
export function leftIn(catalog: Catalog, file: Row): number {
  const old = deleteFileOf(catalog, file)
  const inlined = inlinedDeletesOf(catalog, file).length
  return num(file, 'record_count') - (old ? num(old, 'delete_count') : 0) - inlined
}

/** True for the data files that have a row left to delete. */
export function canLose(catalog: Catalog): (file: Row) => boolean {
  return (file) => leftIn(catalog, file) > 0
}

/** What a commit reports when rows of these data files were deleted. */
export function deletedFrom(tableId: number, files: readonly Row[]) {
  const ids = files.map((file) => num(file, 'data_file_id'))
  return { kind: 'deleted_from_table', id: tableId, files: ids } as const
}

/** Rows that a data file loses, and from which snapshot on. */
export interface Lost {
  readonly file: Row
  readonly more: number
  readonly begin: number
  readonly partialMax: number | null
}

const BYTES = 800

/**
 * New delete files. A file that had one already has it replaced: the old row goes, and the new one
 * begins where it began.
 */
export function writeDeleteFiles(draft: Draft, lost: readonly Lost[]): void {
  const olds = lost.map(({ file }) => deleteFileOf(draft.base, file)).filter(isRow)
  if (olds.length > 0) removeDeleteFiles(draft, olds)
  const rows = lost.map((one, i) => deleteFileRow(draft, one, i))
  insert(draft, 'partialDeletes', { table: 'ducklake_delete_file', rows })
}

function deleteFileRow(draft: Draft, { file, more, begin, partialMax }: Lost, i: number): Row {
  const old = deleteFileOf(draft.base, file)
  const id = draft.nextFileId++
  const count = more + (old ? num(old, 'delete_count') : 0)
  const from = old ? num(old, 'begin_snapshot') : begin
  return {
    delete_file_id: id,
    table_id: num(file, 'table_id'),
    begin_snapshot: from,
    end_snapshot: null,
    data_file_id: num(file, 'data_file_id'),
    path: `ducklake-${uuid(draft.operation, DELETE_FILES_FROM + i)}-delete.parquet`,
    path_is_relative: true,
    format: 'parquet',
    delete_count: Math.min(count, num(file, 'record_count')),
    file_size_bytes: BYTES + more,
    footer_size: 567,
    encryption_key: encryptionKey(draft.base, id),
    // The deletes that the old file had are in the new one too.
    partial_max: partialMax === null ? null : Math.max(partialMax, from),
    ...rowGroups(draft.base.spec),
  }
}

/** UUIDs of delete files are counted from here, so that they are none of the data files'. */
const DELETE_FILES_FROM = 1000

function removeDeleteFiles(draft: Draft, olds: readonly Row[]): void {
  draft.statements.push({
    section: 'partialDeletes',
    sql: `
DELETE FROM {M}.ducklake_delete_file
WHERE delete_file_id IN (${idList(olds, 'delete_file_id')})`,
    effects: [{ kind: 'delete', table: 'ducklake_delete_file', rows: olds }],
  })
  const table = 'ducklake_files_scheduled_for_deletion'
  const rows = olds.map((old) => scheduledRow(draft.base, old, 'delete_file_id'))
  insert(draft, 'partialDeletes', { table, rows, separator: ', ' })
}

function isRow(row: Row | undefined): row is Row {
  return row !== undefined
}
