import { CODES_MAX, putText, roomFor, textOfCodes } from './code-text.js'

/** Reads a cell of a binary column: a string with one character (0 to 255) for each byte. Integers are big-endian. */

const TWO_32 = 4_294_967_296

export function uint8At(cell: string, at: number): number {
  return cell.charCodeAt(at)
}

export function int16At(cell: string, at: number): number {
  return (uint16At(cell, at) << 16) >> 16
}

export function uint16At(cell: string, at: number): number {
  return (cell.charCodeAt(at) << 8) | cell.charCodeAt(at + 1)
}

export function int32At(cell: string, at: number): number {
  return (uint16At(cell, at) << 16) | uint16At(cell, at + 2)
}

export function uint32At(cell: string, at: number): number {
  return int32At(cell, at) >>> 0
}

/** The integer as a number where that is exact. */
export function int64At(cell: string, at: number): number | bigint {
  const near = int32At(cell, at) * TWO_32 + uint32At(cell, at + 4)
  return Number.isSafeInteger(near) ? near : bigint64At(cell, at)
}

export function bigint64At(cell: string, at: number): bigint {
  return (BigInt(int32At(cell, at)) << 32n) | BigInt(uint32At(cell, at + 4))
}

const scratch = new DataView(new ArrayBuffer(8))

export function float32At(cell: string, at: number): number {
  scratch.setInt32(0, int32At(cell, at))
  return scratch.getFloat32(0)
}

export function float64At(cell: string, at: number): number {
  scratch.setInt32(0, int32At(cell, at))
  scratch.setInt32(4, int32At(cell, at + 4))
  return scratch.getFloat64(0)
}

/** The character codes of each half of a byte. */
const DIGIT_CODES = [...'0123456789abcdef'].map((digit) => digit.charCodeAt(0))
const HIGH = Uint8Array.from({ length: 256 }, (_, byte) => DIGIT_CODES[byte >> 4] as number)
const LOW = Uint8Array.from({ length: 256 }, (_, byte) => DIGIT_CODES[byte & 15] as number)

function putHex(codes: number[], at: number, byte: number): void {
  codes[at] = HIGH[byte & 0xff] as number
  codes[at + 1] = LOW[byte & 0xff] as number
}

const UUID = Array.from('00000000-0000-0000-0000-000000000000', (c) => c.charCodeAt(0))
/** Where each byte stands in the text. */
const UUID_PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const

/** Sixteen bytes as a UUID. */
export function uuidAt(cell: string, at: number): string {
  for (let i = 0; i < 16; i += 1) putHex(UUID, UUID_PLACES[i] as number, cell.charCodeAt(at + i))
  return textOfCodes(UUID)
}

/** The bytes in lower-case hexadecimal. */
export function hexOf(cell: string, start = 0, end = cell.length): string {
  const length = 2 * (end - start)
  if (length > CODES_MAX) return Buffer.from(cell.slice(start, end), 'latin1').toString('hex')
  const codes = roomFor(length)
  for (let at = start; at < end; at += 1) putHex(codes, 2 * (at - start), cell.charCodeAt(at))
  return textOfCodes(codes)
}

/** The bytes as the canonical text of a BLOB: `\\x00ff`. */
export function blobText(cell: string, start: number, end: number): string {
  const length = 2 + 2 * (end - start)
  if (length > CODES_MAX) return `\\x${hexOf(cell, start, end)}`
  const codes = roomFor(length)
  putText(codes, 0, '\\x')
  for (let at = start; at < end; at += 1) putHex(codes, 2 + 2 * (at - start), cell.charCodeAt(at))
  return textOfCodes(codes)
}

const ASCII = /^[\0-\x7f]*$/
/** Stands for what is no UTF-8; it may also have been sent, which only the slower decoder tells. */
const REPLACEMENT = '\ufffd'
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const scratchBytes = Buffer.alloc(1024)

/** A buffer that begins with the bytes, and is used again. */
function bytesOf(bytes: string): Buffer {
  if (bytes.length > scratchBytes.length) return Buffer.from(bytes, 'latin1')
  scratchBytes.write(bytes, 0, 'latin1')
  return scratchBytes
}

/** The text of bytes in UTF-8; undefined where they are none. */
export function utf8Of(cell: string, start = 0, end = cell.length): string | undefined {
  const bytes = start === 0 && end === cell.length ? cell : cell.slice(start, end)
  if (ASCII.test(bytes)) return bytes
  const buffer = bytesOf(bytes)
  const text = buffer.toString('utf8', 0, bytes.length)
  if (!text.includes(REPLACEMENT)) return text
  try {
    return utf8.decode(buffer.subarray(0, bytes.length))
  } catch {
    return undefined
  }
}
