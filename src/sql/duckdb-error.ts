import type { ErrorClass } from '../model/error-class.js'

/** DuckDB's exception types, by the prefix that their messages carry. */
const CLASS_BY_PREFIX: Readonly<Record<string, ErrorClass>> = {
  Parser: 'parser',
  Syntax: 'parser',
  Binder: 'binder',
  'Parameter Not Resolved': 'binder',
  Catalog: 'catalog',
  Conversion: 'conversion',
  Cast: 'conversion',
  'Mismatch Type': 'conversion',
  'Out of Range': 'out-of-range',
  Constraint: 'constraint',
  TransactionContext: 'transaction',
  Transaction: 'transaction',
  INTERRUPT: 'interrupt',
  Interrupt: 'interrupt',
  Dependency: 'dependency',
  'Not implemented': 'not-implemented',
  'Not Implemented': 'not-implemented',
  'Invalid Input': 'invalid-input',
  'Invalid Type': 'invalid-input',
  'Parameter Not Allowed': 'invalid-input',
  Permission: 'permission',
  IO: 'io',
  HTTP: 'io',
  'Out of Memory': 'out-of-memory',
  INTERNAL: 'internal',
  FATAL: 'internal',
  Serialization: 'internal',
}

/** The class of a DuckDB error, from its message's prefix (`Binder Error: ...`). */
export function classOfDuckDBError(message: string): ErrorClass {
  const prefix = /^([A-Za-z ]+?) Error:/.exec(message)?.[1]
  return (prefix !== undefined && CLASS_BY_PREFIX[prefix]) || 'other'
}
