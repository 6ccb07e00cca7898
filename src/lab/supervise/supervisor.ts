import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from '../log/files.js'
import { isSwitchable, type Mutations } from '../mutants.js'
import { sleep } from '../replica/signal.js'
import { NodeProcess } from './node-process.js'
import {
  EXIT_DAMAGED,
  EXIT_REBUILD,
  type NodeConfig,
  type NodeStatus,
  type Promised,
} from './protocol.js'

const CATCH_UP_MS = 20_000
const PROMOTE_TRIES = 3
const POLL_MS = 20

/** Something that cannot be done with the lab as it is; one sentence. */
export class LabError extends Error {
  override readonly name = 'LabError'
}

/** A node as the supervisor sees it. */
export interface NodeReport extends Partial<NodeStatus> {
  readonly name: string
  readonly state: 'up' | 'down' | 'damaged'
  readonly reason?: string | undefined
}

/**
 * Starts and ends the nodes, and says who leads. Terms come from here alone, one after the other, and are on disk before
 * they are used; a majority must be up to choose, and the node with the longest log leads.
 */
export class Supervisor {
  readonly #nodes: readonly NodeProcess[]
  readonly #damaged = new Map<string, string>()
  readonly #intended = new Set<string>()
  #leader: string | undefined
  #term: number
  #closing = false
  #mutations: Mutations
  /** One change at a time. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly directory: string,
    configs: readonly NodeConfig[],
  ) {
    mkdirSync(directory, { recursive: true })
    this.#term = readTerm(directory)
    this.#mutations = new Set(configs.flatMap(({ mutations }) => mutations))
    this.#nodes = configs.map(
      (config) => new NodeProcess(config, (code) => this.ended(config.name, code)),
    )
  }

  /** Starts every node and chooses a leader. Throws LabError when fewer than a majority start. */
  async up(): Promise<void> {
    const starts = await Promise.allSettled(this.#nodes.map((node) => this.start(node)))
    const failed = starts.find((start) => start.status === 'rejected')
    const isEnough = this.upNodes().length * 2 > this.#nodes.length
    if (!isEnough && failed) throw failed.reason
    await this.promote()
  }

  /** Undefined while there is none. */
  get leader(): string | undefined {
    return this.#leader
  }

  async status(): Promise<readonly NodeReport[]> {
    return Promise.all(this.#nodes.map((node) => this.report(node)))
  }

  /** kill -9. If it led, another leads when this resolves, unless no majority is left. */
  async kill(name: string): Promise<void> {
    await this.takeDown(name, (node) => node.kill())
  }

  /** Lets the node end by itself. */
  async stop(name: string): Promise<void> {
    await this.takeDown(name, (node) => node.stop())
  }

  /**
   * Starts a node that is down, or stops and starts it, and waits a bounded time until it has caught up with the leader.
   * Throws LabError with the node's sentence when it refuses to start.
   */
  async restart(name: string): Promise<void> {
    if (this.node(name).isUp) await this.stop(name)
    await this.start(this.node(name))
    await this.electIfNeeded()
    await this.untilCaughtUp(this.node(name))
  }

  /** Deletes a node's data; it must be down. When it is started again it is seeded from the leader. */
  wipe(name: string): void {
    if (this.node(name).isUp) throw new LabError(`${name} is up; stop it before it is wiped`)
    this.#damaged.delete(name)
    this.node(name).wipe()
  }

  /** Moves the leadership to a node, or to the one with the longest log. Throws LabError without a majority. */
  async promote(name?: string): Promise<string> {
    return this.alone(() => this.choose(name))
  }

  /** Switches on these mutants and off all others. Throws LabError for one that a running lab cannot switch. */
  async mutate(mutations: Mutations): Promise<void> {
    for (const name of [...mutations, ...this.#mutations]) {
      const changes = mutations.has(name) !== this.#mutations.has(name)
      if (changes && !isSwitchable(name)) {
        throw new LabError(`the mutant ${name} is chosen when a lab is started`)
      }
    }
    await this.alone(async () => {
      this.#mutations = new Set(mutations)
      await Promise.all(this.#nodes.map((node) => node.mutate([...mutations])))
    })
  }

  async close(): Promise<void> {
    this.#closing = true
    await Promise.all(this.#nodes.map((node) => node.kill()))
  }

  private node(name: string): NodeProcess {
    const node = this.#nodes.find((each) => each.name === name)
    if (!node) throw new LabError(`there is no node ${name}`)
    return node
  }

  private upNodes(): readonly NodeProcess[] {
    return this.#nodes.filter(({ isUp }) => isUp)
  }

  private async start(node: NodeProcess): Promise<void> {
    this.#damaged.delete(node.name)
    try {
      await node.start()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#damaged.set(node.name, reason)
      throw new LabError(reason)
    }
  }

  private async takeDown(name: string, end: (node: NodeProcess) => Promise<void>): Promise<void> {
    this.#intended.add(name)
    try {
      await end(this.node(name))
      await this.electIfNeeded()
    } finally {
      this.#intended.delete(name)
    }
  }

  private ended(name: string, code: number | null): void {
    if (this.#leader === name) this.#leader = undefined
    if (this.#closing) return
    const node = this.node(name)
    if (code === EXIT_DAMAGED) this.#damaged.set(name, node.lastWords)
    if (code === EXIT_REBUILD) void this.begunAgain(node)
    else if (!this.#intended.has(name)) void this.electIfNeeded().catch(() => undefined)
  }

  /** A failure is in the node's report. */
  private async begunAgain(node: NodeProcess): Promise<void> {
    await this.start(node).catch(() => undefined)
    await this.electIfNeeded().catch(() => undefined)
  }

  private async electIfNeeded(): Promise<void> {
    await this.alone(async () => {
      const isEnough = this.upNodes().length * 2 > this.#nodes.length
      if (this.#leader === undefined && isEnough && !this.#closing) await this.choose()
    })
  }

  private async choose(name?: string): Promise<string> {
    if (name === undefined) return this.elect()
    for (let left = PROMOTE_TRIES; left > 0; left -= 1) {
      await this.untilCaughtUp(this.node(name))
      if ((await this.elect(name)) === name) return name
    }
    throw new LabError(`${name} lacks entries of the log; ${this.#leader ?? 'no node'} leads`)
  }

  /** A node may lead whose log is not shorter than those of a majority; `wanted` does if it may. */
  private async elect(wanted?: string): Promise<string> {
    // From here on the old leader is bound by the new term, whether or not another is found.
    this.#leader = undefined
    this.#term += 1
    writeAtomically(join(this.directory, 'term'), Buffer.from(String(this.#term)))
    const promises = await this.promises(this.#term)
    const [first] = promises
    if (!first || promises.length * 2 <= this.#nodes.length) {
      throw new LabError(`${promises.length} of ${this.#nodes.length} nodes are no majority`)
    }
    const named = promises.find(({ node }) => node.name === wanted)
    const notLonger = promises.filter((each) => named && longestFirst(named, each) <= 0).length
    const chosen = named && notLonger * 2 > this.#nodes.length ? named : first
    await chosen.node.lead(this.#term)
    this.#leader = chosen.node.name
    return chosen.node.name
  }

  private async promises(term: number) {
    const asked = this.upNodes().map(async (node) => ({ node, ...(await node.promise(term)) }))
    const settled = await Promise.allSettled(asked)
    const promises = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    return promises.sort(longestFirst)
  }

  /** Returns after a bounded time even if it has not: its status says so. */
  private async untilCaughtUp(node: NodeProcess): Promise<void> {
    for (let left = CATCH_UP_MS; left > 0; left -= POLL_MS) {
      const leader = this.#leader === undefined ? undefined : this.node(this.#leader)
      if (!leader || leader === node) return
      const behind = await entriesBehind(node, leader)
      if (behind !== undefined && behind <= 0) return
      await sleep(POLL_MS)
    }
  }

  private async report(node: NodeProcess): Promise<NodeReport> {
    const { name } = node
    const reason = this.#damaged.get(name)
    if (reason !== undefined) return { name, state: 'damaged', reason }
    if (!node.isUp) return { name, state: 'down' }
    return node.status().then(
      (status) => ({ name, state: 'up', ...status }),
      () => ({ name, state: 'down' }),
    )
  }

  private alone<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(change)
    this.#queue = result.catch(() => undefined)
    return result
  }
}

/** Undefined while one of them does not answer. */
async function entriesBehind(node: NodeProcess, leader: NodeProcess): Promise<number | undefined> {
  try {
    const [theirs, its] = await Promise.all([leader.status(), node.status()])
    return theirs.commitIndex - its.appliedIndex
  } catch {
    return undefined
  }
}

function longestFirst(a: Promised, b: Promised): number {
  return b.lastTerm - a.lastTerm || b.lastIndex - a.lastIndex
}

function readTerm(directory: string): number {
  const path = join(directory, 'term')
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0
}
