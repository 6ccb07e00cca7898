import type { Socket } from 'node:net'
import type { Notice, Outcome, Unknown } from '../../../model/outcome.js'
import { Answers } from './answers.js'
import { readMessage } from './backend-message.js'
import { bytesOf, type Frame, type FrameReader, shown } from './frame-reader.js'
import { terminate } from './frontend-message.js'
import type { Script } from './script.js'
import type { WireReply } from './wire-statement.js'
import { TooLarge, WireViolation } from './wire-violation.js'

const CLOSE_TIMEOUT_MS = 1000
/** Within a message an endpoint does not pause for so long; one that does has told a wrong length. */
const PAUSE_IN_MESSAGE_MS = 5_000
/** The most notices that are kept of one connection, and of one answer. */
const NOTICES_MAX = 20

/** What a server says to its own people. */
const NOT_FOR_CLIENTS = new Set(['DEBUG', 'LOG', 'INFO'])

/** Messages that may come at any time. */
const ANY_TIME = new Set([...'NSA'].map((type) => type.charCodeAt(0)))
const ERROR = 'E'.charCodeAt(0)

/** Errors after which the endpoint closes the connection. */
const ENDS_CONNECTION = new Set(['FATAL', 'PANIC'])

/** One question on its way. */
interface Exchange {
  readonly answers: Answers
  readonly notices: Notice[]
  readonly settle: (reply: WireReply) => void
}

/**
 * A connection after its start-up: asks one thing at a time and reads the answer message by message. Nothing that the
 * endpoint sends throws out of here.
 */
export class WireConnection {
  /** Why the connection is gone; undefined while it lives. */
  death: string | undefined
  /** The last warnings and notices, oldest first. */
  readonly notices: string[] = []
  private exchange: Exchange | undefined
  /** What the endpoint did wrong while nothing was asked: the next question is answered by it. */
  private stray: WireViolation | undefined
  private bytesReceived = 0
  private pause: NodeJS.Timeout | undefined

  /** `reader` may hold what came behind the start-up. */
  constructor(
    private readonly socket: Socket,
    private readonly reader: FrameReader,
  ) {
    socket.on('data', (chunk: Buffer) => this.receive(chunk))
    socket.on('error', (error) => this.die(error.message))
    socket.on('end', () => this.ended())
    socket.on('close', () => this.die('the connection was closed'))
    this.readAll()
  }

  /** Bytes that have come, to see whether an endpoint is still sending. */
  get received(): number {
    return this.bytesReceived
  }

  /** One question at a time. Always answered; what did not come is an outcome too. */
  ask({ bytes, owed }: Script): Promise<WireReply> {
    const stray = this.stray
    this.stray = undefined
    if (stray) return Promise.resolve({ outcomes: [stray.asOutcome()], status: undefined })
    if (this.death !== undefined) return Promise.resolve(unknownReply(this.death))
    return new Promise((settle) => {
      this.exchange = { answers: new Answers(owed), notices: [], settle }
      this.socket.write(bytes)
    })
  }

  /** Ends the question that is under way without an answer, and the connection with it. */
  abandon(unknown: Pick<Unknown, 'reason' | 'detail'>): void {
    this.cut({ kind: 'unknown', ...unknown }, unknown.detail)
  }

  /** As `abandon`, for an endpoint that has fallen silent: inside of a message that is its mistake. */
  abandonSilent(unknown: Pick<Unknown, 'reason' | 'detail'>): void {
    if (this.reader.pending === 0) this.abandon(unknown)
    else this.violated(this.truncated('and nothing more'))
  }

  /** Ends the connection as the protocol has it, and cuts it when that takes too long. */
  async close(): Promise<void> {
    if (!this.socket.destroyed) {
      const closed = new Promise<void>((resolve) => this.socket.once('close', () => resolve()))
      const timer = setTimeout(() => this.socket.destroy(), CLOSE_TIMEOUT_MS)
      this.socket.end(terminate())
      await closed
      clearTimeout(timer)
    }
    this.die('the session was closed')
  }

  private receive(chunk: Buffer): void {
    if (this.death !== undefined) return
    this.bytesReceived += chunk.length
    this.reader.push(chunk)
    this.readAll()
    this.watchPause()
  }

  /** An endpoint that pauses inside of a message has broken it off. */
  private watchPause(): void {
    clearTimeout(this.pause)
    if (this.death !== undefined || this.reader.pending === 0) return
    this.pause = setTimeout(
      () => this.violated(this.truncated('and nothing more')),
      PAUSE_IN_MESSAGE_MS,
    )
  }

  /** An answer is given when all that came with it was read: the endpoint may have said too much. */
  private readAll(): void {
    try {
      for (let frame = this.reader.next(); frame; frame = this.reader.next()) {
        this.take(frame)
        if (this.death !== undefined) return
      }
    } catch (error) {
      if (error instanceof WireViolation) this.violated(error)
      else if (error instanceof TooLarge)
        this.abandon({ reason: 'connection-lost', detail: error.message })
      else throw error
    }
    if (this.exchange?.answers.isFinished) this.settle()
  }

  private take(frame: Frame): void {
    if (ANY_TIME.has(frame.type)) {
      this.takeAnyTime(frame)
      return
    }
    if (frame.type === ERROR && this.endedByError(frame)) return
    const answers = this.exchange?.answers
    if (!answers || answers.isFinished)
      throw new WireViolation(
        `a message of type ${shown(frame.type)} that nobody asked for`,
        bytesOf(frame),
      )
    const next = answers.take(frame)
    if (next) this.socket.write(next)
  }

  private takeAnyTime(frame: Frame): void {
    const message = readMessage(frame)
    if (message.hasBrokenText)
      throw new WireViolation(
        `a message of type ${shown(frame.type)} has text that is not UTF-8`,
        bytesOf(frame),
      )
    if (message.kind !== 'notice') return
    this.notices.push(message.report.message)
    if (this.notices.length > NOTICES_MAX) this.notices.shift()
    const ofAnswer = this.exchange?.notices
    if (!ofAnswer || ofAnswer.length === NOTICES_MAX) return
    if (!NOT_FOR_CLIENTS.has(message.report.severity)) ofAnswer.push(message.report)
  }

  private endedByError(frame: Frame): boolean {
    const message = readMessage(frame)
    if (message.kind !== 'error' || !ENDS_CONNECTION.has(message.report.severity)) return false
    this.abandon({ reason: 'connection-lost', detail: message.report.message })
    return true
  }

  private ended(): void {
    if (this.death === undefined && this.reader.pending > 0)
      this.violated(this.truncated('and then the connection was closed'))
    else this.die('the connection was closed')
  }

  private truncated(then: string): WireViolation {
    const { pending } = this.reader
    const what = `the beginning of a message came, ${pending} bytes, ${then}`
    return new WireViolation(what, this.reader.pendingBytes())
  }

  private violated(violation: WireViolation): void {
    if (!this.exchange) this.stray = violation
    this.cut(violation.asOutcome(), `the endpoint broke the protocol: ${violation.what}`)
  }

  /** The first reason stays. */
  private die(reason: string): void {
    this.cut({ kind: 'unknown', reason: 'connection-lost', detail: this.death ?? reason }, reason)
  }

  private cut(last: Outcome, death: string): void {
    this.death ??= death
    clearTimeout(this.pause)
    this.settle(last)
    this.socket.destroy()
  }

  private settle(last?: Outcome): void {
    const { exchange } = this
    if (!exchange) return
    this.exchange = undefined
    const { outcomes, status } = exchange.answers
    const notices = exchange.notices.length > 0 ? { notices: exchange.notices } : {}
    exchange.settle(
      last
        ? { outcomes: [...outcomes, last], status: undefined, ...notices }
        : { outcomes, status, ...notices },
    )
  }
}

function unknownReply(detail: string): WireReply {
  return {
    outcomes: [{ kind: 'unknown', reason: 'connection-lost', detail }],
    status: undefined,
  }
}
