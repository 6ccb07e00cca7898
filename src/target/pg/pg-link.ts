import pLimit from 'p-limit'
import type pg from 'pg'
import type { Outcome } from '../../model/outcome.js'
import { type BackendKey, requestCancel } from './cancel.js'
import { connectClient } from './connect.js'
import type { ConnectionSettings } from './connection-settings.js'
import { Exchange, type WireReply, type WireStatement } from './exchange.js'

const CLOSE_TIMEOUT_MS = 1000
/** The most notices that are kept of one connection. */
const NOTICES_MAX = 20

/** The driver keeps these, and its type declarations do not show them. */
interface ClientInside {
  readonly processID: number | null
  readonly secretKey: number | null
  readonly ssl: unknown
  readonly connection: { readonly stream: { destroy(): void } }
}

export interface RunLimits {
  readonly timeoutMs: number
  /** How long a cancelled statement may take to stop before the connection is cut. */
  readonly cancelGraceMs: number
}

/** One connection to one endpoint. Every question gets an answer: what the endpoint said, or that it is unknown. */
export class PgLink {
  /** Why the connection is gone; undefined while it lives. */
  death: string | undefined
  /** The last warnings and notices, oldest first. */
  readonly notices: string[] = []
  private current: Exchange | undefined
  /** One exchange at a time: a connection that dies has one to give up, and those behind it find it dead. */
  private readonly oneAtATime = pLimit(1)
  private readonly inside: ClientInside

  private constructor(
    private readonly settings: ConnectionSettings,
    private readonly client: pg.Client,
  ) {
    this.inside = client as unknown as ClientInside
    client.removeAllListeners('error')
    client.on('error', (error) => this.die(error.message))
    client.on('end', () => this.die('the connection was closed'))
    client.on('notice', ({ message }) => {
      this.notices.push(message ?? '')
      if (this.notices.length > NOTICES_MAX) this.notices.shift()
    })
  }

  /** Throws ConnectFailure. */
  static async open(settings: ConnectionSettings): Promise<PgLink> {
    return new PgLink(settings, await connectClient(settings))
  }

  /**
   * Sends one statement when those before it are answered. After `timeoutMs` it is cancelled, and then the connection is
   * cut. Never throws.
   */
  run(statement: WireStatement, limits: RunLimits): Promise<WireReply> {
    return this.oneAtATime(() => this.runAlone(statement, limits))
  }

  private async runAlone(statement: WireStatement, limits: RunLimits): Promise<WireReply> {
    if (this.death !== undefined) return lost(this.death)
    if (statement.text.includes('\0'))
      return refused('the protocol cannot carry NUL in a statement')
    const exchange = new Exchange(statement)
    this.current = exchange
    let timedOut = false
    let timer = setTimeout(() => {
      timedOut = true
      void this.cancel()
      const detail = `no answer in ${limits.timeoutMs} ms and no stop after a cancel request`
      timer = setTimeout(
        () => exchange.abandon({ reason: 'timeout', detail }),
        limits.cancelGraceMs,
      )
    }, limits.timeoutMs)
    this.client.query(exchange as never)
    const reply = await exchange.reply
    clearTimeout(timer)
    this.current = undefined
    return timedOut && reply.status !== undefined ? cancelled(reply, limits.timeoutMs) : reply
  }

  /** One statement of this program's own as a simple query, its last outcome. */
  async query(text: string, limits: RunLimits): Promise<Outcome> {
    const reply = await this.run({ text, delivery: 'simple', parameters: [] }, limits)
    return reply.outcomes.at(-1) ?? { kind: 'done', affected: undefined }
  }

  /** Ends the connection as the protocol has it, and cuts it when that takes too long. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.inside.connection.stream.destroy(), CLOSE_TIMEOUT_MS)
    // Of a connection that is already gone nothing has to be ended.
    if (this.death === undefined) await this.client.end().catch(() => undefined)
    clearTimeout(timer)
    this.die('the session was closed')
    this.inside.connection.stream.destroy()
  }

  /** Asks the endpoint to cancel whatever this connection runs. */
  async cancel(): Promise<void> {
    const { processID: processId, secretKey, ssl } = this.inside
    if (processId === null || secretKey === null) return
    const key: BackendKey = { processId, secretKey }
    await requestCancel(this.settings, key, Boolean(ssl))
  }

  /** The first reason stays. */
  private die(reason: string): void {
    this.death ??= reason
    this.current?.abandon({ reason: 'connection-lost', detail: this.death })
  }
}

function lost(detail: string): WireReply {
  return {
    outcomes: [{ kind: 'unknown', reason: 'connection-lost', detail }],
    status: undefined,
  }
}

function refused(message: string): WireReply {
  return { outcomes: [{ kind: 'error', errorClass: 'parser', message }], status: undefined }
}

/** The answer came, but after the time-out: whether it is the whole effect is not known. */
function cancelled({ outcomes, status }: WireReply, timeoutMs: number): WireReply {
  const detail = `no answer in ${timeoutMs} ms; cancelled`
  return {
    outcomes: [...outcomes.slice(0, -1), { kind: 'unknown', reason: 'timeout', detail }],
    status,
  }
}
