import { type Catalog, liveOf, liveRows, num, type Row, rowsOf, text } from '../catalog.js'
import { liveColumns } from '../columns.js'
import { type Draft, endRows, insert } from '../draft.js'
import { hasInlinedDeletes, inlinedDeleteTable } from '../inlining.js'
import { choose, idList, type Maker, never, type Operation, tableLives } from '../operation.js'
import { now, uuid } from '../value.js'
import { addFiles, livePartition } from './add-files.js'

/** INSERT that writes one or two data files. */
export const insertFiles: Maker = (catalog, { target, value, flag }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  if (!table) return undefined
  const tableId = num(table, 'table_id')
  const partitioned = livePartition(catalog, tableId) !== undefined
  const again = rowsOf(catalog, 'ducklake_table_stats').some((row) => row.table_id === tableId)
  const features = [again ? 'insert-files-again' : 'insert-files-first']
  return {
    features: partitioned ? [...features, 'insert-partitioned'] : features,
    altersSchema: never,
    applies: tableLives(tableId),
    write: (draft) => {
      const columns = liveColumns(draft.base, tableId)
      addFiles(draft, { tableId, columns, value, fileCount: flag ? 2 : 1 })
    },
  }
}

/** DELETE of a part of one data file; with `flag` an UPDATE, which also writes a file. */
export const deletePartial: Maker = (catalog, { target, value, flag }) => {
  const file = choose(liveRows(catalog, 'ducklake_data_file').filter(canLose(catalog)), target)
  if (!file) return undefined
  const again = deleteFileOf(catalog, file) !== undefined
  return onFile(file, {
    features: [again ? 'replace-delete-file' : 'partial-delete', ...(flag ? ['update-rows'] : [])],
    write: (draft) => {
      const tableId = num(file, 'table_id')
      const columns = liveColumns(draft.base, tableId)
      if (flag) addFiles(draft, { tableId, columns, value, fileCount: 1 })
      writeDeleteFile(draft, file, value)
    },
  })
}

function onFile(file: Row, operation: Pick<Operation, 'features' | 'write'>): Operation {
  const isLive = (catalog: Catalog) =>
    liveRows(catalog, 'ducklake_data_file').some((row) => row.data_file_id === file.data_file_id)
  return { ...operation, altersSchema: never, applies: isLive }
}

function canLose(catalog: Catalog): (file: Row) => boolean {
  return (file) => leftIn(catalog, file) > 0
}

/**
 * Rows of a data file that are not deleted. Inlined deletes and a delete file may hold the same
 * position: be careful.
 */
function leftIn(catalog: Catalog, file: Row): number {
  const old = deleteFileOf(catalog, file)
  return num(file, 'record_count') - (old ? num(old, 'delete_count') : 0) - inlined(catalog, file)
}

function inlined(catalog: Catalog, file: Row): number {
  const rows = rowsOf(catalog, inlinedDeleteTable(num(file, 'table_id')))
  return rows.filter((row) => row.file_id === file.data_file_id).length
}

function deleteFileOf(catalog: Catalog, file: Row): Row | undefined {
  const files = liveRows(catalog, 'ducklake_delete_file')
  return files.find((row) => row.data_file_id === file.data_file_id)
}

function writeDeleteFile(draft: Draft, file: Row, value: number): void {
  const old = deleteFileOf(draft.base, file)
  if (old) replaceDeleteFile(draft, old)
  const more = 1 + (value % Math.max(1, leftIn(draft.base, file)))
  const row: Row = {
    delete_file_id: draft.nextFileId++,
    table_id: num(file, 'table_id'),
    begin_snapshot: old ? num(old, 'begin_snapshot') : draft.snapshotId,
    end_snapshot: null,
    data_file_id: num(file, 'data_file_id'),
    path: `ducklake-${uuid(draft.operation, 0)}-delete.parquet`,
    path_is_relative: true,
    format: 'parquet',
    delete_count: more + (old ? num(old, 'delete_count') : 0),
    file_size_bytes: 800 + more,
    footer_size: 567,
    encryption_key: null,
    partial_max: old ? draft.snapshotId : null,
  }
  insert(draft, 'partialDeletes', { table: 'ducklake_delete_file', rows: [row] })
  draft.changes.push(deletedFrom(file, [file]))
}

function deletedFrom(of: Row, files: readonly Row[]) {
  const ids = files.map((file) => num(file, 'data_file_id'))
  return { kind: 'deleted_from_table', id: num(of, 'table_id'), files: ids } as const
}

function replaceDeleteFile(draft: Draft, old: Row): void {
  draft.statements.push({
    section: 'partialDeletes',
    sql: `
DELETE FROM {M}.ducklake_delete_file
WHERE delete_file_id IN (${num(old, 'delete_file_id')})`,
    effects: [{ kind: 'delete', table: 'ducklake_delete_file', rows: [old] }],
  })
  const scheduled: Row = {
    data_file_id: num(old, 'delete_file_id'),
    path: text(old, 'path'),
    path_is_relative: true,
    schedule_start: now(draft.snapshotId),
  }
  insert(draft, 'partialDeletes', {
    table: 'ducklake_files_scheduled_for_deletion',
    rows: [scheduled],
  })
}

/**
 * DELETE that takes whole files: one, or with `flag` all of the table as TRUNCATE does. Delete
 * files stay open.
 */
export const deleteWhole: Maker = (catalog, { target, flag }) => {
  const file = choose(liveRows(catalog, 'ducklake_data_file'), target)
  if (!file) return undefined
  return onFile(file, {
    features: [flag ? 'truncate' : 'whole-file-delete'],
    write: (draft) => {
      const table = 'ducklake_data_file'
      const live = liveOf(draft.base, table, num(file, 'table_id'))
      const rows = flag ? live : live.filter((row) => row.data_file_id === file.data_file_id)
      const where = `end_snapshot IS NULL AND data_file_id IN (${idList(rows, 'data_file_id')})`
      const sql = `UPDATE {M}.${table} SET end_snapshot = ${draft.snapshotId} WHERE ${where}`
      endRows(draft, 'wholeFileDeletes', { table, rows, sql })
      draft.changes.push(deletedFrom(file, rows))
    },
  })
}

/** DELETE of one row of a data file that is kept in the catalog instead of a delete file. */
export const inlineFileDelete: Maker = (catalog, { target }) => {
  const file = choose(liveRows(catalog, 'ducklake_data_file').filter(canLose(catalog)), target)
  if (!file) return undefined
  const tableId = num(file, 'table_id')
  const first = hasInlinedDeletes(catalog, tableId) ? [] : ['inlined-delete-table-created']
  return onFile(file, {
    features: ['inlined-file-delete', ...first],
    write: (draft) => {
      draft.nextFileId++
      addInlinedFileDelete(draft, file)
      draft.changes.push({ kind: 'inlined_delete', id: tableId })
    },
  })
}

function addInlinedFileDelete(draft: Draft, file: Row): void {
  const table = inlinedDeleteTable(num(file, 'table_id'))
  const sql = `CREATE TABLE IF NOT EXISTS {M}.${table}(file_id BIGINT, row_id BIGINT, begin_snapshot BIGINT)`
  const isNew = !draft.base.tables.has(table)
  const effects = isNew ? [{ kind: 'create', table } as const] : []
  draft.statements.push({ section: 'inlinedDeletes', sql, effects })
  // Positions are taken from the end, delete files count from the beginning.
  const position = num(file, 'record_count') - 1 - inlined(draft.base, file)
  const row: Row = {
    file_id: num(file, 'data_file_id'),
    row_id: position,
    begin_snapshot: draft.snapshotId,
  }
  insert(draft, 'inlinedDeletes', { table, rows: [row] })
}
