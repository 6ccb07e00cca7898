import { connect, type Socket } from 'node:net'
import type { TransactionStatus } from '../../../model/outcome.js'
import { statementKind } from '../../../sql/statement-kind.js'
import { type Frame, FrameReader } from '../../../wire/frame-reader.js'
import { type Asked, Names, type Said } from './asked.js'
import type { Bend, Fault, ServerPlace, Talk } from './fault.js'
import { bytesOf, query, statusOf } from './frames.js'

const MESSAGE_BYTES_MAX = 256 << 20

/** Codes in the place of a protocol's version: an offer of TLS or of GSSAPI, which are refused, and a cancel request. */
const OFFERS: ReadonlySet<number> = new Set([80877103, 80877104])
const CANCEL = 80877102

/** Where a server is. */
export interface Upstream {
  readonly host: string
  readonly port: number
}

/** The connection is over: nobody waits for an answer any more. */
class Gone extends Error {
  override readonly name = 'Gone'
}

/** What was sent to the server and is not answered to the end. */
interface Waiting {
  readonly frames: Frame[]
  readonly resolve: (frames: readonly Frame[]) => void
  readonly reject: (error: Error) => void
}

/**
 * One client's connection through a faulty server: each request is answered by the fault, which may ask the real server.
 * What the fault does not know (start-up, rows for a COPY, messages before a Flush) passes as it is. It owns both sockets.
 */
export class Conversation implements Talk {
  status: TransactionStatus = 'I'
  done: readonly Said[] = []
  private server: Socket | undefined
  private readonly fromClient = new FrameReader()
  private readonly fromServer = new FrameReader()
  private readonly names = new Names()
  private readonly bend: Bend
  private held: Frame[] = []
  private waiting: Waiting | undefined
  private isBusy = false

  constructor(
    private readonly client: Socket,
    private readonly upstream: Upstream,
    private readonly fault: Fault,
    place: ServerPlace,
  ) {
    this.bend = fault.answer?.(place) ?? ((asked, talk) => talk.exchange(asked.frames))
    client.setNoDelay(true)
    client.on('data', (bytes) => this.heard(bytes))
    client.on('close', () => this.end())
    client.on('error', () => this.end())
  }

  /** Ends both connections. */
  end(): void {
    this.client.destroy()
    this.server?.destroy()
    this.waiting?.reject(new Gone())
    this.waiting = undefined
  }

  exchange(frames: readonly Frame[]): Promise<readonly Frame[]> {
    return new Promise((resolve, reject) => {
      this.waiting = { frames: [], resolve, reject }
      this.forward(frames)
    })
  }

  ask(sql: string): Promise<readonly Frame[]> {
    return this.exchange([query(sql)])
  }

  hangUp(): never {
    this.end()
    throw new Gone()
  }

  private heard(bytes: Buffer): void {
    this.fromClient.push(bytes)
    if (this.isBusy) return
    this.isBusy = true
    this.goOn()
      .catch(() => this.end()) // What cannot be understood ends the connection, as it does in a server.
      .finally(() => {
        this.isBusy = false
      })
  }

  private async goOn(): Promise<void> {
    if (!this.server && !this.startUp()) return
    for (let frame = this.next(); frame; frame = this.next()) await this.take(frame)
  }

  private next(): Frame | undefined {
    return this.fromClient.nextMessage(MESSAGE_BYTES_MAX)
  }

  /** Whether the client is through to the server. */
  private startUp(): boolean {
    for (
      let packet = this.fromClient.nextStartup();
      packet;
      packet = this.fromClient.nextStartup()
    ) {
      const code = packet.body.length >= 4 ? packet.body.readInt32BE(0) : 0
      if (OFFERS.has(code)) {
        this.client.write('N')
        continue
      }
      this.server = this.connected()
      this.server.write(startupBytes(packet))
      if (code === CANCEL) this.server.end()
      return code !== CANCEL
    }
    return false
  }

  private connected(): Socket {
    const server = connect(this.upstream)
    server.setNoDelay(true)
    server.on('data', (bytes) => this.told(bytes))
    server.on('close', () => this.end())
    server.on('error', () => this.end())
    return server
  }

  private async take(frame: Frame): Promise<void> {
    if ('dcfpX'.includes(frame.type)) return this.forward([frame])
    const frames = [...this.held, frame]
    this.held = []
    if (frame.type === 'Q' || frame.type === 'S') await this.request(this.names.read(frames))
    else if (frame.type === 'H') {
      this.names.read(frames)
      this.forward(frames)
    } else this.held = frames
  }

  private async request(asked: Asked): Promise<void> {
    const before = this.status
    const answer = await this.bend(asked, this)
    this.remember(asked, before, answer)
    this.tell(answer)
  }

  private remember(
    { statements }: Asked,
    before: TransactionStatus,
    answer: readonly Frame[],
  ): void {
    const count = answer.filter(({ type }) => type === 'C').length
    const done = statements.slice(0, count).filter(({ sql }) => statementKind(sql) !== 'BEGIN')
    const earlier = before === 'I' ? [] : this.done
    this.done = this.status === 'I' ? [] : [...earlier, ...done]
  }

  /** What the server says belongs to what it was asked; unasked it is passed on. */
  private told(bytes: Buffer): void {
    this.fromServer.push(bytes)
    const unasked: Frame[] = []
    for (let frame = this.fromServer.nextMessage(MESSAGE_BYTES_MAX); frame; ) {
      if (frame.type === 'Z') this.status = statusOf(frame)
      const { waiting } = this
      if (waiting) waiting.frames.push(frame)
      else unasked.push(frame)
      // Behind G the server waits for rows, which the client sends when it is told so.
      if (waiting && (frame.type === 'Z' || frame.type === 'G')) {
        this.waiting = undefined
        waiting.resolve(waiting.frames)
      }
      frame = this.fromServer.nextMessage(MESSAGE_BYTES_MAX)
    }
    this.tell(unasked)
  }

  private forward(frames: readonly Frame[]): void {
    this.server?.write(Buffer.concat(frames.map(bytesOf)))
  }

  private tell(frames: readonly Frame[]): void {
    if (frames.length === 0) return
    const { tell } = this.fault
    this.client.write(Buffer.concat((tell ? frames.map(tell) : frames).map(bytesOf)))
  }
}

function startupBytes({ body }: Frame): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([length, body])
}
