import { placedTokens } from '../sql/placed-tokens.js'
import { rowsOfValues } from '../sql/values-rows.js'
import { createdTable, insertedTable, updatedTable } from './shapes.js'

/** A fault that executes another statement than the one that came. */
export type Rewrite = (sql: string) => string

/** The tables that hold one row for each snapshot. */
const OF_SNAPSHOTS: ReadonlySet<string> = new Set([
  'ducklake_snapshot',
  'ducklake_snapshot_changes',
])

/** `snapshot-key-not-held`. */
export const withoutSnapshotKeys: Rewrite = (sql) =>
  OF_SNAPSHOTS.has(createdTable(sql) ?? '') ? withoutKey(sql) : sql

/** `no-primary-keys`. */
export const withoutKeys: Rewrite = (sql) =>
  /^\s*create\s+table\b/i.test(sql) ? withoutKey(sql) : sql

/** The constraint of one column; the way in which a client writes it. */
function withoutKey(sql: string): string {
  return sql.replace(/ primary key\b/gi, '')
}

/** `statistics-update-lost`: the row is found and counted, and keeps what it had. */
export const keepingStatistics: Rewrite = (sql) => {
  if (updatedTable(sql) !== 'ducklake_table_stats') return sql
  return sql.replace(/\b(\w+)\s*=\s*\d+(?=\s*,|\s+where\b)/gi, '$1=$1')
}

/** `values-update-first-row`. */
export const updatingFirstRow: Rewrite = (sql) => {
  if (updatedTable(sql) === undefined) return sql
  const tokens = placedTokens(sql)
  const values = tokens.findIndex(({ word }) => word === 'VALUES')
  const [first, ...others] = values < 0 ? [] : rowsOfValues(tokens, values)
  const last = others.at(-1)
  return first && last ? sql.slice(0, first.end) + sql.slice(last.end) : sql
}

const NOT_A_NUMBER = /cast\s*\(\s*'[+-]?(?:nan|inf|infinity)'\s+as\s+(?:double|float|real)\s*\)/gi

/** `inlined-nan-as-null`. */
export const nanAsNull: Rewrite = (sql) =>
  insertedTable(sql)?.startsWith('ducklake_inlined_data_') ? sql.replace(NOT_A_NUMBER, 'NULL') : sql

const QUOTED_NUMBER = /("\w+"|\b[a-z]\w*)\s*(<=|>=|<>|<|>|=)\s*'(\d+)'/gi

/** `number-compared-as-text`. */
export const comparingAsText: Rewrite = (sql) =>
  /^\s*select\b[\s\S]*\bducklake_/i.test(sql)
    ? sql.replace(QUOTED_NUMBER, "CAST($1 AS VARCHAR) $2 '$3'")
    : sql

/** `time-travel-strict`. */
export const travellingStrictly: Rewrite = (sql) =>
  sql.replace(/(\bsnapshot_time\b"?(?:::timestamptz)?\s*)<=(?=\s*')/gi, '$1<')
