import type { TransactionStatus } from '../../model/outcome.js'
import {
  type Description,
  EngineError,
  type EngineParameter,
  type EngineResult,
  type EngineSession,
  type Login,
} from '../engine.js'
import type { AskRequest, LeaderReply, SessionError, SubmitRequest } from '../replica/messages.js'
import type { Replica } from '../replica/replica.js'
import { sleep } from '../replica/signal.js'
import { type Handling, handlingOf } from '../statement/classify.js'
import type { LeaderLink } from './link.js'
import type { ReadGate } from './read-gate.js'
import { type ReadLevel, readLevelStatement } from './read-level.js'

/** How long a statement waits for a leader, for its own write to arrive, or for a read index. */
const WAIT_MS = 5_000
const RETRY_MS = 20

/** A setting that no other session can see. */
const OWN_SETTING = /^\s*set\s+(?:session\s+)?(?:timezone|search_path|schema)\b/i

export interface SessionContext {
  readonly login: Login
  readonly replica: Replica
  readonly link: LeaderLink
  readonly gate: ReadGate
  /** A name that no session of the cluster has had before. */
  readonly newId: () => string
  /** A fault: local reads wait for nothing. */
  readonly readsStale: () => boolean
  readonly onClose: () => void
}

interface Remote {
  readonly id: string
  readonly term: number
}

/** A client's session on one node: reads are answered here, everything else goes through the leader's log. */
export class ClusterSession implements EngineSession {
  #status: TransactionStatus = 'I'
  #remote: Remote | undefined
  #level: ReadLevel = 'local'
  #pinned = false
  #settings: string[] = []
  #ownIndex = 0
  #remoteBusy = false

  constructor(
    private readonly context: SessionContext,
    private readonly reader: EngineSession,
  ) {}

  /** The session's name in the log; undefined until it has said something that is logged. */
  get remoteId(): string | undefined {
    return this.#remote?.id
  }

  split(sql: string): Promise<readonly string[]> {
    return this.reader.split(sql)
  }

  async describe(sql: string, types: readonly (string | undefined)[]): Promise<Description> {
    const level = readLevelStatement(sql, this.#level)
    if (level) return { parameters: [], columns: level.result.columns }
    if (this.#status !== 'I' || this.#pinned) {
      const reply = await this.ask(sql, { kind: 'describe', types })
      if (reply.kind === 'described') return reply.description
      throw this.failure(reply)
    }
    return this.locally(() => this.reader.describe(sql, types))
  }

  async execute(sql: string, parameters: readonly EngineParameter[]): Promise<EngineResult> {
    const level = readLevelStatement(sql, this.#level)
    if (level) {
      this.#level = level.level
      return level.result
    }
    const handling = handlingOf(sql)
    if (handling.kind === 'refuse') throw notReplicated(handling.because)
    const isRead = handling.kind === 'read' && this.#status === 'I'
    if (isRead && !this.#pinned) return this.locally(() => this.reader.execute(sql, parameters))
    if (isRead) return this.take(await this.ask(sql, { kind: 'read', parameters }))
    return (await this.setHere(sql, parameters)) ?? this.log(sql, parameters, handling)
  }

  status(): TransactionStatus {
    return this.#status
  }

  cancel(): void {
    if (!this.#remoteBusy) this.reader.cancel()
    else if (this.#remote) this.context.link.cancel(this.#remote.id)
  }

  async close(): Promise<void> {
    this.context.onClose()
    if (this.#remote) this.context.link.close(this.#remote.id)
    await this.reader.close()
  }

  /** A fault of another session reached this one. */
  leak(sql: string): Promise<unknown> {
    return this.reader.execute(sql, []).catch(() => undefined)
  }

  /**
   * A session that the leader does not know yet keeps a setting of its own for itself, until it has something to log:
   * that saves a round through the disks of a majority. Undefined where the setting has to be logged.
   */
  private async setHere(
    sql: string,
    parameters: readonly EngineParameter[],
  ): Promise<EngineResult | undefined> {
    if (this.#remote || !OWN_SETTING.test(sql)) return undefined
    try {
      const result = await this.locally(() => this.reader.execute(sql, parameters))
      this.#settings.push(sql)
      return result
    } catch (error) {
      // The leader may know a schema that this node does not know yet.
      if (error instanceof EngineError) return undefined
      throw error
    }
  }

  private async log(
    sql: string,
    parameters: readonly EngineParameter[],
    handling: Handling,
  ): Promise<EngineResult> {
    // A setting has to reach this node's own DuckDB before the answer, so it does not wait for others to be sent.
    const commits = handling.kind === 'setting' || (handling.kind === 'logged' && handling.commits)
    const isEnd = this.#status !== 'I' && /^\W*(commit|end)\b/i.test(sql)
    const commitsNow = commits && (this.#status === 'I' || isEnd)
    const leaves = leavesOf(handling)
    const reply = await this.submit({ sql, parameters, commits: commitsNow, leaves })
    const result = this.take(reply)
    if (handling.kind === 'logged' && handling.pins) this.#pinned = true
    if (handling.kind === 'setting') await this.remember(sql, parameters)
    return result
  }

  /** A setting holds for local reads, too, and for the session's next connection at another leader. */
  private async remember(sql: string, parameters: readonly EngineParameter[]): Promise<void> {
    this.#settings.push(sql)
    const isHere = await this.context.replica.waitForApplied(this.#ownIndex, WAIT_MS)
    if (!isHere) throw unavailable('this node is too far behind')
    await this.reader.execute(sql, parameters).catch(() => {
      this.#pinned = true
    })
  }

  private take(reply: LeaderReply): EngineResult {
    if (reply.kind !== 'applied' || !reply.result) throw this.failure(reply)
    this.#status = reply.status
    this.#ownIndex = Math.max(this.#ownIndex, reply.index)
    return reply.result
  }

  private failure(reply: LeaderReply): EngineError {
    switch (reply.kind) {
      case 'applied': {
        this.#status = reply.status
        this.#ownIndex = Math.max(this.#ownIndex, reply.index)
        return fromSessionError(reply.error ?? NO_ANSWER)
      }
      case 'failed':
        return fromSessionError(reply.error)
      case 'refused':
        if (reply.reason === 'no-majority') return unavailable('no majority of the nodes answers')
        return unavailable('no leader answers')
      case 'unresolved':
        // Whatever became of it, its transaction must hold no locks that nobody can release.
        if (this.#remote) this.context.link.close(this.#remote.id)
        this.forget()
        return new EngineError('transaction resolution unknown', 'other', '08007')
      default:
        return unavailable('no leader answers')
    }
  }

  private async submit(
    statement: Omit<SubmitRequest, 'session' | 'term' | 'login'>,
  ): Promise<LeaderReply> {
    const { login, link } = this.context
    return this.withRemote(({ id, term }) =>
      link.submit({ session: id, term, login, ...statement }),
    )
  }

  private ask(sql: string, ask: AskRequest['ask']): Promise<LeaderReply> {
    return this.withRemote(({ id, term }) =>
      this.context.link.ask({ session: id, term, login: this.context.login, sql, ask }),
    )
  }

  /** Tries again while nothing was done, for a bounded time; a session that lost its leader begins again there. */
  private async withRemote(call: (remote: Remote) => Promise<LeaderReply>): Promise<LeaderReply> {
    this.#remoteBusy = true
    try {
      for (let left = WAIT_MS; ; left -= RETRY_MS) {
        const remote = await this.remote()
        const reply: LeaderReply = remote
          ? await call(remote)
          : { kind: 'refused', reason: 'not-leader' }
        const isFinal = reply.kind !== 'refused' || reply.reason === 'no-majority'
        if (isFinal || left <= 0) return reply
        await sleep(RETRY_MS)
      }
    } finally {
      this.#remoteBusy = false
    }
  }

  /** The session at the present leader, made if there is none; undefined while there is no leader. */
  private async remote(): Promise<Remote | undefined> {
    const { replica, newId, link, login } = this.context
    const { term } = replica
    if (!replica.leader) return undefined
    if (this.#remote?.term === term) return this.#remote
    this.checkNothingIsLost()
    const remote = { id: newId(), term }
    for (const sql of this.#settings) {
      const statement = { sql, parameters: [], commits: false, leaves: 'setting' } as const
      const request = { session: remote.id, term, login, ...statement }
      const reply = await link.submit(request)
      if (reply.kind !== 'applied') return undefined
      if (reply.error) {
        // Its schema is gone, say. That is told once; then the session goes on without the setting.
        this.#settings = this.#settings.filter((each) => each !== sql)
        throw fromSessionError(reply.error)
      }
    }
    this.#remote = remote
    return remote
  }

  private checkNothingIsLost(): void {
    if (!this.#remote || (this.#status === 'I' && !this.#pinned)) return
    const what = this.#status === 'I' ? 'temporary objects' : 'transaction'
    this.forget()
    throw new EngineError(`the leader changed: the session has lost its ${what}`, 'other', '57P01')
  }

  private forget(): void {
    this.#remote = undefined
    this.#status = 'I'
    this.#pinned = false
  }

  private async locally<T>(call: () => Promise<T>): Promise<T> {
    if (!this.context.readsStale()) await this.untilFresh()
    return this.context.gate.read(call)
  }

  private async untilFresh(): Promise<void> {
    const { replica, link } = this.context
    let index = this.#ownIndex
    if (this.#level === 'linearizable') {
      const readIndex = await this.readIndex(link)
      if (readIndex === undefined) throw unavailable('no leader with a majority answers')
      index = Math.max(index, readIndex)
    }
    if (replica.appliedIndex >= index) return
    if (await replica.waitForApplied(index, WAIT_MS)) return
    throw unavailable('this node is too far behind')
  }

  private async readIndex(link: LeaderLink): Promise<number | undefined> {
    for (let left = WAIT_MS; left > 0; left -= RETRY_MS) {
      const began = performance.now()
      const index = await link.readIndex(WAIT_MS)
      if (index !== undefined) return index
      left -= performance.now() - began
      await sleep(RETRY_MS)
    }
    return undefined
  }
}

function leavesOf(handling: Handling): 'setting' | 'temporary' | undefined {
  if (handling.kind === 'setting') return 'setting'
  return handling.kind === 'logged' && handling.pins ? 'temporary' : undefined
}

const NO_ANSWER = { message: 'no answer', errorClass: 'other', sqlstate: 'XX000' } as const

function fromSessionError({ message, errorClass, sqlstate }: SessionError): EngineError {
  return new EngineError(message, errorClass, sqlstate)
}

function notReplicated(because: string): EngineError {
  return new EngineError(
    `Not implemented Error: the lab cannot replicate this: ${because}`,
    'not-implemented',
    '0A000',
  )
}

function unavailable(message: string): EngineError {
  return new EngineError(message, 'other', '57P03')
}
