import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'

/** Payload length, CRC of the payload, CRC of these eight bytes. */
const HEADER_BYTES = 12

/** The log or a snapshot is not what was written: the node must not start. */
export class Damaged extends Error {
  override readonly name = 'Damaged'
}

export interface Framed {
  readonly value: unknown
  /** Offset of the first byte behind the record. */
  readonly end: number
}

/** One record as it is on disk. */
export function frame(value: unknown): Buffer {
  const payload = serialize(value)
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32LE(payload.length, 0)
  header.writeUInt32LE(crc32(payload), 4)
  header.writeUInt32LE(crc32(header.subarray(0, 8)), 8)
  return Buffer.concat([header, payload])
}

/**
 * The record at an offset; undefined when the bytes end before it does (a torn write). Throws Damaged when bytes that are
 * there are not what was written: the header has its own CRC, so that a flipped length is not taken for a torn write.
 */
export function unframe(bytes: Buffer, start: number): Framed | undefined {
  const payloadStart = start + HEADER_BYTES
  if (bytes.length < payloadStart) return undefined
  if (crc32(bytes.subarray(start, start + 8)) !== bytes.readUInt32LE(start + 8)) {
    throw new Damaged(`the header of the record at byte ${start} is damaged`)
  }
  const end = payloadStart + bytes.readUInt32LE(start)
  if (bytes.length < end) return undefined
  const payload = bytes.subarray(payloadStart, end)
  if (crc32(payload) !== bytes.readUInt32LE(start + 4)) {
    throw new Damaged(`the record at byte ${start} is damaged`)
  }
  return { value: deserialize(payload), end }
}
