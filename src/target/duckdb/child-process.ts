import { fork, type ChildProcess as NodeProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Outcome } from '../../model/outcome.js'
import type { InstanceSettings, Request, ResponseMessage } from './protocol.js'

/** DuckDB blocks a thread of libuv's pool per running statement; the default of 4 lets slow ones block all others. */
const THREAD_POOL_SIZE = 64

/** Of everything but a plan's statements, which have limits of their own. A process that is late has lost its way. */
const OWN_TIMEOUT_MS = 30_000

/** The process ended; whatever was sent to it may have happened. */
export class ChildDied extends Error {
  override readonly name = 'ChildDied'
}

type Waiting = {
  readonly resolve: (response: ResponseMessage) => void
  readonly reject: (error: ChildDied) => void
}

/** Compiled, the child is JavaScript beside this file; from source it is TypeScript and needs the loader. */
function childModule(): { readonly path: string; readonly execArgv: string[] } {
  if (!import.meta.url.endsWith('.ts'))
    return { path: fileURLToPath(new URL('./child.js', import.meta.url)), execArgv: [] }
  const loader = createRequire(import.meta.url).resolve('tsx')
  return {
    path: fileURLToPath(new URL('./child.ts', import.meta.url)),
    execArgv: ['--import', loader],
  }
}

/** A process with one DuckDB instance. Requests are answered in any order; all fail with ChildDied when it dies. */
export class DuckDBChild {
  private readonly process: NodeProcess
  private readonly waiting = new Map<number, Waiting>()
  private readonly ended: Promise<void>
  private lastId = 0
  /** How the process ended, in words; undefined while it runs. */
  death: string | undefined

  private constructor() {
    const { path, execArgv } = childModule()
    this.process = fork(path, [], {
      execArgv,
      // In a group of its own: a Ctrl-C is for the parent, which ends this process when it has flushed.
      detached: true,
      env: { UV_THREADPOOL_SIZE: String(THREAD_POOL_SIZE), TZ: 'UTC', HOME: homedir() },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.process.on('message', (message) => this.receive(message as ResponseMessage))
    this.process.on('error', (error) => this.die(error.message))
    this.ended = new Promise((resolve) => {
      this.process.on('exit', (code, signal) => {
        this.die(signal ? `the process died of ${signal}` : `the process ended with code ${code}`)
        resolve()
      })
      this.process.on('error', () => resolve())
    })
  }

  /** Throws ChildDied, or an Error with DuckDB's message for settings that it refuses. */
  static async start(settings: InstanceSettings): Promise<DuckDBChild> {
    const child = new DuckDBChild()
    try {
      await child.request({ op: 'start', settings })
      return child
    } catch (error) {
      await child.kill()
      throw error
    }
  }

  get pid(): number | undefined {
    return this.process.pid
  }

  async request(request: Request): Promise<Extract<ResponseMessage, { reply: unknown }>> {
    const response = await this.exchange(request)
    if ('failed' in response) throw new Error(response.failed)
    return response
  }

  /** One statement of this program's own, as an outcome. Throws ChildDied. */
  async run(sql: string): Promise<Outcome> {
    const response = await this.exchange({ op: 'admin', sql })
    if ('failed' in response)
      return { kind: 'error', errorClass: 'other', message: response.failed }
    return response.reply.outcomes[0] as Outcome
  }

  interrupt(session: number): void {
    if (this.death === undefined) this.process.send({ op: 'interrupt', session }, () => undefined)
  }

  /** Ends the process at once. What is under way fails with ChildDied, giving this reason. */
  async kill(reason?: string): Promise<void> {
    if (reason !== undefined) this.die(reason)
    this.process.kill('SIGKILL')
    await this.ended
  }

  private exchange(request: Request): Promise<ResponseMessage> {
    if (this.death !== undefined) return Promise.reject(new ChildDied(this.death))
    this.lastId += 1
    const id = this.lastId
    const late = () => void this.kill(`the process did not answer for ${OWN_TIMEOUT_MS} ms`)
    const timer = request.op === 'send' ? undefined : setTimeout(late, OWN_TIMEOUT_MS)
    const answer = new Promise<ResponseMessage>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      // A send that fails is followed by the exit of the process, which rejects what waits.
      this.process.send({ id, request }, () => undefined)
    })
    return answer.finally(() => clearTimeout(timer))
  }

  private receive(message: ResponseMessage): void {
    const waiting = this.waiting.get(message.id)
    this.waiting.delete(message.id)
    waiting?.resolve(message)
  }

  /** The first reason stays. */
  private die(reason: string): void {
    this.death ??= reason
    for (const { reject } of this.waiting.values()) reject(new ChildDied(this.death))
    this.waiting.clear()
  }
}
