/** `onlyif threadid=0`, `skipif i>3`: a comparison with the variable of a loop around the record. */
export interface Condition {
  readonly variable: string
  readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>='
  readonly value: string
  /** `skipif`: the record is left out where the comparison holds. */
  readonly isSkip: boolean
}

/** How a result's values are sorted before they are compared with those of the file. */
export type SortMode = 'nosort' | 'rowsort' | 'valuesort'

interface Placed {
  /** The line of its first word, from 1. */
  readonly line: number
  readonly conditions: readonly Condition[]
}

/** `statement ok|error|maybe`, and the message that a failure should have. */
export interface StatementRecord extends Placed {
  readonly kind: 'statement'
  readonly sql: string
  readonly connection: string | undefined
  readonly expect: 'ok' | 'error' | 'maybe'
  readonly message: string | undefined
}

/** `query III rowsort label` with the lines of its result. */
export interface QueryRecord extends Placed {
  readonly kind: 'query'
  readonly sql: string
  readonly connection: string | undefined
  /** One of I, R, T for each column. */
  readonly types: string
  readonly sort: SortMode
  readonly label: string | undefined
  readonly expected: readonly string[]
}

/** What the variable of a loop is in turn: whole numbers from `from` up to before `to`, or words. */
export type LoopValues =
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'words'; readonly words: readonly string[] }

/** `loop`, `foreach` and their concurrent forms, with what stands before `endloop`. */
export interface LoopRecord extends Placed {
  readonly kind: 'loop'
  readonly variable: string
  readonly values: LoopValues
  readonly isConcurrent: boolean
  readonly body: readonly SqlLogicRecord[]
}

/** Every other directive, with the words behind it. */
export interface ControlRecord extends Placed {
  readonly kind: 'control'
  readonly name: ControlName
  readonly words: readonly string[]
}

export const CONTROLS = [
  'hash-threshold',
  'mode',
  'set',
  'reset',
  'require',
  'require-env',
  'test-env',
  'load',
  'restart',
  'reconnect',
  'sleep',
  'unzip',
  'tags',
  'continue',
] as const

export type ControlName = (typeof CONTROLS)[number]

export type SqlLogicRecord = StatementRecord | QueryRecord | LoopRecord | ControlRecord

/** A file, and which engines its `onlyif` and `skipif` mean by us. */
export interface SqlLogicFile {
  readonly records: readonly SqlLogicRecord[]
  /** `sqlite`: a file of sqlite's own suite, whose numbers are compared as integers. */
  readonly dialect: Dialect
}

export type Dialect = 'duckdb' | 'sqlite'
