import { num, type Row, rowsOf, text } from './catalog.js'
import { greater, lesser } from './column-types.js'
import type { Scalar } from './columns.js'
import { type Draft, insert, type Section } from './draft.js'
import { tuple } from './value.js'

/** New statistics of rows that are added, one per file and column. */
export interface Added {
  readonly tableId: number
  readonly scalars: readonly Scalar[]
  readonly dataFiles: readonly Row[]
  readonly stats: readonly Row[]
  /** The rows are in the statistics already: a flush only adds bytes. */
  readonly areCounted?: boolean
}

/**
 * The statistics of a table: inserted with its first rows, later overwritten with absolute
 * values, which is why two writers that do not see each other would lose an update.
 */
export function mergeTableStats(draft: Draft, added: Added): void {
  const old = rowsOf(draft.base, 'ducklake_table_stats').find((r) => r.table_id === added.tableId)
  const records = added.areCounted ? 0 : sum(added.dataFiles, 'record_count')
  const row: Row = {
    table_id: added.tableId,
    record_count: records + (old ? num(old, 'record_count') : 0),
    next_row_id: records + (old ? num(old, 'next_row_id') : 0),
    file_size_bytes:
      sum(added.dataFiles, 'file_size_bytes') + (old ? num(old, 'file_size_bytes') : 0),
  }
  if (!old) {
    insert(draft, 'data', { table: 'ducklake_table_stats', rows: [row] })
    const rows = added.scalars.map((column) => merged(added, column, undefined))
    insert(draft, 'data', { table: 'ducklake_table_column_stats', rows })
    return
  }
  updateTable(draft, old, row)
  updateColumns(draft, added)
}

function sum(rows: readonly Row[], column: string): number {
  return rows.reduce((total, row) => total + num(row, column), 0)
}

function updateTable(draft: Draft, old: Row, row: Row, section: Section = 'data'): void {
  const set = ['record_count', 'file_size_bytes', 'next_row_id'].map((c) => `${c}=${row[c]}`)
  draft.statements.push({
    section,
    sql: `UPDATE {M}.ducklake_table_stats SET ${set.join(', ')} WHERE table_id=${row.table_id}`,
    effects: [{ kind: 'update', table: 'ducklake_table_stats', pairs: [[old, row]] }],
  })
}

/** Never inserts: a column that was added later has no row, and the client leaves it so. */
function updateColumns(draft: Draft, added: Added): void {
  const olds = rowsOf(draft.base, 'ducklake_table_column_stats').filter(
    (row) => row.table_id === added.tableId,
  )
  const rows = added.scalars.map((column) => {
    const old = olds.find((one) => one.column_id === column.row.column_id)
    return { old, row: merged(added, column, old) }
  })
  writeColumns(draft, rows)
}

function writeColumns(
  draft: Draft,
  rows: readonly { readonly old: Row | undefined; readonly row: Row }[],
  section: Section = 'data',
): void {
  if (rows.length === 0) return
  const values = rows.map(({ row }) => tuple(Object.values(row))).join(',')
  const pairs = rows.flatMap(({ old, row }) => (old ? [[old, row] as const] : []))
  draft.statements.push({
    section,
    sql: updateColumnStats(values),
    effects: [{ kind: 'update', table: 'ducklake_table_column_stats', pairs }],
  })
}

/** The statistics of a table when they are counted again from its files; row ids only grow. */
export function overwriteTableStats(
  draft: Draft,
  exact: {
    readonly tableId: number
    readonly files: readonly Row[]
    readonly columns: readonly Row[]
  },
): void {
  const isOf = (row: Row) => row.table_id === exact.tableId
  const old = rowsOf(draft.base, 'ducklake_table_stats').find(isOf)
  if (!old) return
  const row: Row = {
    ...old,
    record_count: sum(exact.files, 'record_count'),
    file_size_bytes: sum(exact.files, 'file_size_bytes'),
  }
  updateTable(draft, old, row, 'rewrites')
  const olds = rowsOf(draft.base, 'ducklake_table_column_stats').filter(isOf)
  const pairs = exact.columns.map((column) => ({
    old: olds.find((one) => one.column_id === column.column_id),
    row: column,
  }))
  writeColumns(draft, pairs, 'rewrites')
}

function updateColumnStats(values: string): string {
  return `
WITH new_values(tid, cid, new_contains_null, new_contains_nan, new_min, new_max, new_extra_stats) AS (
VALUES ${values}
)
UPDATE {M}.ducklake_table_column_stats
SET contains_null=CAST(new_contains_null AS BOOLEAN), contains_nan=CAST(new_contains_nan AS BOOLEAN), \
min_value=new_min, max_value=new_max, extra_stats=new_extra_stats
FROM new_values
WHERE table_id=tid AND column_id=cid`
}

function merged(added: Added, { row, type }: Scalar, old: Row | undefined): Row {
  const stats = added.stats.filter((one) => one.column_id === row.column_id)
  const all = old ? [old, ...stats] : stats
  const nan = all.some((one) => one.contains_nan === true)
  const bound = (column: string, better: typeof lesser): string | null => {
    const known = all.filter((one) => one[column] !== null).map((one) => text(one, column))
    return nan || known.length === 0 ? null : known.reduce((a, b) => better(type, a, b))
  }
  return {
    table_id: added.tableId,
    column_id: num(row, 'column_id'),
    contains_null: old?.contains_null === true || stats.some((one) => num(one, 'null_count') > 0),
    contains_nan: type.hasNan ? nan : null,
    min_value: bound('min_value', lesser),
    max_value: bound('max_value', greater),
    extra_stats: null,
  }
}
