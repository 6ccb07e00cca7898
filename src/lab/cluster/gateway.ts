import { EngineError, type Login } from '../engine.js'
import type { Machine } from '../replica/machine.js'
import {
  type AskRequest,
  type LeaderReply,
  type SubmitRequest,
  sessionError,
} from '../replica/messages.js'
import type { Replica } from '../replica/replica.js'
import { bindVolatile } from '../statement/bind-volatile.js'
import { type Interruption, interruptionOf } from '../statement/interruption.js'
import type { ReadGate } from './read-gate.js'

/** Longer than a fail-over, so that a write does not fail because the leader was just chosen. */
const MAJORITY_TIMEOUT_MS = 2_000
const COMMIT_TIMEOUT_MS = 20_000

/** What a session waits for and may cancel. */
interface InHand {
  readonly interruption: Interruption
  readonly controller: AbortController
  isCancelled: boolean
}

/** The leader's side of the sessions of the whole cluster. */
export class Gateway {
  readonly #inHand = new Map<string, InHand>()

  constructor(
    private readonly replica: Replica,
    private readonly machine: Machine,
    private readonly gate: ReadGate,
  ) {}

  /** Executes a statement through the log. */
  async submit(request: SubmitRequest): Promise<LeaderReply> {
    const refused = this.refusal(request.term)
    if (refused) return refused
    const { session, sql } = request
    const interruption = this.machine.status(session) === 'T' ? interruptionOf(sql) : 'never'
    return this.interruptible(session, interruption, (inHand) => this.submitted(request, inHand))
  }

  private async submitted(request: SubmitRequest, inHand?: InHand): Promise<LeaderReply> {
    if (request.commits && !(await this.replica.waitForMajority(MAJORITY_TIMEOUT_MS))) {
      return { kind: 'refused', reason: 'no-majority' }
    }
    const bound = await this.bind(request)
    if (typeof bound !== 'string') return bound
    if (this.replica.term !== request.term) return { kind: 'refused', reason: 'other-term' }
    const { session, login, parameters, commits, leaves } = request
    const execute = { kind: 'execute', session, login, sql: bound, parameters, commits } as const
    const entry = leaves ? { ...execute, leaves } : execute
    const applied = await this.replica.submit(entry, COMMIT_TIMEOUT_MS, inHand?.controller.signal)
    if (applied) return { kind: 'applied', ...applied }
    if (inHand) void this.interrupt(inHand)
    return { kind: 'unresolved' }
  }

  /** Reads or describes on a session's connection here. */
  async ask(request: AskRequest): Promise<LeaderReply> {
    const refused = this.refusal(request.term)
    if (refused) return refused
    const { session, ask } = request
    return this.interruptible(session, ask.kind === 'read' ? 'always' : 'never', (inHand) =>
      this.machine.ask(request, inHand?.controller.signal),
    )
  }

  /** Not a write outside of a transaction: it is in the log, and executed everywhere. */
  cancel(session: string): void {
    const inHand = this.#inHand.get(session)
    if (inHand) void this.interrupt(inHand)
  }

  /** Ends a session everywhere; what it has open rolls back. */
  close(session: string): void {
    if (!this.replica.isLeader || !this.machine.sessionIds.includes(session)) return
    this.cancel(session)
    void this.replica.submit({ kind: 'close', session }, COMMIT_TIMEOUT_MS)
  }

  /** Ends the sessions whose node is gone. */
  closeAll(prefix: string): void {
    for (const id of this.machine.sessionIds) if (id.startsWith(prefix)) this.close(id)
  }

  /** A cancel holds from here to the answer, also before the statement is executed. */
  private async interruptible(
    session: string,
    interruption: Interruption,
    call: (inHand: InHand | undefined) => Promise<LeaderReply>,
  ): Promise<LeaderReply> {
    if (interruption === 'never') return call(undefined)
    const inHand = { interruption, controller: new AbortController(), isCancelled: false }
    this.#inHand.set(session, inHand)
    try {
      return await call(inHand)
    } finally {
      if (this.#inHand.get(session) === inHand) this.#inHand.delete(session)
    }
  }

  private async interrupt(inHand: InHand): Promise<void> {
    if (inHand.isCancelled) return
    inHand.isCancelled = true
    if (inHand.interruption === 'without-sequences') {
      // A node that is closing cannot say; then nothing is interrupted.
      const isDrawn = await this.gate.read(() => this.machine.hasSequences()).catch(() => true)
      if (isDrawn) return
    }
    inHand.controller.abort()
  }

  private refusal(term: number): LeaderReply | undefined {
    if (!this.replica.isLeader) return { kind: 'refused', reason: 'not-leader' }
    if (this.replica.term !== term) return { kind: 'refused', reason: 'other-term' }
    return undefined
  }

  private async bind({ session, login, sql }: SubmitRequest): Promise<string | LeaderReply> {
    if (this.machine.status(session) === 'E') return sql
    try {
      return await bindVolatile(sql, (texts) => this.evaluate(session, login, texts))
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      return { kind: 'failed', error: sessionError(error) }
    }
  }

  /** On the session's own connection, because now() is the start of its transaction and dates have its time zone. */
  private async evaluate(
    session: string,
    login: Login,
    expressions: readonly string[],
  ): Promise<readonly string[]> {
    const { engine } = await this.machine.session(session, login)
    const shown = expressions.map((_, at) => `CAST(e${at} AS VARCHAR), typeof(e${at})`).join(', ')
    const named = expressions.map((expression, at) => `${expression} AS e${at}`).join(', ')
    const [row = []] = (await engine.execute(`SELECT ${shown} FROM (SELECT ${named})`, [])).rows
    return expressions.map(
      (_, at) => `CAST('${String(row[2 * at])}' AS ${String(row[2 * at + 1])})`,
    )
  }
}
