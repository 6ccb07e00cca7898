const HEADER_BYTES = 12
const DIMENSION_BYTES = 8
const LENGTH_BYTES = 4

/**
 * An array in PostgreSQL's binary form (array_send), one character for each byte, with its elements changed and their
 * lengths set right. Undefined where the bytes are no such array.
 */
export function mapBinaryArray(
  cell: string,
  change: (element: string) => string,
): string | undefined {
  const bytes = Buffer.from(cell, 'latin1')
  if (bytes.length < HEADER_BYTES) return undefined
  let at = HEADER_BYTES + DIMENSION_BYTES * bytes.readUInt32BE(0)
  if (at > bytes.length) return undefined
  const parts = [cell.slice(0, at)]
  while (at < bytes.length) {
    if (at + LENGTH_BYTES > bytes.length) return undefined
    const length = bytes.readInt32BE(at)
    const start = at + LENGTH_BYTES
    at = start + Math.max(0, length)
    if (at > bytes.length) return undefined
    const element = change(cell.slice(start, at))
    parts.push(lengthOf(length < 0 ? length : element.length), element)
  }
  return parts.join('')
}

function lengthOf(length: number): string {
  const bytes = Buffer.alloc(LENGTH_BYTES)
  bytes.writeInt32BE(length)
  return bytes.toString('latin1')
}
