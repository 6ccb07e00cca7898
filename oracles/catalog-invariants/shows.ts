import type { CatalogSoFar, InlinedTable } from './catalogs.js'
import { inlinedKind, named } from './inlined.js'

/** So many of the newest versions are asked for at a checkpoint. */
const NEWEST_MAX = 12
/** At the end so many of the newest, and about as many of the older ones, evenly spaced. */
const AT_END_MAX = 32
/** Spreads the older version that a checkpoint asks for over all of them. */
const STRIDE = 7919

/** Which versions are asked for: those of the n-th checkpoint, those of the end, or a single one. */
export type Moment =
  | { readonly kind: 'checkpoint'; readonly n: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'version'; readonly snapshot: string }

const live = (alias: string) =>
  `${alias}.begin_snapshot <= a.v AND (${alias}.end_snapshot IS NULL OR a.v < ${alias}.end_snapshot)`

/**
 * What versions of the catalog show: for each a row `counters` with the counters of its snapshot, and for each of its tables
 * a row `shows` with id, rows and name. The rows are `?` where a file holds rows of several versions, and which of them are
 * older only the file itself knows.
 */
export function showsQuery({ prefix, inlined }: CatalogSoFar, moment: Moment): string {
  const rows = inlined.filter(({ name }) => inlinedKind(name).kind === 'rows')
  const deletes = inlined.filter(({ name }) => inlinedKind(name).kind === 'deletes')
  const parts = [
    DATA_FILES,
    DELETE_FILES,
    ...(rows.length > 0 ? [rowsOf(rows)] : []),
    ...(deletes.length > 0 ? [deletesOf(deletes)] : []),
  ]
  const sql = `WITH a(v) AS (SELECT s.snapshot_id FROM {M}ducklake_snapshot s ${chosen(moment)}),
parts(v, table_id, n, partial) AS (${parts.join('\nUNION ALL ')}),
sums(v, table_id, n, partial) AS (SELECT v, table_id, CAST(SUM(n) AS BIGINT), SUM(partial) FROM parts GROUP BY v, table_id)
SELECT 'counters' AS invariant, s.snapshot_id AS snapshot,
concat(s.schema_version, ' ', s.next_catalog_id, ' ', s.next_file_id) AS detail
FROM a JOIN {M}ducklake_snapshot s ON s.snapshot_id = a.v
UNION ALL SELECT 'shows', a.v, concat(t.table_id, ' ',
CASE WHEN s.partial > 0 THEN '?' ELSE concat(COALESCE(s.n, 0)) END, ' ', t.schema_id, '.', t.table_name)
FROM a JOIN {M}ducklake_table t ON ${live('t')} LEFT JOIN sums s ON s.v = a.v AND s.table_id = t.table_id`
  return sql.replaceAll('{M}', prefix)
}

function chosen(moment: Moment): string {
  if (moment.kind === 'version') return `WHERE s.snapshot_id = ${moment.snapshot}`
  // A quotient without a rest: DuckDB divides integers as floats.
  const gap = `(n.newest - mod(n.newest, ${AT_END_MAX})) / ${AT_END_MAX} + 1`
  const which =
    moment.kind === 'end'
      ? `s.snapshot_id > n.newest - ${AT_END_MAX} OR mod(s.snapshot_id, ${gap}) = 0`
      : `s.snapshot_id > n.newest - ${NEWEST_MAX} OR s.snapshot_id = mod(${moment.n * STRIDE}, n.newest + 1)`
  return `\nCROSS JOIN (SELECT MAX(snapshot_id) AS newest FROM {M}ducklake_snapshot) n WHERE ${which}`
}

const partial = (alias: string) => `SUM(CASE WHEN ${alias}.partial_max > a.v THEN 1 ELSE 0 END)`

const DATA_FILES = `SELECT a.v, f.table_id, SUM(f.record_count), ${partial('f')}
FROM a JOIN {M}ducklake_data_file f ON ${live('f')} GROUP BY a.v, f.table_id`

const DELETE_FILES = `SELECT a.v, d.table_id, -SUM(d.delete_count), ${partial('d')} FROM a
JOIN {M}ducklake_delete_file d ON ${live('d')}
JOIN {M}ducklake_data_file f ON f.data_file_id = d.data_file_id AND ${live('f')} GROUP BY a.v, d.table_id`

// A join for each of hundreds of tables would take DuckDB seconds to plan; one join over all of them does not.

function rowsOf(tables: readonly InlinedTable[]): string {
  const all = unionOf(
    'SELECT CAST({t} AS BIGINT) AS t, {begin} AS b, {end} AS e FROM {M}{T}',
    tables,
  )
  return `SELECT a.v, r.t, COUNT(*), 0 FROM a
JOIN (${all}) r ON r.b <= a.v AND (r.e IS NULL OR a.v < r.e) GROUP BY a.v, r.t`
}

function deletesOf(tables: readonly InlinedTable[]): string {
  const all = unionOf(
    'SELECT CAST({t} AS BIGINT) AS t, file_id AS f, begin_snapshot AS b FROM {M}{T}',
    tables,
  )
  return `SELECT a.v, d.t, -COUNT(*), 0 FROM a JOIN (${all}) d ON d.b <= a.v
JOIN {M}ducklake_data_file f ON f.data_file_id = d.f AND ${live('f')} GROUP BY a.v, d.t`
}

function unionOf(sql: string, tables: readonly InlinedTable[]): string {
  return tables.map((table) => named(sql, table)).join('\nUNION ALL ')
}
