import type { Cell, DeclaredType } from '../model/outcome.js'
import { hexOf } from './byte-string.js'
import type { DuckType } from './duck-type.js'
import { binaryReader, textReaderFor } from './from-pg-binary.js'
import { pgTypeOf } from './pg-oids.js'

/** The most bytes of a cell that cannot be read which are shown. */
const BYTES_SHOWN_MAX = 256

/**
 * A reader of a subject's column: canonical text of its cells, by the reference's type and by what the column declares. In
 * process cells are canonical already. A cell that is no value of the type becomes a text that says so, with what came (the
 * bytes in hexadecimal), and which no value of the type has.
 */
export function columnReader(type: DuckType, from: DeclaredType): (cell: Cell) => Cell {
  if (from.kind === 'duckdb') return (cell) => cell
  if (from.format === 'binary') return binaryColumn(type, from.oid)
  const read = textReaderFor(type, pgTypeOf(from.oid)?.kind)
  return (cell) => (cell === null ? null : (read(cell) ?? `${NOT}${type.name}: ${cell}`))
}

function binaryColumn(type: DuckType, oid: number): (cell: Cell) => Cell {
  const read = binaryReader(type, oid)
  return (cell) =>
    cell === null ? null : (read(cell) ?? `${NOT}${type.name} (oid ${oid}): ${bytesShown(cell)}`)
}

const NOT = 'not '

function bytesShown(cell: string): string {
  const shown = hexOf(cell, 0, Math.min(cell.length, BYTES_SHOWN_MAX))
  return cell.length > BYTES_SHOWN_MAX
    ? `bytes ${shown}... (${cell.length} in all)`
    : `bytes ${shown}`
}

/** What came where a cell was marked as no value of its type; undefined for other cells. */
export function unreadable(cell: string, type: DuckType): string | undefined {
  if (!cell.startsWith(NOT + type.name)) return undefined
  return /^(?: \(oid \d+\))?: (.*)$/s.exec(cell.slice(NOT.length + type.name.length))?.[1]
}
