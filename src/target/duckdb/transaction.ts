import type { ErrorClass } from '../../model/error-class.js'
import type { TransactionStatus } from '../../model/outcome.js'

/** The first word of a statement, in upper case; statements come without leading comments. */
export function verbOf(sql: string): string {
  return /^[a-z]+/i.exec(sql)?.[0].toUpperCase() ?? ''
}

const BEGINS = new Set(['BEGIN', 'START'])
const ENDS = new Set(['COMMIT', 'END', 'ROLLBACK', 'ABORT'])

/** The status after a statement succeeded. */
export function statusAfterSuccess(before: TransactionStatus, verb: string): TransactionStatus {
  if (BEGINS.has(verb)) return 'T'
  return ENDS.has(verb) ? 'I' : before
}

/**
 * The status after a statement failed, where it can be told without asking (measured on DuckDB 1.5): nothing happens
 * outside of a transaction, a text that does not parse leaves it as it was, and a COMMIT that fails has ended it.
 * `ask` means that only DuckDB knows: compile errors leave the transaction alive, run-time errors abort it.
 */
export function statusAfterError(
  before: TransactionStatus,
  verb: string,
  errorClass: ErrorClass,
): TransactionStatus | 'ask' {
  if (before !== 'T' || errorClass === 'parser') return before
  return ENDS.has(verb) ? 'I' : 'ask'
}
