import type { MutantName } from '../mutants.js'
import type { PgServerOptions } from '../pgwire/server.js'

/** What the supervisor tells a new process first. It travels over IPC: no secret is in a title or an environment. */
export interface NodeConfig {
  readonly name: string
  /** The node's own directory: log, term, snapshot, and `files/` for the databases that are attached. */
  readonly directory: string
  /** Every node of the cluster, this one too, with the port on which nodes talk to each other. */
  readonly nodes: readonly { readonly name: string; readonly peerPort: number }[]
  readonly pgPort: number
  readonly token: string
  /** Those that the node begins with. */
  readonly mutations: readonly MutantName[]
  readonly auth: PgServerOptions['auth']
  readonly tls?: PgServerOptions['tls']
  /** A snapshot is taken after so many entries of the log. */
  readonly snapshotEvery: number
}

export type NodeRequest =
  | { readonly kind: 'start'; readonly config: NodeConfig }
  | { readonly kind: 'promise'; readonly term: number }
  | { readonly kind: 'lead'; readonly term: number }
  | { readonly kind: 'mutate'; readonly mutations: readonly MutantName[] }
  | { readonly kind: 'status' }
  | { readonly kind: 'stop' }

export interface Promised {
  readonly lastTerm: number
  readonly lastIndex: number
}

/** What a node knows of itself. */
export interface NodeStatus {
  readonly role: 'leader' | 'follower'
  readonly term: number
  readonly lastIndex: number
  readonly commitIndex: number
  readonly appliedIndex: number
  readonly snapshotIndex: number
  readonly leader: string | undefined
}

export interface Addressed {
  readonly id: number
  readonly request: NodeRequest
}

export interface Answered {
  readonly id: number
  readonly answer?: unknown
  readonly error?: string | undefined
}

/** How a node's process ends when its disk is not what it wrote. */
export const EXIT_DAMAGED = 3
/** How it ends when it has to begin again from its disk; the supervisor starts it at once. */
export const EXIT_REBUILD = 75
