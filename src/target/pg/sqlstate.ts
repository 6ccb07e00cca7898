import type { ErrorClass } from '../../model/error-class.js'
import { classOfDuckDBError } from '../../sql/duckdb-error.js'

/** Whole codes that do not follow their class. */
const BY_CODE: Readonly<Record<string, ErrorClass>> = {
  '22003': 'out-of-range',
  '25006': 'transaction',
  '28000': 'permission',
  '28P01': 'permission',
  '2BP01': 'dependency',
  '3D000': 'catalog',
  '3F000': 'catalog',
  '42501': 'permission',
  '42601': 'parser',
  '42704': 'catalog',
  '42710': 'catalog',
  '42723': 'catalog',
  '42P01': 'catalog',
  '42P04': 'catalog',
  '42P06': 'catalog',
  '42P07': 'catalog',
  '53200': 'out-of-memory',
  '57014': 'interrupt',
}

/** The first two characters of a SQLSTATE. */
const BY_CLASS: Readonly<Record<string, ErrorClass>> = {
  '0A': 'not-implemented',
  '21': 'invalid-input',
  '22': 'conversion',
  '23': 'constraint',
  '25': 'transaction',
  '40': 'transaction',
  '42': 'binder',
  '53': 'io',
  '54': 'invalid-input',
  '58': 'io',
  XX: 'internal',
}

/**
 * The class of an error from an endpoint. An endpoint that keeps DuckDB's message (`Binder Error: ...`) says more than
 * its SQLSTATE; otherwise the code decides.
 */
export function classOfPgError(sqlstate: string | undefined, message: string): ErrorClass {
  const byMessage = classOfDuckDBError(message)
  if (byMessage !== 'other' || sqlstate === undefined) return byMessage
  return BY_CODE[sqlstate] ?? BY_CLASS[sqlstate.slice(0, 2)] ?? 'other'
}
