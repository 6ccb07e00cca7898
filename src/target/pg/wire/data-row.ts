import type { Cell } from '../../../model/outcome.js'
import { roomFor, textOfCodes } from '../../../values/code-text.js'
import { bytesOf, type Frame } from './frame-reader.js'
import { utf8Text } from './message-reader.js'
import { WireViolation } from './wire-violation.js'

/** From so many columns on, one text is made of a whole row and cut: a call out of JavaScript costs more than a cell. */
const WHOLE_FROM_COLUMNS = 3
const ASCII_MAX = 0x7f
const BYTE_MAX = 0xff
const SHORT_BYTES = 24
/** Cut texts keep the whole alive, so it must not be large. */
const WHOLE_BYTES_MAX = 64 << 10

/**
 * The cells of a DataRow: text as UTF-8, binary as one character for each byte, NULL as null. `isBinary` has an entry for
 * each column that was described. Throws WireViolation; the message is whole then, and others may follow.
 */
export function readDataRow(frame: Frame, isBinary: readonly boolean[]): Cell[] {
  const { buffer, body, end } = frame
  if (end - body < 2) throw broken(frame, 'is shorter than what it must hold')
  const count = buffer.readInt16BE(body)
  if (count !== isBinary.length)
    throw broken(frame, `has ${count} columns where ${isBinary.length} were described`)
  const isWhole = count >= WHOLE_FROM_COLUMNS && end - body <= WHOLE_BYTES_MAX
  const whole = isWhole ? buffer.toString('latin1', body, end) : undefined
  const cells = new Array<Cell>(count)
  let at = body + 2
  for (let i = 0; i < count; i += 1) {
    if (at + 4 > end) throw broken(frame, 'is shorter than what it must hold')
    const length = buffer.readInt32BE(at)
    at += 4
    if (length < -1 || at + length > end) throw broken(frame, `has a cell of ${length} bytes`)
    if (length === -1) {
      cells[i] = null
      continue
    }
    const next = at + length
    if (isBinary[i])
      cells[i] =
        whole?.slice(at - body, next - body) ??
        shortText(buffer, at, next, BYTE_MAX) ??
        buffer.toString('latin1', at, next)
    else if (whole !== undefined && isAscii(buffer, at, next))
      cells[i] = whole.slice(at - body, next - body)
    else
      cells[i] =
        shortText(buffer, at, next, ASCII_MAX) ?? utf8Text(buffer, at, next) ?? notUtf8(frame, i)
    at = next
  }
  if (at !== end) throw broken(frame, 'is longer than what it holds')
  return cells
}

/** The text of a few bytes, for which the way out of JavaScript is long; undefined where one is more than `byteMax`. */
function shortText(
  buffer: Buffer,
  start: number,
  end: number,
  byteMax: number,
): string | undefined {
  if (end - start > SHORT_BYTES) return undefined
  const codes = roomFor(end - start)
  for (let at = start; at < end; at += 1) {
    const byte = buffer[at] as number
    if (byte > byteMax) return undefined
    codes[at - start] = byte
  }
  return textOfCodes(codes)
}

function isAscii(buffer: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) if ((buffer[i] as number) > ASCII_MAX) return false
  return true
}

function notUtf8(frame: Frame, column: number): never {
  throw broken(frame, `has text in column ${column + 1} that is not UTF-8`)
}

function broken(frame: Frame, what: string): WireViolation {
  return new WireViolation(`a row ${what}`, bytesOf(frame))
}
