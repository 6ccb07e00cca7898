import { type Catalog, liveOf, liveRows, num, type Row, rowsOf } from '../catalog.js'
import { liveColumns } from '../columns.js'
import { type Draft, endRows, insert } from '../draft.js'
import { hasInlinedDeletes, inlinedDeleteTable } from '../inlining.js'
import {
  asked,
  choose,
  idList,
  type Maker,
  never,
  type Operation,
  tableLives,
} from '../operation.js'
import { deletePlanning } from '../reads/files.js'
import { addFiles, livePartition } from './add-files.js'
import {
  canLose,
  deletedFrom,
  deleteFileOf,
  inlinedDeletesOf,
  leftIn,
  writeDeleteFiles,
} from './delete-files.js'

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

/**
 * DELETE of a part of one data file, or of every file of its table; with `flag` an UPDATE, which
 * also writes a file.
 */
export const deletePartial: Maker = (catalog, { target, value, flag }) => {
  const file = choose(liveRows(catalog, 'ducklake_data_file').filter(canLose(catalog)), target)
  if (!file) return undefined
  const tableId = num(file, 'table_id')
  const inTable = liveOf(catalog, 'ducklake_data_file', tableId).filter(canLose(catalog))
  const files = value % 4 === 1 ? inTable : [file]
  const again = deleteFileOf(catalog, file) !== undefined
  return onFile(file, {
    features: [again ? 'replace-delete-file' : 'partial-delete', ...(flag ? ['update-rows'] : [])],
    prelude: (read) => asked(deletePlanning(read, tableId, value)),
    write: (draft) => {
      const columns = liveColumns(draft.base, tableId)
      if (flag) addFiles(draft, { tableId, columns, value, fileCount: 1 })
      const lost = files.map((one) => ({ file: one, ...moreDeleted(draft, one, value) }))
      writeDeleteFiles(draft, lost)
      draft.changes.push(deletedFrom(tableId, files))
    },
  })
}

/** A delete file takes the place of an older one, and then holds what both deleted. */
function moreDeleted(draft: Draft, file: Row, value: number) {
  const old = deleteFileOf(draft.base, file)
  return {
    more: 1 + (value % Math.max(1, leftIn(draft.base, file))),
    begin: draft.snapshotId,
    partialMax: old ? draft.snapshotId : null,
  }
}

function onFile(
  file: Row,
  operation: Pick<Operation, 'features' | 'write' | 'prelude'>,
): Operation {
  const isLive = (catalog: Catalog) =>
    liveRows(catalog, 'ducklake_data_file').some((row) => row.data_file_id === file.data_file_id)
  return { ...operation, altersSchema: never, applies: isLive }
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
      draft.changes.push(deletedFrom(num(file, 'table_id'), rows))
    },
  })
}

/**
 * DELETE of one row of a data file, or with `flag` of two, that is kept in the catalog instead of a
 * delete file.
 */
export const inlineFileDelete: Maker = (catalog, { target, flag }) => {
  const file = choose(liveRows(catalog, 'ducklake_data_file').filter(canLose(catalog)), target)
  if (!file) return undefined
  const tableId = num(file, 'table_id')
  const first = hasInlinedDeletes(catalog, tableId) ? [] : ['inlined-delete-table-created']
  return {
    features: ['inlined-file-delete', ...first],
    altersSchema: never,
    // Nothing in the client's matrix looks whether the file was merged or rewritten meanwhile.
    applies: tableLives(tableId),
    write: (draft) => {
      draft.nextFileId++
      addInlinedFileDelete(draft, file, flag ? 2 : 1)
      draft.changes.push({ kind: 'inlined_delete', id: tableId })
    },
  }
}

function addInlinedFileDelete(draft: Draft, file: Row, wanted: number): void {
  const table = inlinedDeleteTable(num(file, 'table_id'))
  const sql = `CREATE TABLE IF NOT EXISTS {M}.${table}(file_id BIGINT, row_id BIGINT, begin_snapshot BIGINT)`
  const isNew = !draft.base.tables.has(table)
  const effects = isNew ? [{ kind: 'create', table } as const] : []
  draft.statements.push({ section: 'inlinedDeletes', sql, effects })
  // Positions are taken from the end, delete files count from the beginning.
  const taken = new Set(inlinedDeletesOf(draft.base, file).map((row) => num(row, 'row_id')))
  const last = num(file, 'record_count') - 1
  const positions = Array.from({ length: last + 1 }, (_, i) => last - i).filter(
    (position) => !taken.has(position),
  )
  const count = Math.min(wanted, Math.max(1, leftIn(draft.base, file)))
  const rows = positions.slice(0, count).map(
    (position): Row => ({
      file_id: num(file, 'data_file_id'),
      row_id: position,
      begin_snapshot: draft.snapshotId,
    }),
  )
  insert(draft, 'inlinedDeletes', { table, rows, separator: ', ' })
}
