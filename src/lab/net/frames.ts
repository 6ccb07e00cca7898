import type { Socket } from 'node:net'
import { deserialize, serialize } from 'node:v8'

/** A peer that sends a longer frame is not one of ours. */
const FRAME_BYTES_MAX = 1 << 30
const LENGTH_BYTES = 4

/** Sends one value: its length, then its v8 serialization. */
export function sendFrame(socket: Socket, value: unknown): void {
  const payload = serialize(value)
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + payload.length)
  frame.writeUInt32LE(payload.length, 0)
  payload.copy(frame, LENGTH_BYTES)
  socket.write(frame)
}

/** Calls back for every value that arrives on a socket; destroys the socket when it does not speak our frames. */
export function receiveFrames(socket: Socket, receive: (value: unknown) => void): void {
  let chunks: Buffer[] = []
  let size = 0
  let needed = LENGTH_BYTES
  const take = () => {
    let bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
    while (bytes.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + bytes.readUInt32LE(0)
      if (end > FRAME_BYTES_MAX) return void socket.destroy()
      needed = end
      if (bytes.length < end) break
      receive(deserialize(bytes.subarray(LENGTH_BYTES, end)))
      bytes = bytes.subarray(end)
      needed = LENGTH_BYTES
    }
    chunks = bytes.length > 0 ? [bytes] : []
    size = bytes.length
  }
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    if (size >= needed) take()
  })
}
