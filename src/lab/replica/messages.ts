import type { ErrorClass } from '../../model/error-class.js'
import type { TransactionStatus } from '../../model/outcome.js'
import type { Description, EngineError, EngineParameter, EngineResult, Login } from '../engine.js'
import type { LogRecord } from '../log/entry.js'

/** The leader's records for a follower, and how far they are committed. Without records it is a heartbeat. */
export interface Append {
  readonly term: number
  readonly leader: string
  readonly previousIndex: number
  readonly previousTerm: number
  readonly records: readonly LogRecord[]
  readonly commitIndex: number
}

/** `matchIndex`: what is surely on the follower's disk; when it refused, from where the leader should try again. */
export interface AppendReply {
  readonly term: number
  readonly accepted: boolean
  readonly matchIndex: number
}

/** One statement of a session that lives on another node. `term` is the leader's that the session belongs to. */
export interface SubmitRequest {
  readonly session: string
  readonly term: number
  readonly login: Login
  readonly sql: string
  readonly parameters: readonly EngineParameter[]
  readonly commits: boolean
  readonly leaves?: 'setting' | 'temporary' | undefined
}

/** A statement that is executed on the leader's connection of a session without being logged. */
export interface AskRequest {
  readonly session: string
  readonly term: number
  readonly login: Login
  readonly sql: string
  readonly ask:
    | { readonly kind: 'read'; readonly parameters: readonly EngineParameter[] }
    | { readonly kind: 'describe'; readonly types: readonly (string | undefined)[] }
}

export interface SessionError {
  readonly message: string
  readonly errorClass: ErrorClass
  readonly sqlstate?: string | undefined
}

/** What a statement did: its answer, the transaction status after it, and its place in the log. */
export interface Applied {
  readonly index: number
  readonly status: TransactionStatus
  readonly result?: EngineResult | undefined
  readonly error?: SessionError | undefined
}

/** The leader's answer to a session's request. */
export type LeaderReply =
  | ({ readonly kind: 'applied' } & Applied)
  | { readonly kind: 'described'; readonly description: Description }
  /** Nothing was done: the request can be made again, or fails. */
  | { readonly kind: 'refused'; readonly reason: 'not-leader' | 'no-majority' | 'other-term' }
  /** It was not executed, because of the statement itself. */
  | { readonly kind: 'failed'; readonly error: SessionError }
  /** It may have happened. */
  | { readonly kind: 'unresolved' }

/** An error as it travels between nodes. */
export function sessionError(error: EngineError): SessionError {
  return { message: error.message, errorClass: error.errorClass, sqlstate: error.sqlstate }
}
