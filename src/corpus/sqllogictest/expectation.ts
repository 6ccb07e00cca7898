import type { Dialect, SortMode } from './records.js'

/** What the file itself says of a step: DuckDB's own suite, for which the reference is right. */
export type Expectation = ExpectedStatement | ExpectedResult

export interface ExpectedStatement {
  readonly kind: 'statement'
  readonly line: number
  readonly expect: 'ok' | 'error' | 'maybe'
  /** Part of the error's message, or `<REGEX>:...`. */
  readonly message: string | undefined
}

export interface ExpectedResult {
  readonly kind: 'result'
  readonly line: number
  /** As many as there are columns. */
  readonly types: string
  readonly sort: SortMode
  /** Results of one label are the same. */
  readonly label: string | undefined
  /** The file's lines: a value each, or a row each with tabs, or one line with a hash. */
  readonly expected: readonly string[]
  /** Results with more values than this are given as a hash. */
  readonly hashThreshold: number | undefined
  readonly dialect: Dialect
}
