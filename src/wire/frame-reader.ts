import { malformed } from './protocol-error.js'

/** The largest start-up packet, as in PostgreSQL. */
const STARTUP_BYTES_MAX = 10_000

/** One message as it came: its type, empty for the packets before start-up, and what follows its length. */
export interface Frame {
  readonly type: string
  readonly body: Buffer
}

/** Cuts a stream of bytes into messages, however the bytes were cut into packets. */
export class FrameReader {
  private readonly pieces: Buffer[] = []
  private size = 0
  private total = 0

  /** Bytes that have come and belong to no complete message yet. */
  get pending(): number {
    return this.size
  }

  /** Bytes that have come in all. */
  get received(): number {
    return this.total
  }

  push(bytes: Buffer): void {
    this.pieces.push(bytes)
    this.total += bytes.length
    this.size += bytes.length
  }

  /** The next packet before start-up, which has no type; undefined until all of it is there. */
  nextStartup(): Frame | undefined {
    return this.next(0, STARTUP_BYTES_MAX)
  }

  /** The next message of at most `bytesMax`; undefined until all of it is there. */
  nextMessage(bytesMax: number): Frame | undefined {
    return this.next(1, bytesMax)
  }

  private next(typeBytes: 0 | 1, bytesMax: number): Frame | undefined {
    const header = typeBytes + 4
    if (this.size < header) return undefined
    const start = this.joined(header)
    const length = start.readInt32BE(typeBytes)
    if (length < 4 || length > bytesMax) throw malformed(`invalid message length: ${length}`)
    if (this.size < typeBytes + length) return undefined
    const frame = this.joined(typeBytes + length)
    this.drop(typeBytes + length)
    return {
      type: typeBytes === 0 ? '' : String.fromCharCode(frame[0] ?? 0),
      body: frame.subarray(header, typeBytes + length),
    }
  }

  /** The first piece, made at least `length` bytes long. */
  private joined(length: number): Buffer {
    const first = this.pieces[0] ?? Buffer.alloc(0)
    if (first.length >= length) return first
    const all = Buffer.concat(this.pieces)
    this.pieces.splice(0, this.pieces.length, all)
    return all
  }

  private drop(length: number): void {
    const first = this.pieces.shift() ?? Buffer.alloc(0)
    if (first.length > length) this.pieces.unshift(first.subarray(length))
    this.size -= length
  }
}
