import type { Cell } from '../../../model/outcome.js'
import { utf8Text } from './message-reader.js'
import { WireViolation } from './wire-violation.js'

const NEWLINE = 0x0a

const ESCAPED: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** Reads the rows of `COPY ... TO STDOUT` in text format, however they were cut into messages. */
export class CopyRows {
  readonly format = undefined
  readonly rows: Cell[][] = []
  /** The beginning of a row whose end has not come, in pieces, so that a long one is joined once. */
  private rest: Buffer[] = []

  constructor(private readonly columns: number) {}

  /** Throws WireViolation; what comes behind the broken row can still be read. */
  push(bytes: Buffer): void {
    let start = 0
    let broken: WireViolation | undefined
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      const line = Buffer.concat([...this.rest, bytes.subarray(start, end)])
      this.rest = []
      start = end + 1
      try {
        this.rows.push(this.row(line))
      } catch (error) {
        broken ??= error as WireViolation
      }
    }
    if (start < bytes.length) this.rest.push(bytes.subarray(start))
    if (broken) throw broken
  }

  /** At CopyDone. Throws WireViolation for a row without its end. */
  finish(): void {
    if (this.rest.length === 0) return
    throw new WireViolation('a row of COPY has no end', Buffer.concat(this.rest))
  }

  private row(line: Buffer): Cell[] {
    const text = utf8Text(line, 0, line.length)
    if (text === undefined) throw new WireViolation('a row of COPY is not UTF-8', line)
    const cells = text === '' && this.columns === 0 ? [] : text.split('\t').map(cellOf)
    if (cells.length === this.columns) return cells
    const what = `a row of COPY has ${cells.length} columns where ${this.columns} were announced`
    throw new WireViolation(what, line)
  }
}

function cellOf(field: string): Cell {
  if (field === '\\N') return null
  if (!field.includes('\\')) return field
  return field.replaceAll(/\\([\s\S])/g, (_, letter: string) => ESCAPED[letter] ?? letter)
}
