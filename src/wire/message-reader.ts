import { malformed } from './protocol-error.js'

/** Reads the fields of one message. Reading past its end, or leaving something over, is a protocol violation. */
export class MessageReader {
  private at = 0
  constructor(private readonly body: Buffer) {}

  uint8(): number {
    return this.body.readUInt8(this.advance(1))
  }

  int16(): number {
    return this.body.readInt16BE(this.advance(2))
  }

  uint16(): number {
    return this.body.readUInt16BE(this.advance(2))
  }

  int32(): number {
    return this.body.readInt32BE(this.advance(4))
  }

  uint32(): number {
    return this.body.readUInt32BE(this.advance(4))
  }

  /** A string up to the next zero byte. */
  cstring(): string {
    const end = this.body.indexOf(0, this.at)
    if (end < 0) throw malformed('invalid string in message')
    const text = decodeUtf8(this.body.subarray(this.at, end))
    this.at = end + 1
    return text
  }

  /** Four bytes of length, then as many bytes; a length of -1 is NULL. */
  nullableBytes(): Buffer | null {
    const length = this.int32()
    if (length === -1) return null
    if (length < -1) throw malformed('invalid length in message')
    return this.bytes(length)
  }

  bytes(length: number): Buffer {
    const start = this.advance(length)
    return this.body.subarray(start, start + length)
  }

  rest(): Buffer {
    return this.bytes(this.body.length - this.at)
  }

  list<T>(count: number, item: () => T): T[] {
    const items: T[] = []
    for (let index = 0; index < count; index += 1) items.push(item())
    return items
  }

  get atEnd(): boolean {
    return this.at === this.body.length
  }

  end(): void {
    if (!this.atEnd) throw malformed('invalid message format: bytes left over')
  }

  private advance(length: number): number {
    const start = this.at
    if (start + length > this.body.length) throw malformed('insufficient data left in message')
    this.at += length
    return start
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 that is checked: bytes that are none are refused and not replaced. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    throw malformed('invalid byte sequence for encoding "UTF8"')
  }
}
