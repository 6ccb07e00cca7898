import { type AddressInfo, createServer } from 'node:net'
import type { ConnectionSettings } from '../../pg/connection-settings.js'
import type { PostgresCluster } from '../cluster.js'
import { Conversation } from './conversation.js'
import { FAULTS } from './faults.js'
import type { PostgresMutant } from './mutants.js'

/** The same servers with a fault. `stop` ends the way to them, and leaves them as they are. */
export type FaultyCluster = Pick<PostgresCluster, 'endpoints' | 'stop'>

/**
 * Puts a server of this process before each server of a cluster of ours, that bends what passes. There is no way to put it
 * before a server that was not started here. Who calls this stops it, before the cluster.
 */
export async function withFault(
  { endpoints: [primary, ...standbys] }: PostgresCluster,
  mutant: PostgresMutant,
): Promise<FaultyCluster> {
  const started: FaultyServer[] = []
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()))
  }
  const start = async (upstream: ConnectionSettings, isStandby: boolean) => {
    const server = await faultyServer(upstream, { mutant, isStandby })
    started.push(server)
    return server.settings
  }
  try {
    const first = await start(primary, false)
    const others: ConnectionSettings[] = []
    for (const one of standbys) others.push(await start(one, true))
    return { endpoints: [first, ...others], stop }
  } catch (error) {
    await stop()
    throw error
  }
}

interface FaultyServer {
  readonly settings: ConnectionSettings
  readonly stop: () => Promise<void>
}

/** On a free port of loopback; it dies with this process, as all of its connections do. */
async function faultyServer(
  upstream: ConnectionSettings,
  { mutant, isStandby }: { readonly mutant: PostgresMutant; readonly isStandby: boolean },
): Promise<FaultyServer> {
  const open = new Set<Conversation>()
  const place = { isStandby, answers: new Map() }
  const fault = FAULTS[mutant]
  const server = createServer((client) => {
    const conversation = new Conversation(client, upstream, fault, place)
    open.add(conversation)
    client.once('close', () => open.delete(conversation))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    settings: { ...upstream, port: (server.address() as AddressInfo).port },
    stop: () => {
      for (const conversation of open) conversation.end()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
