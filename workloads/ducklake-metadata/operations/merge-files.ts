import { type Catalog, liveOf, liveRows, num, type Row, rowsOf } from '../catalog.js'
import { greater, lakeType, lesser } from '../column-types.js'
import { type Draft, insert } from '../draft.js'
import {
  asked,
  idList,
  type Maker,
  never,
  type Said,
  scheduledRow,
  tableLives,
} from '../operation.js'
import { compactionCandidates, nameMappings } from '../reads/compaction.js'
import { tableStats } from '../reads/table-reads.js'
import { newDataFile } from './add-files.js'
import { inlinedDeletesOf } from './delete-files.js'

/** What goes with a data file that is merged into another. */
const HOLDERS = [
  'data_file',
  'file_column_stats',
  'delete_file',
  'file_partition_value',
  'file_variant_stats',
] as const

/**
 * ducklake_merge_adjacent_files: files of one schema version and partition become one file, and
 * their rows leave the catalog. The new file begins where the first began and says up to which
 * snapshot its rows reach.
 */
export const mergeFiles: Maker = (catalog) => {
  const tables = liveRows(catalog, 'ducklake_table').map((row) => num(row, 'table_id'))
  const merged = tables.filter((id) => groupsOf(catalog, id).length > 0)
  if (merged.length === 0) return undefined
  const groups = merged.flatMap((id) => groupsOf(catalog, id))
  const isAdjacent = groups.every((group) => rowIdOf(group) !== null)
  return {
    features: ['merge-files', isAdjacent ? 'merge-adjacent' : 'merge-apart'],
    altersSchema: never,
    applies: (newer) => merged.every((id) => tableLives(id)(newer) && stillThere(newer, groups)),
    prelude: (read) => preludeOf(read, tables, merged),
    write: (draft) => writeMerge(draft, groups),
  }
}

function stillThere(catalog: Catalog, groups: readonly (readonly Row[])[]): boolean {
  const live = new Set(liveRows(catalog, 'ducklake_data_file').map((row) => row.data_file_id))
  return groups.flat().every((file) => live.has(file.data_file_id ?? null))
}

function preludeOf(
  catalog: Catalog,
  tables: readonly number[],
  merged: readonly number[],
): readonly Said[] {
  const candidates = tables.flatMap((id) => compactionCandidates(catalog, id, 'merge'))
  const mapped = merged.flatMap((id) => liveOf(catalog, 'ducklake_data_file', id))
  const mappings = mapped.flatMap((row) => (row.mapping_id === null ? [] : num(row, 'mapping_id')))
  const needed = mappings.length > 0 ? [nameMappings(Math.min(...mappings))] : []
  const reads = [...candidates, ...merged.map(tableStats), ...needed]
  return asked(reads)
}

/** Groups of two and more files that may become one, in the order in which their rows came. */
export function groupsOf(catalog: Catalog, tableId: number): readonly (readonly Row[])[] {
  const touched = new Set(rowsOf(catalog, 'ducklake_delete_file').map((row) => row.data_file_id))
  const whole = liveOf(catalog, 'ducklake_data_file', tableId).filter(
    (file) =>
      !touched.has(file.data_file_id ?? null) && inlinedDeletesOf(catalog, file).length === 0,
  )
  const ordered = [...whole].sort((a, b) => orderOf(a) - orderOf(b))
  const groups = new Map<string, Row[]>()
  for (const file of ordered) {
    const key = groupKey(catalog, file)
    groups.set(key, [...(groups.get(key) ?? []), file])
  }
  return [...groups.values()].filter((group) => group.length > 1)
}

const ROWS_PER_SNAPSHOT_MAX = 1_000_000

function orderOf(file: Row): number {
  return num(file, 'begin_snapshot') * ROWS_PER_SNAPSHOT_MAX + num(file, 'row_id_start')
}

function groupKey(catalog: Catalog, file: Row): string {
  const values = rowsOf(catalog, 'ducklake_file_partition_value')
    .filter((row) => row.data_file_id === file.data_file_id)
    .map((row) => `${row.partition_key_index}=${row.partition_value}`)
  return `${schemaVersionOf(catalog, file)}/${file.partition_id}/${values.join('/')}`
}

/** The schema version of a table when a file of it began. */
export function schemaVersionOf(catalog: Catalog, file: Row): number {
  const versions = rowsOf(catalog, 'ducklake_schema_versions').filter(
    (row) =>
      row.table_id === file.table_id && num(row, 'begin_snapshot') <= num(file, 'begin_snapshot'),
  )
  return Math.max(-1, ...versions.map((row) => num(row, 'schema_version')))
}

function writeMerge(draft: Draft, groups: readonly (readonly Row[])[]): void {
  const sources = groups.flat()
  const ids = idList(sources, 'data_file_id')
  const gone = new Set(sources.map((row) => row.data_file_id))
  for (const name of HOLDERS) {
    const table = `ducklake_${name}`
    const rows = rowsOf(draft.base, table).filter((row) => gone.has(row.data_file_id ?? null))
    const sql = `\nDELETE FROM {M}.${table}\nWHERE data_file_id IN (${ids})`
    const effects = [{ kind: 'delete', table, rows } as const]
    draft.statements.push({ section: 'compactionDeletes', sql, effects })
  }
  const scheduled = sources.map((row) => scheduledRow(draft.base, row, 'data_file_id'))
  insert(draft, 'compactionDeletes', {
    table: 'ducklake_files_scheduled_for_deletion',
    rows: scheduled,
    separator: ', ',
  })
  const files = groups.map((group) => mergedFile(draft, group))
  insert(draft, 'data', { table: 'ducklake_data_file', rows: files })
  const combined = (name: string, make: (file: Row, group: readonly Row[]) => readonly Row[]) => {
    const rows = files.flatMap((file, i) => make(file, groups[i] ?? []))
    insert(draft, 'data', { table: `ducklake_${name}`, rows })
  }
  combined('file_column_stats', (file, group) => mergedStats(draft.base, file, group))
  combined('file_partition_value', (file, group) => partitionValues(draft.base, file, group))
  for (const id of new Set(sources.map((row) => num(row, 'table_id'))))
    draft.changes.push({ kind: 'merge_adjacent', id })
}

function mergedFile(draft: Draft, group: readonly Row[]): Row {
  const [first] = group
  const tableId = first ? num(first, 'table_id') : 0
  const recordCount = group.reduce((sum, row) => sum + num(row, 'record_count'), 0)
  const reaches = group.map((row) => Number(row.partial_max ?? row.begin_snapshot))
  return {
    ...newDataFile(draft, { tableId, recordCount }),
    begin_snapshot: first?.begin_snapshot ?? null,
    row_id_start: rowIdOf(group),
    partition_id: first?.partition_id ?? null,
    partial_max: Math.max(...reaches),
  }
}

/** The row id of the first row where all rows follow one another; otherwise the file holds them. */
function rowIdOf(group: readonly Row[]): number | null {
  const [first] = group
  let next = Number(first?.row_id_start ?? Number.NaN)
  for (const file of group) {
    if (file.row_id_start === null || num(file, 'row_id_start') !== next) return null
    next += num(file, 'record_count')
  }
  return first ? num(first, 'row_id_start') : null
}

function partitionValues(catalog: Catalog, file: Row, group: readonly Row[]): readonly Row[] {
  const of = rowsOf(catalog, 'ducklake_file_partition_value')
  const first = of.filter((row) => row.data_file_id === group[0]?.data_file_id)
  return first.map((row) => ({ ...row, data_file_id: file.data_file_id ?? null }))
}

/** The statistics of several files as those of one; a column that one file lacks has none. */
export function mergedStats(catalog: Catalog, file: Row, group: readonly Row[]): readonly Row[] {
  const ids = group.map((row) => row.data_file_id)
  const stats = rowsOf(catalog, 'ducklake_file_column_stats')
  const columns = [...new Set(stats.filter(isOf(ids)).map((row) => num(row, 'column_id')))]
  return columns.flatMap((column) => {
    const rows = stats.filter(isOf(ids)).filter((row) => row.column_id === column)
    return rows.length < group.length ? [] : [combinedRow(catalog, file, rows)]
  })
}

function isOf(ids: readonly unknown[]): (row: Row) => boolean {
  return (row) => ids.includes(row.data_file_id)
}

function combinedRow(catalog: Catalog, file: Row, rows: readonly Row[]): Row {
  const first = rows[0] ?? {}
  const sum = (name: string) => rows.reduce((total, row) => total + num(row, name), 0)
  const nan = rows.some((row) => row.contains_nan === true)
  return {
    data_file_id: file.data_file_id ?? null,
    table_id: file.table_id ?? null,
    column_id: first.column_id ?? null,
    column_size_bytes: sum('column_size_bytes'),
    value_count: sum('value_count'),
    null_count: sum('null_count'),
    min_value: nan ? null : boundOf(catalog, rows, 'min_value'),
    max_value: nan ? null : boundOf(catalog, rows, 'max_value'),
    contains_nan: first.contains_nan === null ? null : nan,
    extra_stats: null,
  }
}

/** The bound of several statistics; null where it is not known of values that there are. */
function boundOf(
  catalog: Catalog,
  rows: readonly Row[],
  bound: 'min_value' | 'max_value',
): string | null {
  const filled = rows.filter((row) => num(row, 'value_count') > 0)
  const [first] = filled
  const column = rowsOf(catalog, 'ducklake_column').findLast(
    (row) => row.table_id === first?.table_id && row.column_id === first?.column_id,
  )
  const type = lakeType(String(column?.column_type))
  if (!first || !type || filled.some((row) => row[bound] === null)) return null
  const better = bound === 'min_value' ? lesser : greater
  return filled.map((row) => String(row[bound])).reduce((a, b) => better(type, a, b))
}
