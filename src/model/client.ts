import type { Reply } from './outcome.js'
import type { Statement } from './statement.js'

/** What a client does next; it goes on with the reply. Only `send` has something to say in it. */
export type Request =
  | { readonly kind: 'send'; readonly statement: Statement }
  /** Milliseconds. */
  | { readonly kind: 'wait'; readonly ms: number }
  /** The connection is closed, and a new one is opened to the same node. */
  | { readonly kind: 'reopen' }
  | { readonly kind: 'note'; readonly note: Note }

/** A client as a coroutine: what it asks for hangs on its arguments and on the replies alone. */
export type Client = Generator<Request, void, Reply>

/** A place in the order of commits that the endpoint itself keeps, and the key of what was committed there. */
export interface Committed {
  readonly position: number
  /** Null where the commit carries no key of ours. */
  readonly key: string | null
}

/** How an attempt ended, as far as its client knows. `unknown`: COMMIT was sent and not answered. */
export type AttemptEnd = 'committed' | 'failed' | 'rolled-back' | 'unknown'

/**
 * What a client says about what it does, so that others can follow it. An attempt is one transaction: it begins, reads the
 * state after a position, perhaps writes the next one, and ends. Statements between two attempts belong to none.
 */
export type Note =
  | { readonly kind: 'begin'; readonly attempt: number }
  | { readonly kind: 'read'; readonly position: number }
  /** The statements that follow write this, which is `what` in a word; its COMMIT is the last one of the attempt. */
  | {
      readonly kind: 'write'
      readonly position: number
      readonly key: string
      readonly what: string
    }
  | { readonly kind: 'end'; readonly as: AttemptEnd }
  /** All commits, in the endpoint's own order, as one node tells them. */
  | { readonly kind: 'order'; readonly commits: readonly Committed[] }
  /** Something that is counted for the report: `gave up`, because `inserted_into_table met dropped_table`. */
  | { readonly kind: 'fact'; readonly what: string; readonly because: string }

/** What was recorded of one client, in the order of time. Times are nanoseconds of one monotonic clock. */
export type ClientEvent =
  | (ClientStatement & { readonly kind: 'statement' })
  | {
      readonly kind: 'note'
      readonly session: string
      readonly atNs: bigint
      readonly note: Note
    }

/** One statement of a client and its answer. */
export interface ClientStatement extends Reply {
  readonly session: string
  readonly statement: Statement
  readonly invokedNs: bigint
  readonly completedNs: bigint
}

/** What a client is started with. */
export interface ClientCall {
  readonly session: string
  /** As the plan has them: a JSON value. */
  readonly args: unknown
  /** One thing for all clients of an execution that ask with the same maker. */
  readonly share: <T>(make: () => T) => T
}

/** A kind of client, which plans call by its name. */
export interface Program {
  readonly name: string
  readonly summary: string
  /** Throws UsageError where the arguments are not what they should be. */
  readonly start: (call: ClientCall) => Client
}
