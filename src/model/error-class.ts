/**
 * The classes by which errors are compared. They are DuckDB's exception types, lower-cased; the text of an error is
 * never compared. `crash` is the death of a process, `other` an error that has no class here.
 */
export const ERROR_CLASSES = [
  'parser',
  'binder',
  'catalog',
  'conversion',
  'out-of-range',
  'constraint',
  'transaction',
  'interrupt',
  'dependency',
  'not-implemented',
  'invalid-input',
  'permission',
  'io',
  'out-of-memory',
  'internal',
  'crash',
  'other',
] as const

export type ErrorClass = (typeof ERROR_CLASSES)[number]
