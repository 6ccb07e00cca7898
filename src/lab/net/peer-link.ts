import { connect, type Socket } from 'node:net'
import { receiveFrames, sendFrame } from './frames.js'
import type { Answer, Hello, Request } from './protocol.js'

const LOOPBACK = '127.0.0.1'

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

/** The peer did not answer: it is not there, went away, or is too slow. The request may have been executed. */
export class PeerLost extends Error {
  override readonly name = 'PeerLost'
}

/** Our side of the requests that we make to one other node. It connects when it is needed, and again after a loss. */
export class PeerLink {
  #socket: Socket | undefined
  #pending = new Map<number, Pending>()
  #next = 1
  #closed = false

  constructor(
    readonly name: string,
    private readonly port: number,
    private readonly hello: Hello,
  ) {}

  /** False as soon as the other side is known to be gone. */
  get isConnected(): boolean {
    return this.#socket !== undefined
  }

  /** Throws PeerLost, or what the other side's handler threw. */
  request(method: string, body: unknown, timeoutMs: number): Promise<unknown> {
    if (this.#closed) return Promise.reject(new PeerLost(`${this.name}: closed`))
    const socket = this.socket()
    const id = this.#next++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id)
        reject(new PeerLost(`${this.name} did not answer within ${timeoutMs} ms`))
      }, timeoutMs)
      this.#pending.set(id, { resolve, reject, timer })
      sendFrame(socket, { id, method, body } satisfies Request)
    })
  }

  close(): void {
    this.#closed = true
    this.#socket?.destroy()
  }

  private socket(): Socket {
    if (this.#socket) return this.#socket
    const socket = connect(this.port, LOOPBACK)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => this.lost(socket))
    receiveFrames(socket, (value) => this.answered(value as Answer))
    sendFrame(socket, this.hello)
    this.#socket = socket
    return socket
  }

  private answered(answer: Answer): void {
    const pending = this.#pending.get(answer.id)
    if (!pending) return
    this.#pending.delete(answer.id)
    clearTimeout(pending.timer)
    if (answer.error === undefined) pending.resolve(answer.body)
    else pending.reject(new Error(answer.error))
  }

  private lost(socket: Socket): void {
    if (this.#socket !== socket) return
    this.#socket = undefined
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    for (const { timer, reject } of pending) {
      clearTimeout(timer)
      reject(new PeerLost(`the connection to ${this.name} was lost`))
    }
  }
}
