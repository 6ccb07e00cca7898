import pLimit from 'p-limit'
import type { Outcome } from '../../model/outcome.js'
import { requestCancel } from './cancel.js'
import type { ConnectionSettings } from './connection-settings.js'
import { StatementTimers } from './statement-timers.js'
import { scriptOf } from './wire/script.js'
import { type Started, startUp } from './wire/start-up.js'
import type { WireReply, WireStatement } from './wire/wire-statement.js'

/** A wanted cancel is asked for again after so long. */
const CANCEL_AGAIN_MS = 500
/** Bind counts its parameters in two bytes. */
const PARAMETERS_MAX = 65_535

export interface RunLimits {
  readonly timeoutMs: number
  /** How long a cancelled statement may take to stop before the connection is cut. */
  readonly cancelGraceMs: number
  /** Aborted, the time is over at once. */
  readonly signal?: AbortSignal | undefined
}

/** One connection to one endpoint. Every question gets an answer: what the endpoint said, or that it is unknown. */
export class PgLink {
  /** One exchange at a time: a connection that dies has one to give up, and those behind it find it dead. */
  private readonly oneAtATime = pLimit(1)

  private constructor(
    private readonly settings: ConnectionSettings,
    private readonly started: Started,
  ) {}

  /** Throws ConnectFailure. */
  static async open(settings: ConnectionSettings): Promise<PgLink> {
    return new PgLink(settings, await startUp(settings))
  }

  /** Why the connection is gone; undefined while it lives. */
  get death(): string | undefined {
    return this.started.connection.death
  }

  /** The last warnings and notices, oldest first. */
  get notices(): readonly string[] {
    return this.started.connection.notices
  }

  /**
   * Sends one statement when those before it are answered. After `timeoutMs` it is cancelled, and then the connection is
   * cut. Never throws.
   */
  run(statement: WireStatement, limits: RunLimits): Promise<WireReply> {
    return this.oneAtATime(() => this.runAlone(statement, limits))
  }

  private async runAlone(statement: WireStatement, limits: RunLimits): Promise<WireReply> {
    if (statement.text.includes('\0'))
      return refused('the protocol cannot carry NUL in a statement')
    if (statement.parameters.length > PARAMETERS_MAX)
      return refused(`the protocol cannot carry more than ${PARAMETERS_MAX} parameters`)
    const timers = new StatementTimers(() => this.cancel())
    let isLate = false
    const tooLate = () => {
      if (!isLate) this.giveUp(timers, limits)
      isLate = true
    }
    timers.after(limits.timeoutMs, tooLate)
    limits.signal?.addEventListener('abort', tooLate, { once: true })
    const cancelAfterMs = statement.wire?.cancelAfterMs
    if (cancelAfterMs !== undefined)
      timers.after(cancelAfterMs, () => timers.cancelEvery(CANCEL_AGAIN_MS))
    const reply = await this.started.connection.ask(scriptOf(statement))
    limits.signal?.removeEventListener('abort', tooLate)
    await timers.stop()
    return isLate && reply.status !== undefined ? cancelled(reply, limits.timeoutMs) : reply
  }

  /** The time is over: asks the endpoint to stop, and later cuts the connection. */
  private giveUp(timers: StatementTimers, { timeoutMs, cancelGraceMs }: RunLimits): void {
    const { connection } = this.started
    const before = connection.received
    const detail = `no answer in ${timeoutMs} ms and no stop after a cancel request`
    timers.cancel()
    timers.after(cancelGraceMs, () => {
      const unknown = { reason: 'timeout', detail } as const
      if (connection.received === before) connection.abandonSilent(unknown)
      else connection.abandon(unknown)
    })
  }

  /** One statement of this program's own as a simple query, its last outcome. */
  async query(text: string, limits: RunLimits): Promise<Outcome> {
    const reply = await this.run({ text, delivery: 'simple', parameters: [] }, limits)
    return reply.outcomes.at(-1) ?? { kind: 'done', affected: undefined }
  }

  /** Ends the connection as the protocol has it, and cuts it when that takes too long. */
  async close(): Promise<void> {
    await this.started.connection.close()
  }

  /**
   * Asks the endpoint to cancel whatever this connection runs. The endpoint is done with the request when this returns, so
   * that it does not meet the next statement.
   */
  async cancel(): Promise<void> {
    const { key, isTls } = this.started
    if (key) await requestCancel(this.settings, key, isTls)
  }
}

function refused(message: string): WireReply {
  return { outcomes: [{ kind: 'error', errorClass: 'parser', message }], status: undefined }
}

/** The answer came, but after the time-out: whether it is the whole effect is not known. */
function cancelled(reply: WireReply, timeoutMs: number): WireReply {
  const { outcomes } = reply
  const detail = `no answer in ${timeoutMs} ms; cancelled`
  return {
    ...reply,
    outcomes: [...outcomes.slice(0, -1), { kind: 'unknown', reason: 'timeout', detail }],
  }
}
