import type { ErrorClass } from './error-class.js'

/**
 * A column's declared type: DuckDB's own spelling in process, or the OID and modifier of a PostgreSQL row description with
 * the format of its cells (absent: text).
 */
export type DeclaredType =
  | { readonly kind: 'duckdb'; readonly name: string }
  | {
      readonly kind: 'pg'
      readonly oid: number
      readonly modifier: number
      readonly format?: 'binary' | undefined
    }

export interface Column {
  readonly name: string
  readonly type: DeclaredType
}

/**
 * One cell as its target gave it, NULL as null. In process: the canonical text of values/canonical.ts. Over the
 * PostgreSQL protocol: the bytes of the text format decoded as UTF-8 and nothing else, or in a binary column one character
 * (0 to 255) for each byte. They are made canonical when they are compared, because only the reference knows the DuckDB type.
 */
export type Cell = string | null

export type Row = readonly Cell[]

/** Everything that an endpoint can answer to one statement. Errors are data, not exceptions. */
export type Outcome = Rows | Done | Failure | Violation | Unknown

export interface Rows {
  readonly kind: 'rows'
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
  /** The command tag without its counts, where the protocol has one: `SELECT`, `INSERT`. */
  readonly tag?: string | undefined
  /** The count in the command tag; absent where there is none, or where the rows came in pages. */
  readonly count?: number | undefined
}

export interface Done {
  readonly kind: 'done'
  /** Rows changed; undefined where the statement does not count rows. */
  readonly affected: number | undefined
  readonly tag?: string | undefined
}

export interface Failure {
  readonly kind: 'error'
  readonly errorClass: ErrorClass
  /** Five characters, only from endpoints that send one. */
  readonly sqlstate?: string | undefined
  readonly message: string
}

/** The endpoint broke the protocol: a wrong length, text that is not UTF-8, more columns than it described, ... */
export interface Violation {
  readonly kind: 'violation'
  /** One sentence: what is wrong. */
  readonly what: string
  /** The bytes that show it, in lower-case hexadecimal, the first few hundred of them. */
  readonly hex: string
}

/** It may have happened. Never guess. */
export interface Unknown {
  readonly kind: 'unknown'
  readonly reason: 'timeout' | 'connection-lost' | 'crash'
  readonly detail: string
}

/** PostgreSQL's transaction status byte: idle, in a transaction, in a failed transaction. */
export type TransactionStatus = 'I' | 'T' | 'E'

/** What an endpoint says beside its answer. Never compared: a server is free to say what it likes. */
export interface Notice {
  /** `WARNING`, `NOTICE`. */
  readonly severity: string
  readonly sqlstate: string | undefined
  readonly message: string
}

/**
 * The answer to one step: an outcome for each statement of its text, ending at the first error, and the transaction
 * status afterwards (undefined where it cannot be known, such as after a lost connection).
 */
export interface Reply {
  readonly outcomes: readonly Outcome[]
  readonly status: TransactionStatus | undefined
  /** Warnings and notices that came with it, the first few; absent where none came. */
  readonly notices?: readonly Notice[] | undefined
}

/**
 * The warning with which an endpoint says that what it has just committed may be lost all the same: SQLSTATE 01000 beside a
 * COMMIT that succeeds, as PostgreSQL does when the wait for a synchronous standby is cancelled. For replies to a COMMIT alone.
 */
export function warningOfLoss({ outcomes, notices = [] }: Reply): Notice | undefined {
  if (outcomes.at(-1)?.kind !== 'done') return undefined
  return notices.find(({ severity, sqlstate }) => severity === 'WARNING' && sqlstate === '01000')
}
