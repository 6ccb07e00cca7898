import { TooLarge, WireViolation } from './wire-violation.js'

/** A message of this length, or of more, ends the connection: memory is ours, and no oracle needs it. */
export const MESSAGE_BYTES_MAX = 256 << 20

/** PostgreSQL itself cannot make a longer message (its MaxAllocSize); what says so has a wrong length. */
const PROTOCOL_LENGTH_MAX = 0x3fff_ffff

const HEADER_BYTES = 5
const LENGTH_BYTES = 4

const ANY_LENGTH = 0

/** By type of a backend message: the only length that it can have, ANY_LENGTH, or undefined where there is no such type. */
const LENGTH_BY_TYPE = lengthByType()

function lengthByType(): readonly (number | undefined)[] {
  const lengths = new Array<number | undefined>(256).fill(undefined)
  for (const type of 'ACDEGHKNRSTVWdtv') lengths[type.charCodeAt(0)] = ANY_LENGTH
  for (const type of '123Icns') lengths[type.charCodeAt(0)] = LENGTH_BYTES
  lengths['Z'.charCodeAt(0)] = LENGTH_BYTES + 1
  return lengths
}

/** One whole message inside of a buffer: type and length from `start`, contents from `body` to `end`. */
export interface Frame {
  readonly type: number
  readonly buffer: Buffer
  readonly start: number
  readonly body: number
  readonly end: number
}

/** All bytes of a message, for those who show them. */
export function bytesOf({ buffer, start, end }: Frame): Buffer {
  return buffer.subarray(start, end)
}

/**
 * Cuts what a backend sends into messages, however it was cut into packets. A packet that holds whole messages is not
 * copied; what is left of it is, into a buffer that doubles, so that the work stays proportional to the bytes.
 */
export class FrameReader {
  private buffer: Buffer = Buffer.alloc(0)
  private start = 0
  private end = 0
  /** The buffer was made here, so that there may be room behind its end. */
  private isOwn = false

  /** Bytes that have come and belong to no whole message yet. */
  get pending(): number {
    return this.end - this.start
  }

  pendingBytes(): Buffer {
    return this.buffer.subarray(this.start, this.end)
  }

  push(chunk: Buffer): void {
    if (this.pending === 0) {
      this.buffer = chunk
      this.start = 0
      this.end = chunk.length
      this.isOwn = false
      return
    }
    if (!this.isOwn || this.end + chunk.length > this.buffer.length) this.grow(chunk.length)
    chunk.copy(this.buffer, this.end)
    this.end += chunk.length
  }

  /** The next message, undefined until all of it is there. Throws WireViolation, or TooLarge. */
  next(): Frame | undefined {
    const { buffer, start } = this
    if (this.pending === 0) return undefined
    const type = buffer[start] as number
    const only = LENGTH_BY_TYPE[type]
    if (only === undefined) throw this.violation(`no message has the type ${shown(type)}`)
    if (this.end - start < HEADER_BYTES) return undefined
    const length = buffer.readUInt32BE(start + 1)
    this.check(type, length, only)
    const end = start + 1 + length
    if (end > this.end) return undefined
    this.start = end
    return { type, buffer, start, body: start + HEADER_BYTES, end }
  }

  private check(type: number, length: number, only: number): void {
    const isWrong = length < LENGTH_BYTES || length > PROTOCOL_LENGTH_MAX
    if (isWrong || (only !== ANY_LENGTH && length !== only))
      throw this.violation(`a message of type ${shown(type)} cannot have the length ${length}`)
    if (length > MESSAGE_BYTES_MAX)
      throw new TooLarge(`a message of ${length} bytes, more than ${MESSAGE_BYTES_MAX}`)
  }

  private grow(more: number): void {
    const { pending } = this
    const larger = Buffer.allocUnsafe(Math.max(pending + more, pending * 2))
    this.buffer.copy(larger, 0, this.start, this.end)
    this.buffer = larger
    this.start = 0
    this.end = pending
    this.isOwn = true
  }

  private violation(what: string): WireViolation {
    return new WireViolation(what, this.pendingBytes())
  }
}

/** A message type for people: the letter, or the byte where it is none. */
export function shown(type: number): string {
  const letter = String.fromCharCode(type)
  return /^[!-~]$/.test(letter) ? `'${letter}'` : `0x${type.toString(16).padStart(2, '0')}`
}
