import { int32At, uint32At } from './byte-string.js'
import { addText, begin, codeLine, textOfLine } from './code-line.js'
import { CODES_MAX } from './code-text.js'
import type { BinaryDecoder } from './pg-binary-scalars.js'
import { type PgKind, pgTypeOf } from './pg-oids.js'

/**
 * The canonical text of short arrays of one dimension in one pass, as most arrays are. Undefined for everything else, which
 * the whole readers look at.
 */

/** Elements are no lists, so that it is not asked for while it is in use. */
const LINE = codeLine()

const OPEN = 123
const CLOSE = 125
const COMMA = 44
const QUOTE = 34
const BACKSLASH = 92

/** Of PostgreSQL's text, `{1,NULL,3}`: nothing inside is in quotes. */
export function flatTextList(
  text: string,
  element: (text: string) => string | undefined,
): string | undefined {
  const last = text.length - 1
  if (text.length > CODES_MAX || text.charCodeAt(0) !== OPEN) return undefined
  addText(begin(LINE), '[')
  let start = 1
  for (let at = 1; at <= last; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE || code === BACKSLASH || code === OPEN) return undefined
    if (code !== COMMA && code !== CLOSE) continue
    if (at === start || (code === CLOSE) !== (at === last)) return undefined
    const cell = isNull(text, start, at) ? 'NULL' : element(text.slice(start, at))
    if (cell === undefined) return undefined
    addText(LINE, cell)
    addText(LINE, code === COMMA ? ', ' : ']')
    start = at + 1
  }
  return start > last && last > 0 ? textOfLine(LINE) : undefined
}

function isNull(text: string, start: number, end: number): boolean {
  return end - start === 4 && text.slice(start, end).toLowerCase() === 'null'
}

const ONE_DIMENSION_BYTES = 20
const BYTES_MAX = 160
const NULL_LENGTH = -1

/** Of PostgreSQL's binary form, with elements that are not quoted. */
export function flatBinaryList(
  cell: string,
  kind: PgKind,
  decode: BinaryDecoder,
): string | undefined {
  if (cell.length < ONE_DIMENSION_BYTES || cell.length > BYTES_MAX) return undefined
  if (int32At(cell, 0) !== 1 || pgTypeOf(uint32At(cell, 8))?.kind !== kind) return undefined
  addText(begin(LINE), '[')
  let at = ONE_DIMENSION_BYTES
  for (let count = int32At(cell, 12); count > 0; count -= 1) {
    if (at + 4 > cell.length) return undefined
    const length = int32At(cell, at)
    const start = at + 4
    at = start + Math.max(length, 0)
    if (length < NULL_LENGTH || at > cell.length) return undefined
    const element = length === NULL_LENGTH ? 'NULL' : decode(cell, start, at)
    if (element === undefined) return undefined
    addText(LINE, element)
    addText(LINE, count === 1 ? ']' : ', ')
  }
  return LINE.length > 1 && at === cell.length ? textOfLine(LINE) : undefined
}
