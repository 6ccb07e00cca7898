import { fork } from 'node:child_process'
import { createServer, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'

/** What the server says to a simple query, and to everything that ends in a Sync. */
export interface Recording {
  readonly simple: Uint8Array
  readonly extended: Uint8Array
}

/**
 * A loopback server that answers every statement with bytes that were recorded before, in a process of its own, so that
 * what is measured is the receiving side. The port is free and chosen by the system.
 */
export async function startReplay(
  recording: Recording,
): Promise<{ readonly port: number; stop(): void }> {
  const child = fork(fileURLToPath(import.meta.url), [], { serialization: 'advanced' })
  child.send(recording)
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(message as number))
    child.once('error', reject)
    child.once('exit', () => reject(new Error('the replay server has ended')))
  })
  return { port, stop: () => void child.kill() }
}

const SSL_REQUEST_BYTES = 8

/** Authentication is over, the encoding is UTF-8, ready. */
const GREETING = Buffer.concat([
  Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]),
  Buffer.from('S\0\0\0\x19client_encoding\0UTF8\0', 'latin1'),
  Buffer.from('Z\0\0\0\x05I', 'latin1'),
])

function serve(recording: Recording): void {
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    answer(socket, recording)
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    if (address && typeof address === 'object') process.send?.(address.port)
  })
}

function answer(socket: Socket, { simple, extended }: Recording): void {
  let pending = Buffer.alloc(0)
  let isStarted = false
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk as Buffer])
    for (;;) {
      const header = isStarted ? 1 : 0
      if (pending.length < header + 4) return
      const end = header + pending.readInt32BE(header)
      if (pending.length < end) return
      const type = isStarted ? pending.toString('latin1', 0, 1) : undefined
      pending = pending.subarray(end)
      if (type === undefined && end === SSL_REQUEST_BYTES) socket.write('N')
      else if (type === undefined) {
        isStarted = true
        socket.write(GREETING)
      } else if (type === 'Q') socket.write(simple)
      else if (type === 'S') socket.write(extended)
    }
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.once('message', (recording) => serve(recording as Recording))
  process.once('disconnect', () => process.exit())
}
