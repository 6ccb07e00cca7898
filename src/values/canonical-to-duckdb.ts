import type { Cell } from '../model/outcome.js'
import { textInRaw } from './canonical.js'
import { type Entry, type Fold, foldCanonical } from './canonical-tree.js'
import type { DuckType } from './duck-type.js'
import { blobText, floatingText, intervalText, shortestFloat } from './duckdb-scalar-text.js'
import { nestedText, quoted } from './duckdb-text.js'
import { isTextual } from './textual-types.js'

/** The text of DuckDB's CAST(value AS VARCHAR), from the value's canonical text. */
export function duckdbTextOf(cell: Cell, type: DuckType): Cell {
  return foldCanonical(cell, type, DUCKDB_FOLD)
}

const DUCKDB_FOLD: Fold = {
  leaf: leafText,
  element: nestedText,
  list: (elements) => `[${elements.join(', ')}]`,
  map: (entries) => `{${entries.map(([key, value]) => `${key}=${value}`).join(', ')}}`,
  struct: structText,
}

function structText(entries: readonly Entry[], type: DuckType): string {
  const isUnnamed = type.id === 'STRUCT' && type.fields.every(({ name }) => name === '')
  if (isUnnamed) return `(${entries.map(([, value]) => value).join(', ')})`
  return `{${entries.map(([name, value]) => `${quoted(name)}: ${value}`).join(', ')}}`
}

function leafText(cell: string, type: DuckType): string {
  if (isTextual(type)) return textInRaw(cell) ?? cell
  if (type.id === 'DECIMAL') return type.width === type.scale ? withoutZero(cell) : cell
  return (WRITERS[type.name] ?? String)(cell)
}

/** DECIMAL(2,2) prints `.50`. */
function withoutZero(cell: string): string {
  return cell.replace(/^(-?)0\./, '$1.')
}

const WRITERS: Readonly<Record<string, (cell: string) => string>> = {
  FLOAT: (cell) => floatingText(/\d/.test(cell) ? shortestFloat(Math.fround(Number(cell))) : cell),
  DOUBLE: floatingText,
  BLOB: (cell) => blobText(Buffer.from(cell.slice(2), 'hex')),
  DATE: withEra,
  TIME: shortened,
  TIME_NS: shortened,
  TIMETZ: withShortOffset,
  'TIME WITH TIME ZONE': withShortOffset,
  TIMESTAMP: timestampText,
  TIMESTAMP_S: timestampText,
  TIMESTAMP_MS: timestampText,
  TIMESTAMP_NS: timestampText,
  TIMESTAMPTZ: timestampText,
  'TIMESTAMP WITH TIME ZONE': timestampText,
  INTERVAL: (cell) => {
    const [months, days, micros] = (cell.match(/-?\d+/g) ?? []).map(BigInt)
    return intervalText({ months, days, micros })
  },
}

/** `44-03-15 BC` is `44-03-15 (BC)`, and with a time the era stands behind the date. */
function withEra(cell: string): string {
  return cell.replace(/^(\S+)(.*) BC$/, '$1 (BC)$2')
}

/** No zeros at the end of a second's fraction. */
function shortened(cell: string): string {
  return cell.replace(/(\.\d*?)0+(?!\d)/, (_, digits: string) => (digits === '.' ? '' : digits))
}

function withShortOffset(cell: string): string {
  return shortened(cell).replace(/(?::00){1,2}$/, (zeros, at: number, whole: string) =>
    /[+-]\d\d(?::\d\d)?$/.test(whole.slice(0, at)) ? '' : zeros,
  )
}

function timestampText(cell: string): string {
  return withEra(shortened(cell))
}
