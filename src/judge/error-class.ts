import type { ErrorClass } from '../model/error-class.js'
import type { Failure } from '../model/outcome.js'
import { classOfDuckDBError } from '../sql/duckdb-error.js'

/**
 * The DuckDB classes that a SQLSTATE can stand for, by its five characters and then by its class of two (PostgreSQL's
 * appendix A). Servers do not agree on binder against catalog, so the compile errors of class 42 stand for both.
 */
const CLASSES_BY_SQLSTATE: Readonly<Record<string, readonly ErrorClass[]>> = {
  '42601': ['parser', 'binder'],
  '42501': ['permission', 'invalid-input'],
  '42': ['binder', 'catalog'],
  '3D': ['binder', 'catalog'],
  '3F': ['binder', 'catalog'],
  '22003': ['out-of-range', 'conversion'],
  '22': ['conversion', 'out-of-range', 'invalid-input'],
  '23': ['constraint', 'transaction'],
  '25': ['transaction'],
  '2D': ['transaction'],
  '40': ['transaction', 'constraint'],
  '57014': ['interrupt'],
  '2B': ['dependency', 'catalog'],
  '0A': ['not-implemented'],
  '53': ['out-of-memory'],
  '58': ['io'],
}

/** The classes that a failure may be; empty where its endpoint told nothing that we can read. */
export function classesOf(failure: Failure): readonly ErrorClass[] {
  const { sqlstate, errorClass, message } = failure
  if (sqlstate === undefined) return errorClass === 'other' ? [] : [errorClass]
  const known = CLASSES_BY_SQLSTATE[sqlstate] ?? CLASSES_BY_SQLSTATE[sqlstate.slice(0, 2)]
  if (known) return known
  const prefix = classOfDuckDBError(message)
  return prefix === 'other' ? [] : [prefix]
}

/** Whether two failures can be the same one; undefined where a side's class is not known. */
export function sameClass(reference: Failure, subject: Failure): boolean | undefined {
  const [left, right] = [classesOf(reference), classesOf(subject)]
  if (left.length === 0 || right.length === 0) return undefined
  return left.some((name) => right.includes(name))
}
