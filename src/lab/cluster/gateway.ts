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

/** Longer than a fail-over, so that a write does not fail because the leader was just chosen. */
const MAJORITY_TIMEOUT_MS = 2_000
const COMMIT_TIMEOUT_MS = 20_000

/** The leader's side of the sessions of the whole cluster. */
export class Gateway {
  constructor(
    private readonly replica: Replica,
    private readonly machine: Machine,
  ) {}

  /** Executes a statement through the log. */
  async submit(request: SubmitRequest): Promise<LeaderReply> {
    const refused = this.refusal(request.term)
    if (refused) return refused
    if (request.commits && !(await this.replica.waitForMajority(MAJORITY_TIMEOUT_MS))) {
      return { kind: 'refused', reason: 'no-majority' }
    }
    const bound = await this.bind(request)
    if (typeof bound !== 'string') return bound
    if (this.replica.term !== request.term) return { kind: 'refused', reason: 'other-term' }
    const { session, login, parameters, commits, leaves } = request
    const execute = { kind: 'execute', session, login, sql: bound, parameters, commits } as const
    const entry = leaves ? { ...execute, leaves } : execute
    const inTransaction = this.machine.status(session) !== 'I'
    const applied = await this.replica.submit(entry, COMMIT_TIMEOUT_MS)
    if (!applied) return { kind: 'unresolved' }
    if (inTransaction && applied.error?.errorClass === 'interrupt') {
      void this.replica.submit({ kind: 'abort', session }, COMMIT_TIMEOUT_MS)
    }
    return { kind: 'applied', ...applied }
  }

  /** Reads or describes on a session's connection here. */
  async ask(request: AskRequest): Promise<LeaderReply> {
    const refused = this.refusal(request.term)
    if (refused) return refused
    return this.machine.ask(request)
  }

  /** Only inside a transaction: a write of its own that is in the log is executed everywhere. */
  cancel(session: string): void {
    if (this.machine.status(session) !== 'I') this.machine.cancel(session)
  }

  /** Ends a session everywhere; what it has open rolls back. */
  close(session: string): void {
    if (!this.replica.isLeader || !this.machine.sessionIds.includes(session)) return
    if (this.machine.status(session) !== 'I') this.machine.cancel(session)
    void this.replica.submit({ kind: 'close', session }, COMMIT_TIMEOUT_MS)
  }

  /** Ends the sessions whose node is gone. */
  closeAll(prefix: string): void {
    for (const id of this.machine.sessionIds) if (id.startsWith(prefix)) this.close(id)
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
