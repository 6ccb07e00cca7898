import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { freePorts } from '../processes/free-ports.js'
import { ownFolder } from '../processes/own-folder.js'
import { type Mutations, NO_MUTATIONS } from './mutants.js'
import type { PgServerOptions } from './pgwire/server.js'
import type { NodeConfig } from './supervise/protocol.js'
import { type NodeReport, Supervisor } from './supervise/supervisor.js'

const NODES = 3
/** Small enough that a restart replays in about a second. */
const SNAPSHOT_EVERY = 4_000

export interface LabOptions {
  /** Default 3. */
  readonly nodes?: number | undefined
  /** Where the nodes keep their data. By default a fresh one, which `close` deletes. */
  readonly directory?: string | undefined
  readonly mutations?: Mutations | undefined
  /** Default: trust. */
  readonly auth?: PgServerOptions['auth'] | undefined
  readonly tls?: PgServerOptions['tls'] | undefined
  /** Entries of the log between two snapshots. */
  readonly snapshotEvery?: number | undefined
}

/** Where clients reach one node; it stays the same when the node is started again. */
export interface LabEndpoint {
  readonly name: string
  readonly host: string
  readonly port: number
}

/** A running cluster. Whoever started it closes it. What cannot be done is a LabError. */
export interface Lab {
  readonly endpoints: readonly LabEndpoint[]
  /** Undefined while no node leads. */
  leader(): string | undefined
  status(): Promise<readonly NodeReport[]>
  /** kill -9; resolves when the process is gone and, if it led, when another leads. */
  kill(name: string): Promise<void>
  stop(name: string): Promise<void>
  restart(name: string): Promise<void>
  /** Deletes a node's data; the node must be down, and is seeded from the leader when it is started again. */
  wipe(name: string): Promise<void>
  /** Moves the leadership; the name of the new leader. */
  promote(name?: string): Promise<string>
  /**
   * Switches on these mutants and off all others, on every node, for the connections that are made afterwards; those that
   * are open keep what they have. It covers the areas values, wire, sql, catalog and endpoint. A mutant of another area is
   * chosen by the option when the lab is started and stays: to name one that is off, or to leave out one that is on, is a
   * LabError.
   */
  mutate(mutations: Mutations): Promise<void>
  close(): Promise<void>
}

/** Starts the cluster. Throws LabError when it does not come up; nothing is left running then. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const own = options.directory === undefined ? ownFolder('goldeneye-lab-') : undefined
  const directory = own?.path ?? resolve(options.directory ?? '')
  mkdirSync(directory, { recursive: true })
  const configs = await nodeConfigs(options, directory)
  const supervisor = new Supervisor(directory, configs)
  const close = async () => {
    await supervisor.close()
    await own?.close()
  }
  try {
    await supervisor.up()
  } catch (error) {
    await close()
    throw error
  }
  return {
    endpoints: configs.map(({ name, pgPort }) => ({ name, host: '127.0.0.1', port: pgPort })),
    leader: () => supervisor.leader,
    status: () => supervisor.status(),
    kill: (name) => supervisor.kill(name),
    stop: (name) => supervisor.stop(name),
    restart: (name) => supervisor.restart(name),
    wipe: async (name) => supervisor.wipe(name),
    promote: (name) => supervisor.promote(name),
    mutate: (mutations) => supervisor.mutate(mutations),
    close,
  }
}

async function nodeConfigs(options: LabOptions, directory: string): Promise<NodeConfig[]> {
  const count = options.nodes ?? NODES
  const ports = await freePorts(count * 2)
  const nodes = Array.from({ length: count }, (_, at) => ({
    name: `n${at + 1}`,
    peerPort: ports[at] ?? 0,
  }))
  const token = randomBytes(16).toString('hex')
  return nodes.map(({ name }, at) => ({
    ...{ name, nodes, token, directory: join(directory, name) },
    pgPort: ports[count + at] ?? 0,
    mutations: [...(options.mutations ?? NO_MUTATIONS)],
    auth: options.auth ?? { kind: 'trust' },
    tls: options.tls,
    snapshotEvery: options.snapshotEvery ?? SNAPSHOT_EVERY,
  }))
}
