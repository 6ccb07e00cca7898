import { createServer, type Server, type Socket } from 'node:net'
import { receiveFrames, sendFrame } from './frames.js'
import type { Answer, Hello, Request } from './protocol.js'

const LOOPBACK = '127.0.0.1'

export interface PeerServerOptions {
  readonly port: number
  readonly token: string
  readonly handle: (method: string, body: unknown, from: Hello) => Promise<unknown>
  /** A node's connection went away: its process ended or it was cut off. */
  readonly left: (from: Hello) => void
}

/** Answers the requests of the other nodes. */
export class PeerServer {
  readonly #sockets = new Set<Socket>()

  private constructor(private readonly server: Server) {}

  /** Throws when the port is taken. */
  static async listen(options: PeerServerOptions): Promise<PeerServer> {
    const server = createServer({ noDelay: true })
    const self = new PeerServer(server)
    server.on('connection', (socket) => self.serve(socket, options))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(options.port, LOOPBACK, resolve)
    })
    return self
  }

  close(): void {
    this.server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  private serve(socket: Socket, options: PeerServerOptions): void {
    let from: Hello | undefined
    this.#sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#sockets.delete(socket)
      if (from) options.left(from)
    })
    receiveFrames(socket, (value) => {
      if (from) void answer(socket, options, { from, request: value as Request })
      else if ((value as Hello | null)?.token === options.token) from = value as Hello
      else socket.destroy()
    })
  }
}

async function answer(
  socket: Socket,
  options: PeerServerOptions,
  { from, request }: { readonly from: Hello; readonly request: Request },
): Promise<void> {
  let reply: Answer
  try {
    reply = { id: request.id, body: await options.handle(request.method, request.body, from) }
  } catch (error) {
    reply = { id: request.id, error: error instanceof Error ? error.message : String(error) }
  }
  if (!socket.destroyed) sendFrame(socket, reply)
}
