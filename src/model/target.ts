import type { Reply } from './outcome.js'
import type { NodeChoice } from './plan.js'
import type { StateReport, StateUnavailable } from './state.js'
import type { Statement } from './statement.js'

/** What is known about a target once it was reached. It holds no secret: `address` is without password. */
export interface TargetFacts {
  readonly name: string
  readonly version: string
  readonly profile: string
  readonly address: string
  readonly nodes: readonly string[]
}

/** Limits of one statement. */
export interface Limits {
  readonly timeoutMs: number
  /** Aborted, the statement is given up as if its time were over. */
  readonly signal?: AbortSignal | undefined
}

/**
 * The clean place in which one case runs: `schema` is created before it and dropped after it, and the default of every
 * session. Further schemas and databases that the plan names by placeholder start with the same name.
 */
export interface Scope {
  readonly schema: string
}

/** Something that a plan runs on. It owns processes or connections: who opened it closes it. */
export interface Target {
  readonly facts: TargetFacts
  /** Makes the scope's schema, empty. Throws TargetLost when the target cannot be used any more. */
  reset(scope: Scope): Promise<void>
  /** A new connection whose default schema is the scope's. */
  open(node: NodeChoice, scope: Scope): Promise<Session>
  /** The canonical state of the scope on every node after quiescing, the reference's being a list of one. */
  state(scope: Scope): Promise<readonly (StateReport | StateUnavailable)[]>
  /** Drops the scope's schema and what else the plan made under its name; never anything else. */
  clean(scope: Scope): Promise<void>
  close(): Promise<void>
}

/** One logical connection. A session answers one statement at a time. */
export interface Session {
  /** The statement's placeholders are bound here. Never throws for what the endpoint says or for a dead endpoint. */
  send(statement: Statement, limits: Limits): Promise<Reply>
  /** Asks the endpoint to cancel what this session runs; in process it does nothing, because nothing runs. */
  cancel(): Promise<void>
  close(): Promise<void>
}
