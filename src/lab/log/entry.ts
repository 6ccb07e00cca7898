import type { EngineParameter, Login } from '../engine.js'

/** What the log holds: the leader's total order of session events. Every node executes the same events. */
export type Entry =
  /** The first entry of a new leader: every session of the leader before it is closed, its transactions roll back. */
  | { readonly kind: 'leader'; readonly node: string }
  /** One statement of a session, with its parameters and with now() and uuid() already bound. */
  | Execute
  /** In the place of a statement that was interrupted at the leader: its session's transaction fails on every node. */
  | Abort
  | { readonly kind: 'close'; readonly session: string }

export interface Execute {
  readonly kind: 'execute'
  readonly session: string
  readonly login: Login
  readonly sql: string
  readonly parameters: readonly EngineParameter[]
  /** It can commit something, so even the leader applies it only when a majority has it on disk. */
  readonly commits: boolean
  /** What it leaves in its session when it succeeds: a setting, or something that only a connection can hold. */
  readonly leaves?: 'setting' | 'temporary' | undefined
}

export interface Abort {
  readonly kind: 'abort'
  readonly session: string
  /**
   * The statement changed rows, and how many of them the leader's transaction has locked is known to nobody else: what
   * the transaction did is undone at once. Otherwise it holds its locks to its end, as in DuckDB.
   */
  readonly undoes: boolean
}

export interface LogRecord {
  readonly index: number
  readonly term: number
  readonly entry: Entry
}
