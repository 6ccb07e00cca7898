import { type Catalog, liveOf, liveRows, num, type Row, rowsOf } from '../catalog.js'
import { greater, lesser } from '../column-types.js'
import { type Scalar, scalarsOf } from '../columns.js'
import { type Draft, insert } from '../draft.js'
import { inlinedTablesOf } from '../inlining.js'
import { asked, type Maker, never, type Said, tableLives } from '../operation.js'
import { compactionCandidates, statsOfFiles } from '../reads/compaction.js'
import { tableStats } from '../reads/table-reads.js'
import { overwriteTableStats } from '../table-stats.js'
import { newDataFile } from './add-files.js'
import { deleteFileOf, inlinedDeletesOf } from './delete-files.js'
import { mergedStats, schemaVersionOf } from './merge-files.js'

/**
 * ducklake_rewrite_data_files: a file with deleted rows is written again without them. The old
 * file and its delete file end, and the statistics of the table become exact.
 */
export const rewriteFiles: Maker = (catalog) => {
  const tables = liveRows(catalog, 'ducklake_table').map((row) => num(row, 'table_id'))
  const files = tables.flatMap((id) => dirtyFiles(catalog, id))
  if (files.length === 0) return undefined
  const changed = [...new Set(files.map((file) => num(file, 'table_id')))]
  return {
    features: ['rewrite-files'],
    altersSchema: never,
    applies: (newer) => changed.every((id) => tableLives(id)(newer)) && stillDirty(newer, files),
    prelude: (read) => preludeOf(read, tables, changed),
    write: (draft) => writeRewrite(draft, files, changed),
  }
}

/** Live files with a delete file, whose deletions are all in it. */
function dirtyFiles(catalog: Catalog, tableId: number): readonly Row[] {
  return liveOf(catalog, 'ducklake_data_file', tableId).filter(
    (file) => deleteFileOf(catalog, file) && inlinedDeletesOf(catalog, file).length === 0,
  )
}

function stillDirty(catalog: Catalog, files: readonly Row[]): boolean {
  return files.every((file) => rowsOf(catalog, 'ducklake_data_file').includes(file))
}

function preludeOf(
  catalog: Catalog,
  tables: readonly number[],
  changed: readonly number[],
): readonly Said[] {
  const reads = [
    ...tables.flatMap((id) => compactionCandidates(catalog, id, 'rewrite')),
    ...changed.flatMap((id) => [tableStats(id), statsOfFiles(catalog, id)]),
  ]
  return asked(reads)
}

function writeRewrite(draft: Draft, files: readonly Row[], changed: readonly number[]): void {
  const pairs = files.map((old) => ({ old, made: rewritten(draft, old) }))
  const made = pairs.flatMap((pair) => (pair.made ? [pair.made] : []))
  const stats = pairs.flatMap(({ old, made: file }) =>
    file ? remaining(draft.base, file, old) : [],
  )
  insert(draft, 'data', { table: 'ducklake_data_file', rows: made })
  insert(draft, 'data', { table: 'ducklake_file_column_stats', rows: stats })
  insert(draft, 'data', {
    table: 'ducklake_file_partition_value',
    rows: pairs.flatMap(({ old, made: file }) =>
      file ? partitionValues(draft.base, file, old) : [],
    ),
  })
  for (const { old, made: file } of pairs) endPair(draft, old, file)
  for (const id of changed) {
    recompute(draft, id, { gone: files, made, stats })
    draft.changes.push({ kind: 'rewrite_delete', id })
  }
}

/** The file without its deleted rows; none where no row is left. Its rows hold their row ids. */
function rewritten(draft: Draft, old: Row): Row | undefined {
  const deleted = deleteFileOf(draft.base, old)
  const recordCount = num(old, 'record_count') - (deleted ? num(deleted, 'delete_count') : 0)
  if (recordCount <= 0) return undefined
  const file = newDataFile(draft, { tableId: num(old, 'table_id'), recordCount })
  return { ...file, partition_id: old.partition_id ?? null }
}

function partitionValues(catalog: Catalog, file: Row, old: Row): readonly Row[] {
  const rows = rowsOf(catalog, 'ducklake_file_partition_value')
  return rows
    .filter((row) => row.data_file_id === old.data_file_id)
    .map((row) => ({ ...row, data_file_id: file.data_file_id ?? null }))
}

/** The old file's bounds hold for the rows that are left; so many values are no NULL. */
function remaining(catalog: Catalog, file: Row, old: Row): readonly Row[] {
  const records = num(file, 'record_count')
  return mergedStats(catalog, file, [old]).map((row) => {
    const values = Math.min(num(row, 'value_count'), records)
    const isCounted = num(row, 'value_count') + num(row, 'null_count') > 0
    return { ...row, value_count: values, null_count: isCounted ? records - values : 0 }
  })
}

/** The three statements of every old file; the last does nothing to a file that is new by itself. */
function endPair(draft: Draft, old: Row, file: Row | undefined): void {
  const S = draft.snapshotId
  const deleted = deleteFileOf(draft.base, old)
  if (deleted) update(draft, { name: 'delete_file', row: deleted, set: { end_snapshot: S } })
  update(draft, { name: 'data_file', row: old, set: { end_snapshot: S } })
  if (file) update(draft, { name: 'data_file', row: file, set: { begin_snapshot: S } })
}

function update(
  draft: Draft,
  of: { name: 'data_file' | 'delete_file'; row: Row; set: Readonly<Record<string, number>> },
): void {
  const table = `ducklake_${of.name}`
  const [[column, value] = ['', 0]] = Object.entries(of.set)
  const key = `${of.name}_id`
  const sql = `
UPDATE {M}.${table} SET ${column} = ${value}
WHERE ${key} = ${num(of.row, key)}`
  const pairs = [[of.row, { ...of.row, ...of.set }] as const]
  draft.statements.push({ section: 'rewrites', sql, effects: [{ kind: 'update', table, pairs }] })
}

/**
 * The exact statistics of a table from those of its files. Nothing is written while a file still
 * has deleted rows or rows are kept in the catalog: the sums would not be exact.
 */
function recompute(
  draft: Draft,
  tableId: number,
  rewrite: { gone: readonly Row[]; made: readonly Row[]; stats: readonly Row[] },
): void {
  const { base } = draft
  const kept = liveOf(base, 'ducklake_data_file', tableId).filter(
    (row) => !rewrite.gone.includes(row),
  )
  const isClean = (file: Row) =>
    !deleteFileOf(base, file) && inlinedDeletesOf(base, file).length === 0
  const inlined = inlinedTablesOf(base, tableId).flatMap((made) =>
    liveRows(base, String(made.table_name)),
  )
  if (!kept.every(isClean) || inlined.length > 0) return
  const files = [...kept, ...rewrite.made.filter((row) => row.table_id === tableId)]
  const stats = [...rowsOf(base, 'ducklake_file_column_stats'), ...rewrite.stats].filter((row) =>
    files.some((file) => file.data_file_id === row.data_file_id),
  )
  const columns = scalarsOf(base, tableId).map((scalar) =>
    exactStats(scalar, stats, hasOneType(base, scalar, kept)),
  )
  overwriteTableStats(draft, { tableId, files, columns })
}

/** Bounds that were written for another type of the column are not taken over. */
function hasOneType(catalog: Catalog, { row }: Scalar, files: readonly Row[]): boolean {
  const versions = rowsOf(catalog, 'ducklake_column').filter(
    (one) => one.table_id === row.table_id && one.column_id === row.column_id,
  )
  const changed = versions.filter((one) => one.column_type !== row.column_type)
  const since = Math.max(-1, ...changed.map((one) => Number(one.end_snapshot)))
  return files.every(
    (file) => num(file, 'begin_snapshot') >= since && schemaVersionOf(catalog, file) >= 0,
  )
}

function exactStats({ row, type }: Scalar, all: readonly Row[], isKnown: boolean): Row {
  const stats = all.filter((one) => one.column_id === row.column_id)
  const filled = stats.filter((one) => num(one, 'value_count') > 0)
  const nan = stats.some((one) => one.contains_nan === true)
  const bound = (name: 'min_value' | 'max_value', better: typeof lesser): string | null => {
    const known = filled.filter((one) => one[name] !== null).map((one) => String(one[name]))
    const isWhole = isKnown && !nan && known.length === filled.length && known.length > 0
    return isWhole ? known.reduce((a, b) => better(type, a, b)) : null
  }
  return {
    table_id: row.table_id ?? null,
    column_id: num(row, 'column_id'),
    contains_null: stats.some((one) => num(one, 'null_count') > 0),
    contains_nan: type.hasNan && stats.length > 0 ? nan : null,
    min_value: bound('min_value', lesser),
    max_value: bound('max_value', greater),
    extra_stats: null,
  }
}
