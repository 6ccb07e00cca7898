import type { Cell } from '../../../model/outcome.js'
import { WireViolation } from './wire-violation.js'

/** What every COPY in binary begins with: eleven bytes, then flags and the length of an extension. */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const HEADER_BYTES = SIGNATURE.length + 8
const COUNT_BYTES = 2
const LENGTH_BYTES = 4
/** In place of a count of columns: there are no more rows. */
const TRAILER = -1

/** Reads the rows of `COPY ... TO STDOUT (FORMAT "binary")`, however they were cut into messages. */
export class CopyBinaryRows {
  readonly format = 'binary'
  readonly rows: Cell[][] = []
  private pieces: Buffer[] = []
  private hasHeader = false
  private isEnded = false

  constructor(private readonly columns: number) {}

  /** Throws WireViolation; behind what is broken nothing can be read any more. */
  push(bytes: Buffer): void {
    if (this.isEnded) throw broken('has something behind its end', bytes)
    this.pieces.push(bytes)
    const all = this.pieces.length === 1 ? bytes : Buffer.concat(this.pieces)
    const end = this.readAll(all)
    this.pieces = end < all.length ? [all.subarray(end)] : []
  }

  /** At CopyDone. Throws WireViolation where the end of the rows was not said. */
  finish(): void {
    if (!this.isEnded) throw broken('has no end', Buffer.concat(this.pieces))
  }

  /** Reads what is whole, and says where the rest begins. */
  private readAll(bytes: Buffer): number {
    let at = 0
    if (!this.hasHeader) {
      if (bytes.length < HEADER_BYTES) return 0
      at = headerEnd(bytes)
      if (at > bytes.length) return 0
      this.hasHeader = true
    }
    while (!this.isEnded) {
      const end = this.readRow(bytes, at)
      if (end === undefined) break
      at = end
    }
    if (this.isEnded && at < bytes.length) throw broken('has something behind its end', bytes)
    return at
  }

  /** Where the row ends; undefined while it is not whole. */
  private readRow(bytes: Buffer, start: number): number | undefined {
    if (start + COUNT_BYTES > bytes.length) return undefined
    const count = bytes.readInt16BE(start)
    let at = start + COUNT_BYTES
    if (count === TRAILER) {
      this.isEnded = true
      return at
    }
    if (count !== this.columns) {
      const what = `has a row of ${count} columns where ${this.columns} were announced`
      throw broken(what, bytes.subarray(start))
    }
    const row: Cell[] = []
    for (let column = 0; column < count; column++) {
      if (at + LENGTH_BYTES > bytes.length) return undefined
      const length = bytes.readInt32BE(at)
      at += LENGTH_BYTES
      if (length < -1) throw broken(`has a value of ${length} bytes`, bytes.subarray(start))
      if (at + Math.max(0, length) > bytes.length) return undefined
      row.push(length === -1 ? null : bytes.toString('latin1', at, at + length))
      at += Math.max(0, length)
    }
    this.rows.push(row)
    return at
  }
}

function headerEnd(bytes: Buffer): number {
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE))
    throw broken('does not begin with its signature', bytes)
  const extension = bytes.readInt32BE(SIGNATURE.length + LENGTH_BYTES)
  if (extension < 0) throw broken(`has a header of ${extension} bytes more`, bytes)
  return HEADER_BYTES + extension
}

function broken(what: string, bytes: Buffer): WireViolation {
  return new WireViolation(`a COPY in binary ${what}`, bytes)
}
