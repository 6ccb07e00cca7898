import { DuckDBInstance } from '@duckdb/node-api'
import type { Engine, EngineSession } from './engine.js'
import { keepByteOrderMarks } from './local/byte-order-mark.js'
import { LocalSession } from './local/session.js'
import { type Mutations, NO_MUTATIONS } from './mutants.js'

/** Where the database is and how DuckDB is set up. */
export interface LocalEngineOptions {
  /** `:memory:` or a file. */
  readonly path: string
  readonly threads?: number
  /** DuckDB's own configuration, by its names. */
  readonly config?: Readonly<Record<string, string>>
  /** May change: a session has those that it began with. */
  readonly mutations?: Mutations
}

/** An engine over one DuckDB in this process. Closing it closes the sessions that are still open. */
export interface LocalEngine extends Engine {
  close(): Promise<void>
}

/** Opens one DuckDB. Each session is a connection of its own, in UTC. Throws node-api's error if it cannot be opened. */
export async function openLocalEngine(options: LocalEngineOptions): Promise<LocalEngine> {
  const { path, threads = 1, config = {}, mutations = NO_MUTATIONS } = options
  keepByteOrderMarks()
  const instance = await DuckDBInstance.create(path, {
    ...config,
    threads: String(threads),
  })
  const sessions = new Set<EngineSession>()
  return {
    open: async () => {
      const connection = await instance.connect()
      await connection.run("SET TimeZone = 'UTC'")
      if (mutations.has('nulls-order-swapped')) {
        await connection.run("SET SESSION default_null_order = 'nulls_first'")
      }
      const session = new LocalSession(connection, () => sessions.delete(session))
      sessions.add(session)
      return session
    },
    close: async () => {
      await Promise.all([...sessions].map((session) => session.close()))
      instance.closeSync()
    },
  }
}
