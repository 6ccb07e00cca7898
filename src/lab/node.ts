import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { ClusterEngine } from './cluster/cluster-engine.js'
import { Gateway } from './cluster/gateway.js'
import { LeaderLink } from './cluster/link.js'
import { ReadGate } from './cluster/read-gate.js'
import { type LocalEngine, openLocalEngine } from './local-engine.js'
import { LogFile } from './log/log-file.js'
import { TermFile } from './log/term-file.js'
import type { MutantName } from './mutants.js'
import { PeerLink } from './net/peer-link.js'
import { PeerServer } from './net/peer-server.js'
import type { Hello } from './net/protocol.js'
import { startPgServer } from './pgwire/server.js'
import { makeHooks } from './replica/hooks.js'
import { Machine } from './replica/machine.js'
import type { Append, AskRequest, SubmitRequest } from './replica/messages.js'
import { Replica } from './replica/replica.js'
import { Snapshots } from './snapshot/snapshots.js'
import { FILES, SnapshotStore } from './snapshot/store.js'
import type { NodeConfig, NodeStatus, Promised } from './supervise/protocol.js'

/** How far the followers are behind with the mutant stale-own-read. */
const STALE_LAG_MS = 30

/** Time for an answer to leave before the process ends. */
const ANSWER_MS = 20

/** One node of the lab in this process. */
export interface LabNode {
  promise(term: number): Promised
  lead(term: number): void
  /** Mutants for the sessions that are opened from now on. */
  mutate(mutations: readonly MutantName[]): void
  status(): NodeStatus
  close(): Promise<void>
}

/**
 * Starts a node from its disk: snapshot, then log. Throws Damaged when the disk is not what it wrote. `rebuild` is called
 * when the process has to begin again.
 */
export async function startNode(
  config: NodeConfig,
  rebuild: (reason: string) => void,
): Promise<LabNode> {
  const mutations = new Set(config.mutations)
  const log = LogFile.open(config.directory)
  const terms = TermFile.open(config.directory)
  const store = SnapshotStore.open(config.directory)
  process.chdir(join(config.directory, FILES))
  const local = await openLocalEngine({ path: ':memory:', mutations })
  const snapshots = await Snapshots.restore({ store, local, log, every: config.snapshotEvery })
  const hello = { node: config.name, incarnation: incarnation(), token: config.token }
  const peers = peerLinks(config, hello)
  const gate = new ReadGate()
  const hooks = makeHooks({
    ...{ node: config.name, nodes: config.nodes.map(({ name }) => name), mutations, gate },
    attached: snapshots.attached,
    leader: () => replica.leader,
    sessionHere: (id) => engine.bySessionId(id),
  })
  const machine = new Machine(local, hooks)
  if (snapshots.manifest) await machine.restore(snapshots.manifest.sessions)
  const replica: Replica = new Replica({
    ...{ node: config.name, log, terms, peers: [...peers.values()], rebuild },
    applied: snapshots.index,
    lagMs: mutations.has('stale-own-read') ? STALE_LAG_MS : 0,
    apply: (record, signal) => machine.apply(record, signal),
    reseed: (link, term) => snapshots.send(link, term),
    between: (applied) => snapshots.maybeTake(applied, machine, gate),
  })
  const gateway = new Gateway(replica, machine, gate)
  const engine = new ClusterEngine({
    ...{ local, replica, gate, link: new LeaderLink(replica, gateway, peers) },
    prefix: sessionPrefix(hello),
    readsStale: () => mutations.has('stale-own-read') && !replica.isLeader,
  })
  const server = await PeerServer.listen({
    port: peerPort(config),
    token: config.token,
    handle: handler({ replica, gateway, snapshots, rebuild }),
    left: (from) => gateway.closeAll(sessionPrefix(from)),
  })
  const pg = await startPgServer({
    ...{ host: '127.0.0.1', port: config.pgPort, engine, auth: config.auth, mutations },
    follows: () => !replica.isLeader,
    ...(config.tls && { tls: config.tls }),
  })
  const running = replica.run()
  running.catch((error: unknown) => rebuild(String(error)))
  return {
    promise: (term) => replica.promise(term),
    lead: (term) => replica.lead(term),
    mutate: (names) => {
      mutations.clear()
      for (const name of names) mutations.add(name)
    },
    status: () => statusOf({ replica, log, snapshots }),
    close: () => closeAll({ pg, server, peers, replica, running, local, log }),
  }
}

function incarnation(): string {
  return randomBytes(6).toString('hex')
}

function sessionPrefix({ node, incarnation: process }: Hello): string {
  return `${node}.${process}.`
}

function peerPort(config: NodeConfig): number {
  return config.nodes.find(({ name }) => name === config.name)?.peerPort ?? 0
}

function peerLinks(config: NodeConfig, hello: Hello): ReadonlyMap<string, PeerLink> {
  const others = config.nodes.filter(({ name }) => name !== config.name)
  return new Map(others.map(({ name, peerPort }) => [name, new PeerLink(name, peerPort, hello)]))
}

interface Served {
  readonly replica: Replica
  readonly gateway: Gateway
  readonly snapshots: Snapshots
  readonly rebuild: (reason: string) => void
}

function handler({ replica, gateway, snapshots, rebuild }: Served) {
  return async (method: string, body: unknown): Promise<unknown> => {
    switch (method) {
      case 'append':
        return replica.receive(body as Append)
      case 'submit':
        return gateway.submit(body as SubmitRequest)
      case 'ask':
        return gateway.ask(body as AskRequest)
      case 'read-index':
        return replica.readIndex(body as number)
      case 'cancel':
        return gateway.cancel(body as string)
      case 'close':
        return gateway.close(body as string)
      case 'snapshot':
        if (snapshots.receive(body)) {
          setTimeout(() => rebuild('a snapshot of the leader was installed'), ANSWER_MS)
        }
        return undefined
      default:
        throw new Error(`unknown method ${method}`)
    }
  }
}

function statusOf(node: {
  readonly replica: Replica
  readonly log: LogFile
  readonly snapshots: Snapshots
}): NodeStatus {
  const { replica, log, snapshots } = node
  return {
    role: replica.isLeader ? 'leader' : 'follower',
    term: replica.term,
    lastIndex: log.lastIndex,
    commitIndex: replica.commitIndex,
    appliedIndex: replica.appliedIndex,
    snapshotIndex: snapshots.index,
    leader: replica.leader,
  }
}

async function closeAll(node: {
  readonly pg: { close(): Promise<void> }
  readonly server: PeerServer
  readonly peers: ReadonlyMap<string, PeerLink>
  readonly replica: Replica
  readonly running: Promise<void>
  readonly local: LocalEngine
  readonly log: LogFile
}): Promise<void> {
  await node.pg.close()
  node.server.close()
  for (const link of node.peers.values()) link.close()
  node.replica.stop()
  await node.running
  await node.log.sync()
  await node.local.close()
  node.log.close()
}
