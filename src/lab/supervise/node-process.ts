import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import type { MutantName } from '../mutants.js'
import { processEntry } from './process-entry.js'
import type {
  Addressed,
  Answered,
  NodeConfig,
  NodeRequest,
  NodeStatus,
  Promised,
} from './protocol.js'

/** More than the connections that may run slow statements at the same time. */
const THREADS = '32'
const STDERR_LENGTH_MAX = 4_000
const REQUEST_TIMEOUT_MS = 30_000

/** The process of one node, as its supervisor sees it; the process comes and goes. */
export class NodeProcess {
  #child: ChildProcess | undefined
  #pending = new Map<number, (answer: Answered | undefined) => void>()
  #next = 1
  #stderr = ''
  #config: NodeConfig

  constructor(
    config: NodeConfig,
    private readonly ended: (code: number | null) => void,
  ) {
    this.#config = config
  }

  get name(): string {
    return this.#config.name
  }

  get isUp(): boolean {
    return this.#child !== undefined
  }

  /** The last sentence that the process has written, for a person. */
  get lastWords(): string {
    return this.#stderr.trim().split('\n').at(-1) ?? ''
  }

  /** Resolves when the node answers clients. Throws with the node's own sentence when it refuses to start. */
  async start(): Promise<void> {
    mkdirSync(this.#config.directory, { recursive: true })
    this.#stderr = ''
    const child = forkNode()
    this.#child = child
    child.stderr?.on('data', (chunk) => {
      this.#stderr = (this.#stderr + String(chunk)).slice(-STDERR_LENGTH_MAX)
    })
    child.on('message', (message) => this.answered(message as Answered))
    child.on('exit', (code) => this.exited(child, code))
    const exit = once(child, 'exit')
    try {
      await this.ask({ kind: 'start', config: this.#config })
    } catch (error) {
      child.kill('SIGTERM')
      await exit
      throw new Error(`${this.name} ${this.lastWords || String(error)}`)
    }
  }

  promise(term: number): Promise<Promised> {
    return this.ask({ kind: 'promise', term }) as Promise<Promised>
  }

  async lead(term: number): Promise<void> {
    await this.ask({ kind: 'lead', term })
  }

  /** Holds for the process that is up, and for those that are started after it. */
  async mutate(mutations: readonly MutantName[]): Promise<void> {
    this.#config = { ...this.#config, mutations }
    if (this.isUp) await this.ask({ kind: 'mutate', mutations })
  }

  status(): Promise<NodeStatus> {
    return this.ask({ kind: 'status' }) as Promise<NodeStatus>
  }

  /** kill -9. Resolves when the process is gone. */
  async kill(): Promise<void> {
    const child = this.#child
    if (!child) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }

  /** Lets the node end by itself. Resolves when the process is gone. */
  async stop(): Promise<void> {
    const child = this.#child
    if (!child) return
    const exit = once(child, 'exit')
    const timer = setTimeout(() => child.kill('SIGKILL'), REQUEST_TIMEOUT_MS)
    void this.ask({ kind: 'stop' }).catch(() => undefined)
    await exit
    clearTimeout(timer)
  }

  /** Deletes everything that the node has on disk. */
  wipe(): void {
    if (existsSync(this.#config.directory)) {
      rmSync(this.#config.directory, { recursive: true, force: true })
    }
  }

  private ask(request: NodeRequest): Promise<unknown> {
    const child = this.#child
    if (!child?.connected) return Promise.reject(new Error(`${this.name} is down`))
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#pending.set(id, (answer) => {
        if (!answer) reject(new Error(`${this.name} ended`))
        else if (answer.error === undefined) resolve(answer.answer)
        else reject(new Error(answer.error))
      })
      child.send({ id, request } satisfies Addressed, (error) => {
        if (error) this.answered({ id, error: error.message })
      })
    })
  }

  private answered(answer: Answered): void {
    this.#pending.get(answer.id)?.(answer)
    this.#pending.delete(answer.id)
  }

  private exited(child: ChildProcess, code: number | null): void {
    if (this.#child !== child) return
    this.#child = undefined
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    for (const settle of pending) settle(undefined)
    this.ended(code)
  }
}

function forkNode(): ChildProcess {
  const { path, execArgv } = processEntry('node-main')
  return fork(path, [], {
    execArgv: [...execArgv],
    // In a group of its own: a Ctrl-C is for the supervisor, and the node ends with it.
    detached: true,
    env: { UV_THREADPOOL_SIZE: THREADS, TZ: 'UTC' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}
