const INITIAL_BYTES = 4096

/** Builds messages one after the other in one buffer. A message is open between `begin` and `end`. */
export class MessageWriter {
  private buffer = Buffer.allocUnsafe(INITIAL_BYTES)
  private at = 0
  private lengthAt = 0
  /** How long a cell's text is said to be: its bytes, but in a lab with a fault. */
  textLength: (text: string) => number = Buffer.byteLength

  get size(): number {
    return this.at
  }

  /** Starts a message; `type` is one character. */
  begin(type: string): this {
    this.uint8(type.charCodeAt(0))
    this.lengthAt = this.at
    return this.int32(0)
  }

  end(): void {
    this.buffer.writeInt32BE(this.at - this.lengthAt, this.lengthAt)
  }

  uint8(value: number): this {
    const start = this.reserve(1)
    this.buffer.writeUInt8(value, start)
    return this
  }

  int16(value: number): this {
    const start = this.reserve(2)
    this.buffer.writeInt16BE(value, start)
    return this
  }

  uint16(value: number): this {
    const start = this.reserve(2)
    this.buffer.writeUInt16BE(value, start)
    return this
  }

  int32(value: number): this {
    const start = this.reserve(4)
    this.buffer.writeInt32BE(value, start)
    return this
  }

  uint32(value: number): this {
    const start = this.reserve(4)
    this.buffer.writeUInt32BE(value, start)
    return this
  }

  /** A string and a zero byte. A zero inside of it would end it early, so it is left out. */
  cstring(text: string): this {
    return this.utf8(text.replaceAll('\0', '')).uint8(0)
  }

  utf8(text: string): this {
    const length = Buffer.byteLength(text)
    const start = this.reserve(length)
    this.buffer.write(text, start, length, 'utf8')
    return this
  }

  bytes(bytes: Uint8Array): this {
    const start = this.reserve(bytes.length)
    this.buffer.set(bytes, start)
    return this
  }

  /** A length and the bytes of a cell: text is counted in bytes of UTF-8, null is a length of -1. */
  cell(value: string | Uint8Array | null): this {
    if (value === null) return this.int32(-1)
    if (typeof value !== 'string') return this.int32(value.length).bytes(value)
    return this.int32(this.textLength(value)).utf8(value)
  }

  /** Takes back a message that was begun and cannot be finished. */
  undo(size: number): void {
    this.at = size
  }

  /** All that was written; the writer is empty afterwards and keeps no hold of it. */
  take(): Buffer {
    const taken = this.buffer.subarray(0, this.at)
    this.buffer = Buffer.allocUnsafe(INITIAL_BYTES)
    this.at = 0
    return taken
  }

  /** Called before `this.buffer` is named, because it may put a larger buffer in its place. */
  private reserve(length: number): number {
    const start = this.at
    const needed = start + length
    if (needed > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.buffer.length * 2))
      this.buffer.copy(larger, 0, 0, start)
      this.buffer = larger
    }
    this.at = needed
    return start
  }
}
