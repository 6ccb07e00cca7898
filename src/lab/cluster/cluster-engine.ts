import type { Engine, EngineSession, Login } from '../engine.js'
import type { Replica } from '../replica/replica.js'
import type { LeaderLink } from './link.js'
import type { ReadGate } from './read-gate.js'
import { ClusterSession } from './session.js'

export interface ClusterEngineOptions {
  /** The node's own DuckDB. */
  readonly local: Engine
  readonly replica: Replica
  readonly link: LeaderLink
  readonly gate: ReadGate
  /** Names of sessions begin with this; no other process has had it. */
  readonly prefix: string
  readonly readsStale: () => boolean
}

/** What the protocol server of one node talks to: the whole cluster. */
export class ClusterEngine implements Engine {
  readonly #sessions = new Set<ClusterSession>()
  #next = 1

  constructor(private readonly options: ClusterEngineOptions) {}

  async open(login: Login): Promise<EngineSession> {
    const { local, prefix } = this.options
    const session: ClusterSession = new ClusterSession(
      {
        ...this.options,
        login,
        newId: () => `${prefix}${this.#next++}`,
        onClose: () => this.#sessions.delete(session),
      },
      await local.open(login),
    )
    this.#sessions.add(session)
    return session
  }

  /** The open session of this node that has a name in the log. */
  bySessionId(id: string): ClusterSession | undefined {
    return [...this.#sessions].find(({ remoteId }) => remoteId === id)
  }
}
