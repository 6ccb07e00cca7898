import { isUtf8 } from 'node:buffer'
import { bytesOf, type Frame, shown } from './frame-reader.js'
import { WireViolation } from './wire-violation.js'

const REPLACEMENT = '\ufffd'

/** So many characters are put together faster than the way into the engine and back takes. */
const SHORT_BYTES_MAX = 10

/** The text of some bytes, undefined where they are not UTF-8. */
export function utf8Text(buffer: Buffer, start: number, end: number): string | undefined {
  return end - start <= SHORT_BYTES_MAX
    ? (shortAscii(buffer, start, end) ?? longText(buffer, start, end))
    : longText(buffer, start, end)
}

function shortAscii(buffer: Buffer, start: number, end: number): string | undefined {
  let text = ''
  for (let at = start; at < end; at += 1) {
    const byte = buffer[at] as number
    if (byte > 0x7f) return undefined
    text += String.fromCharCode(byte)
  }
  return text
}

function longText(buffer: Buffer, start: number, end: number): string | undefined {
  const text = buffer.toString('utf8', start, end)
  // Only a text with the replacement character in it may have been no UTF-8; it may also just hold that character.
  if (text.includes(REPLACEMENT) && !isUtf8(buffer.subarray(start, end))) return undefined
  return text
}

/** Reads the contents of one message from its beginning to its end. Throws WireViolation. */
export class MessageReader {
  private at: number
  /** Set when a text was not UTF-8. The message is still whole, so that one can go on behind it. */
  hasBrokenText = false

  constructor(private readonly frame: Frame) {
    this.at = frame.body
  }

  get isAtEnd(): boolean {
    return this.at === this.frame.end
  }

  uint8(): number {
    return this.frame.buffer.readUInt8(this.take(1))
  }

  int16(): number {
    return this.frame.buffer.readInt16BE(this.take(2))
  }

  int32(): number {
    return this.frame.buffer.readInt32BE(this.take(4))
  }

  uint32(): number {
    return this.frame.buffer.readUInt32BE(this.take(4))
  }

  /** A text up to a zero byte. */
  text(): string {
    const { buffer, end } = this.frame
    const start = this.at
    const zero = buffer.indexOf(0, start)
    if (zero < 0 || zero >= end) throw this.violation('has a text without its end')
    this.at = zero + 1
    const text = utf8Text(buffer, start, zero)
    if (text === undefined) this.hasBrokenText = true
    return text ?? buffer.toString('utf8', start, zero)
  }

  finish(): void {
    if (!this.isAtEnd) throw this.violation('is longer than what it holds')
  }

  /** `what` goes on after `a message of type 'T'`. */
  violation(what: string): WireViolation {
    const { frame } = this
    return new WireViolation(`a message of type ${shown(frame.type)} ${what}`, bytesOf(frame))
  }

  private take(length: number): number {
    const start = this.at
    if (start + length > this.frame.end) throw this.violation('is shorter than what it must hold')
    this.at = start + length
    return start
  }
}
