import { createRequire } from 'node:module'

const ACCESSORS = '@duckdb/node-api/lib/vectors/dataAccessors.js'

/**
 * Node-api reads texts with a decoder that takes U+FEFF at their beginning for a byte order mark and drops it. It is given
 * one that keeps every character. A version of node-api without this module is left as it is.
 */
export function keepByteOrderMarks(): void {
  try {
    const accessors = createRequire(import.meta.url)(ACCESSORS) as { textDecoder: unknown }
    accessors.textDecoder = new TextDecoder('utf-8', { ignoreBOM: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
  }
}
