import { createServer, type Server, type Socket } from 'node:net'
import { ProtocolError } from '../../wire/protocol-error.js'
import type { Engine, EngineSession } from '../engine.js'
import { EngineError } from '../engine.js'
import { withCatalogFaults } from '../faults/catalog/catalog-faults.js'
import { newSharedCatalog } from '../faults/catalog/place.js'
import { withSessionFaults } from '../faults/wire/session-faults.js'
import { SharedNames } from '../faults/wire/shared-names.js'
import type { Mutations } from '../mutants.js'
import { writeError } from './backend-message.js'
import { Connection, type TlsFiles } from './connection.js'
import {
  type BackendKey,
  handshake,
  newBackendKey,
  type PgAuth,
  writeWelcome,
} from './handshake.js'
import { AUTHENTICATION_MS_MAX, CONNECTIONS_MAX } from './limits.js'
import { PgSession } from './pg-session.js'
import type { PreparedStatement } from './portal.js'
import { sqlstateOf } from './sqlstate.js'

export interface PgServerOptions {
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  readonly engine: Engine
  readonly auth: PgAuth
  /** Offered to clients that ask for it; without it they are told that there is none. */
  readonly tls?: TlsFiles | undefined
  /** May change: a connection has those that it began with. */
  readonly mutations: Mutations
  /** Whether this node follows another one; never where nothing is said. */
  readonly follows?: (() => boolean) | undefined
}

export interface PgServer {
  readonly port: number
  /** Connections that are open now, authenticated or not. */
  connections(): number
  /** Ends all connections and waits for their sessions. */
  close(): Promise<void>
}

/** Listens for PostgreSQL clients (protocol 3.0) and gives each an engine session. The engine stays the caller's. */
export async function startPgServer(options: PgServerOptions): Promise<PgServer> {
  const clients = new Clients(options)
  const server = createServer((socket) => clients.accept(socket))
  await listen(server, options)
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    connections: () => clients.count,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await clients.close()
      await closed
    },
  }
}

function listen(server: Server, { host, port }: PgServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

interface Client {
  readonly connection: Connection
  readonly key: BackendKey
  readonly done: Promise<void>
  cancel: () => void
}

const CANCEL_AGAIN_MS = 10

/** The connections of one server. */
class Clients {
  private readonly open = new Map<number, Client>()
  private nextId = 1
  /** Of the mutant `prepared-names-leak`. */
  private readonly leaked = new Map<string, PreparedStatement>()
  private readonly catalog = newSharedCatalog()

  constructor(private readonly options: PgServerOptions) {}

  get count(): number {
    return this.open.size
  }

  accept(socket: Socket): void {
    const key = newBackendKey(this.nextId)
    this.nextId += 1
    let leaving: NodeJS.Timeout | undefined
    // A statement may be about to begin when its client leaves, so it is cancelled until the session has ended.
    const connection = new Connection(socket, () => {
      const cancel = () => this.open.get(key.processId)?.cancel()
      cancel()
      leaving = setInterval(cancel, CANCEL_AGAIN_MS)
    })
    const done = this.serve(connection, key).finally(() => {
      clearInterval(leaving)
      this.open.delete(key.processId)
    })
    this.open.set(key.processId, { connection, key, done, cancel: () => undefined })
  }

  async close(): Promise<void> {
    for (const { connection } of this.open.values()) connection.destroy()
    await Promise.all([...this.open.values()].map(({ done }) => done))
  }

  /** One connection from its first byte to its last. Whatever goes wrong ends this connection and nothing else. */
  private async serve(connection: Connection, key: BackendKey): Promise<void> {
    try {
      await this.converse(connection, key)
    } catch (error) {
      writeError(connection.writer, { severity: 'FATAL', ...reportOf(error) })
    }
    connection.end()
  }

  private async converse(connection: Connection, key: BackendKey): Promise<void> {
    const tooLate = setTimeout(() => connection.destroy(), AUTHENTICATION_MS_MAX)
    const login = await handshake(connection, {
      auth: this.options.auth,
      tls: this.options.tls,
      cancel: (wanted) => this.cancel(wanted),
    }).finally(() => clearTimeout(tooLate))
    if (!login) return
    if (this.count > CONNECTIONS_MAX) {
      throw new ProtocolError('sorry, too many clients already', '53300', true)
    }
    const mutations = new Set(this.options.mutations)
    const session = this.withFaults(await this.options.engine.open(login), mutations, connection)
    const leaks = mutations.has('prepared-names-leak')
    const statements: Map<string, PreparedStatement> = leaks
      ? new SharedNames(this.leaked)
      : new Map()
    try {
      const client = this.open.get(key.processId)
      const answering = new PgSession({ connection, session, mutations, statements })
      if (client) client.cancel = () => answering.cancel()
      writeWelcome(connection, key)
      await answering.run()
    } finally {
      await session.close()
    }
  }

  private withFaults(
    session: EngineSession,
    mutations: Mutations,
    connection: Connection,
  ): EngineSession {
    return withCatalogFaults(withSessionFaults(session, mutations), mutations, {
      follows: this.options.follows ?? (() => false),
      shared: this.catalog,
      hangUp: () => connection.destroy(),
    })
  }

  private cancel({ processId, secret }: BackendKey): void {
    const client = this.open.get(processId)
    if (client?.key.secret === secret) client.cancel()
  }
}

function reportOf(error: unknown): { readonly sqlstate: string; readonly message: string } {
  // Not the error itself: its message would be lost when it is spread.
  if (error instanceof ProtocolError) return { sqlstate: error.sqlstate, message: error.message }
  if (error instanceof EngineError) return { sqlstate: sqlstateOf(error), message: error.message }
  const message = error instanceof Error ? error.message : String(error)
  return { sqlstate: 'XX000', message: `internal error: ${message}` }
}
