import { onTestFinished } from 'vitest'
import { openLocalEngine } from '../../../src/lab/local-engine.js'
import { NO_MUTATIONS } from '../../../src/lab/mutants.js'
import { type PgServerOptions, startPgServer } from '../../../src/lab/pgwire/server.js'

/** One DuckDB behind the lab's protocol server on a free port; gone when the test ends. */
export async function startServer(
  auth: PgServerOptions['auth'] = { kind: 'trust' },
): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const engine = await openLocalEngine({ path: ':memory:' })
  const options = { host: '127.0.0.1', port: 0, engine, auth, mutations: NO_MUTATIONS }
  const server = await startPgServer(options)
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= server.close().then(() => engine.close())
    return stopping
  }
  onTestFinished(stop)
  return { port: server.port, stop }
}
