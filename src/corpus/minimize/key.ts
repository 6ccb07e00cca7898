import { createHash } from 'node:crypto'
import { extname } from 'node:path'

const KEY_DIGITS = 32

/** The digest of a file's contents together with its extension, which decides how they are read. */
export function keyOf(path: string, contents: Uint8Array): string {
  const hash = createHash('sha256')
    .update(`${extname(path).toLowerCase()}\0`)
    .update(contents)
  return hash.digest('hex').slice(0, KEY_DIGITS)
}
