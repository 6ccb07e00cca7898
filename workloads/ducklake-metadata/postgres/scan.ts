import { identifier } from '../value.js'
import { SCHEMA } from './read-scope.js'
import { holdsUserRows, inReference, type MadeTables } from './type-map.js'

/** What the client asks the server: some columns of one table, by conditions on single columns. */
export interface Scan {
  readonly table: string
  /** Those of the conditions and those that are needed; none: only how many rows there are. */
  readonly columns: readonly string[]
  readonly conditions: readonly Condition[]
  readonly limit?: string | undefined
}

/** A comparison with constants: the column's name, and what stands behind it. */
export interface Condition {
  readonly column: string
  readonly text: string
}

/** The two texts of one question. `postgres` is absent where DuckDB takes the very same words. */
export interface ScanTexts {
  readonly sql: string
  readonly postgres?: string
}

/** What PostgreSQL calls a column of which nobody has said the name. */
export const NAMELESS = '"?column?"'

/** A scan in the client's words. User columns of inlined tables have other types in PostgreSQL than in DuckDB. */
export function scanTexts(scan: Scan, made: MadeTables): ScanTexts {
  const types = holdsUserRows(scan.table) ? made.get(scan.table) : undefined
  const own = scan.columns.map(identifier)
  const mapped = scan.columns.map((name) => inReference(identifier(name), types?.get(name)))
  const none = own.length === 0
  const sql = selectText(scan, none ? [`NULL::VARCHAR AS ${NAMELESS}`] : mapped)
  const postgres = selectText(scan, none ? ['NULL'] : own)
  return sql === postgres ? { sql } : { sql, postgres }
}

function selectText({ table, conditions, limit }: Scan, columns: readonly string[]): string {
  const list = columns.join(', ')
  const parts = [
    `SELECT ${list} FROM ${SCHEMA}.${identifier(table)}`,
    whereText(conditions),
    limit === undefined ? '' : `LIMIT ${limit}`,
  ]
  return parts.filter((part) => part !== '').join(' ')
}

/** Conditions on one column stand in parentheses where there are two of them. */
function whereText(conditions: readonly Condition[]): string {
  if (conditions.length === 0) return ''
  const columns = [...new Set(conditions.map(({ column }) => column))]
  const parts = columns.map((column) => {
    const own = conditions.filter((one) => one.column === column)
    const text = own.map((one) => `${identifier(column)} ${one.text}`).join(' AND ')
    return own.length > 1 ? `(${text})` : text
  })
  return `WHERE ${parts.join(' AND ')}`
}
