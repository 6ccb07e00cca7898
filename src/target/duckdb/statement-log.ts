import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Statement } from '../../model/statement.js'

/** The file starts again from its beginning when it has grown to this. */
const LOG_BYTES_MAX = 1 << 20

/**
 * What was sent last, on disk before it is sent: when a process dies, the end of this file says what it was doing. One
 * write a statement, handed to the operating system and not synced. Placeholders are written as they are, so no secret is.
 */
export class StatementLog {
  private readonly file: number
  private size = 0

  constructor(readonly path: string) {
    mkdirSync(dirname(path), { recursive: true })
    this.file = openSync(path, 'w')
  }

  write(session: string, { sql, params }: Statement): void {
    const bound = params.map(
      ({ type, text }, i) => `-- $${i + 1} ${type} ${JSON.stringify(text)}\n`,
    )
    const entry = Buffer.from(`-- @session ${session}\n${bound.join('')}${sql};\n`)
    if (this.size + entry.length > LOG_BYTES_MAX && this.size > 0) {
      ftruncateSync(this.file)
      this.size = 0
    }
    this.size += writeSync(this.file, entry, 0, entry.length, this.size)
  }

  close(): void {
    closeSync(this.file)
  }
}
