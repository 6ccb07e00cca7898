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

/** How a person looks at what a target holds, with a shell of their own. It holds no secret. */
export interface Shell {
  /** A command line of a POSIX shell, with psql or duckdb. */
  readonly command: string
  /** What to say first in it, to stand in the scope's schema. */
  readonly first: string
}

/** What was left behind of a scope for a person to look at. */
export interface Kept {
  readonly shells: readonly Shell[]
  /** Command lines that remove it. */
  readonly cleanUp: readonly string[]
  /** What is not as it was in the target, a sentence each. */
  readonly notes: readonly string[]
}

/** Something that a plan runs on. It owns processes or connections: who opened it closes it. */
export interface Target {
  readonly facts: TargetFacts
  /** Who writes an equal key waits until the other one has ended, so that statements that wait can be sent ahead. */
  readonly writersWait?: boolean | undefined
  /** Makes the scope's schema, empty. Throws TargetLost when the target cannot be used any more. */
  reset(scope: Scope): Promise<void>
  /** A new connection whose default schema is the scope's. */
  open(node: NodeChoice, scope: Scope): Promise<Session>
  /** The canonical state of the scope on every node after quiescing, the reference's being a list of one. */
  state(scope: Scope): Promise<readonly (StateReport | StateUnavailable)[]>
  /** Drops the scope's schema and what else the plan made under its name; never anything else. */
  clean(scope: Scope): Promise<void>
  /**
   * In place of `clean`: leaves what the scope holds, where it is or as files in a new folder. With `isCopy` the scope
   * itself stays as it is, and only files are written; a target whose state others reach by themselves writes none.
   */
  keep?(scope: Scope, folder: string, how?: { readonly isCopy: boolean }): Promise<Kept>
  close(): Promise<void>
}

/** One logical connection. A session answers one statement at a time. */
export interface Session {
  /** How to reach the place of this session, where that can be reached by others. */
  readonly shell?: Shell | undefined
  /** The statement's placeholders are bound here. Never throws for what the endpoint says or for a dead endpoint. */
  send(statement: Statement, limits: Limits): Promise<Reply>
  /** Asks the endpoint to cancel what this session runs; in process it does nothing, because nothing runs. */
  cancel(): Promise<void>
  close(): Promise<void>
}
