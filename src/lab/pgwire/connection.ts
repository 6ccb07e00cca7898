import type { Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { type Frame, FrameReader } from '../../wire/frame-reader.js'
import { MessageWriter } from '../../wire/message-writer.js'
import { malformed } from '../../wire/protocol-error.js'
import { UNREAD_BYTES_MAX, WRITE_BYTES } from './limits.js'

export interface TlsFiles {
  /** PEM. */
  readonly key: string
  readonly cert: string
}

/**
 * One socket: messages in, messages out. Nothing is read while much waits to be executed, and nothing is written while
 * the client does not read. Who opens it calls `end` or `destroy`.
 */
export class Connection {
  readonly writer = new MessageWriter()
  private readonly frames = new FrameReader()
  private socket: Socket
  private wake: (() => void) | undefined
  private drained: (() => void) | undefined
  private gone = false

  /** `onGone` is called once, when the other side has closed or the connection has broken. */
  constructor(
    socket: Socket,
    private readonly onGone: () => void,
  ) {
    this.socket = socket
    socket.setNoDelay(true)
    this.listen()
  }

  /** Everything that the client has said is answered. */
  get isWaiting(): boolean {
    return this.wake !== undefined
  }

  get isGone(): boolean {
    return this.gone
  }

  /** The next packet before start-up; undefined when the client is gone. */
  startupFrame(): Promise<Frame | undefined> {
    return this.next(() => this.frames.nextStartup())
  }

  /** The next message of at most `bytesMax`; undefined when the client is gone. */
  messageFrame(bytesMax: number): Promise<Frame | undefined> {
    return this.next(() => this.frames.nextMessage(bytesMax))
  }

  /** Hands over what was written, and waits while the client does not take it. */
  async flush(): Promise<void> {
    if (this.writer.size === 0 || this.gone) return
    const taken = this.socket.write(this.writer.take())
    if (taken || this.gone) return
    await new Promise<void>((resolve) => {
      this.drained = resolve
      this.socket.once('drain', resolve)
    })
    this.drained = undefined
  }

  /** Flushes when enough was written to be worth it. */
  async flushIfLarge(): Promise<void> {
    if (this.writer.size >= WRITE_BYTES) await this.flush()
  }

  /** Answers a request for TLS with `S` and goes on encrypted. Bytes that came before are an attack: they were not. */
  startTls({ key, cert }: TlsFiles): void {
    if (this.frames.pending > 0) throw malformed('received unencrypted data after SSL request')
    const plain = this.socket
    plain.removeAllListeners('data')
    plain.write('S')
    this.socket = new TLSSocket(plain, {
      isServer: true,
      secureContext: createSecureContext({ key, cert }),
    })
    this.listen()
  }

  writeRaw(text: string): void {
    this.socket.write(text)
  }

  /** Sends what is left and closes. */
  end(): void {
    if (!this.gone) this.socket.end(this.writer.take())
  }

  destroy(): void {
    this.socket.destroy()
    this.leave()
  }

  private listen(): void {
    const { socket } = this
    socket.on('data', (bytes: Buffer) => {
      this.frames.push(bytes)
      if (this.wake) this.awake()
      else if (this.frames.pending > UNREAD_BYTES_MAX) socket.pause()
    })
    // The reason of a broken connection is of no use: its statements end all the same.
    socket.on('error', () => this.leave())
    socket.on('end', () => this.leave())
    socket.on('close', () => this.leave())
  }

  private leave(): void {
    if (this.gone) return
    this.gone = true
    this.awake()
    this.drained?.()
    this.onGone()
  }

  private awake(): void {
    const { wake } = this
    this.wake = undefined
    wake?.()
  }

  private async next(take: () => Frame | undefined): Promise<Frame | undefined> {
    for (;;) {
      if (this.gone) return undefined
      const seen = this.frames.received
      const frame = take()
      if (frame) return frame
      await this.flush()
      if (seen === this.frames.received) await this.moreInput()
    }
  }

  private async moreInput(): Promise<void> {
    if (this.gone) return
    await new Promise<void>((resolve) => {
      this.wake = resolve
      this.socket.resume()
    })
  }
}
