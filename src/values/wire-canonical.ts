import type { Cell, DeclaredType } from '../model/outcome.js'
import { hexOf } from './byte-string.js'
import { listText } from './canonical.js'
import { DecodeError } from './decode-error.js'
import { type DuckType, parseDuckType } from './duck-type.js'
import { type ArrayElement, parseArrayText } from './pg-array-text.js'
import { readBinaryArray } from './pg-binary-array.js'
import { BINARY } from './pg-binary-scalars.js'
import { type PgKind, pgTypeOf } from './pg-oids.js'
import { scalarReader } from './scalar-readers.js'

const DUCKDB_TYPES: Readonly<Record<PgKind, string>> = {
  bool: 'BOOLEAN',
  bytea: 'BLOB',
  text: 'VARCHAR',
  int2: 'SMALLINT',
  int4: 'INTEGER',
  int8: 'BIGINT',
  oid: 'UINTEGER',
  json: 'JSON',
  jsonb: 'JSON',
  float4: 'FLOAT',
  float8: 'DOUBLE',
  date: 'DATE',
  time: 'TIME',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMP WITH TIME ZONE',
  interval: 'INTERVAL',
  timetz: 'TIME WITH TIME ZONE',
  varbit: 'BIT',
  numeric: 'DECIMAL',
  uuid: 'UUID',
}

const DECIMAL_DIGITS_MAX = 38
const MODIFIER_HEADER = 4

/**
 * The DuckDB type that is like a PostgreSQL type: of a row description, or of a parameter. Undefined for OIDs that are not
 * known, and for a numeric without precision or with more digits than DuckDB's DECIMAL.
 */
export function duckTypeOfOid(oid: number, modifier = -1): DuckType | undefined {
  const known = pgTypeOf(oid)
  if (!known) return undefined
  const name = known.kind === 'numeric' ? decimalOf(modifier) : DUCKDB_TYPES[known.kind]
  if (name === undefined) return undefined
  return parseDuckType(known.isArray ? `${name}[]` : name)
}

/** numeric(p,s) carries p in the upper half and s in the lower one. */
function decimalOf(modifier: number): string | undefined {
  const bits = modifier - MODIFIER_HEADER
  const [width, scale] = [bits >> 16, bits & 0xffff]
  const fits = modifier >= MODIFIER_HEADER && width >= 1 && width <= DECIMAL_DIGITS_MAX
  return fits && scale <= width ? `DECIMAL(${width},${scale})` : undefined
}

/**
 * A cell in canonical text by what its column declares and nothing else, so that one value has one text in both formats
 * without a reference. A numeric keeps the digits that it shows. Undefined for OIDs that are not known. Throws DecodeError
 * for a cell that is no value of its column's type.
 */
export function wireCanonical(cell: Cell, from: DeclaredType): Cell | undefined {
  if (cell === null || from.kind === 'duckdb') return cell
  const known = pgTypeOf(from.oid)
  if (!known) return undefined
  const isBinary = from.format === 'binary'
  const text = known.isArray
    ? arrayCell(isBinary ? readBinaryArray(cell, known.kind) : parseArrayText(cell), known.kind)
    : scalarCell(cell, known.kind, isBinary)
  if (text === undefined) throw new DecodeError(isBinary ? hexOf(cell) : cell, `oid ${from.oid}`)
  return text
}

function scalarCell(cell: string, kind: PgKind, isBinary: boolean): string | undefined {
  return isBinary ? BINARY[kind](cell, 0, cell.length) : TEXT[kind](cell)
}

/** Elements of a binary array are texts in this form already, and are not changed by being read again. */
function arrayCell(
  elements: readonly ArrayElement[] | undefined,
  kind: PgKind,
): string | undefined {
  if (!elements) return undefined
  const texts: string[] = []
  for (const element of elements) {
    const text = elementText(element, kind)
    if (text === undefined) return undefined
    texts.push(text)
  }
  return listText(texts)
}

function elementText(element: ArrayElement, kind: PgKind): string | undefined {
  if (element === null) return 'NULL'
  if (typeof element !== 'string') return arrayCell(element, kind)
  const text = TEXT[kind](element)
  return text === undefined ? undefined : JSON.stringify(text)
}

const TEXT = Object.fromEntries(
  Object.entries(DUCKDB_TYPES).map(([kind, name]) => [
    kind,
    kind === 'numeric' ? numericAsShown : scalarReader(name),
  ]),
) as Readonly<Record<PgKind, (text: string) => string | undefined>>

/** Zeros behind the point are kept, and those in front are not; a zero has no sign. */
function numericAsShown(text: string): string | undefined {
  const special = /^([+-]?)(nan|inf(?:inity)?)$/i.exec(text)
  if (special) return specialNumber(special[1] === '-', special[2]?.toLowerCase() === 'nan')
  const [, sign, whole = '', fraction = ''] = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text) ?? []
  if (whole + fraction === '') return undefined
  const size = `${whole.replace(/^0+(?=\d)/, '') || '0'}${fraction === '' ? '' : `.${fraction}`}`
  return sign === '-' && /[1-9]/.test(size) ? `-${size}` : size
}

function specialNumber(isNegative: boolean, isNan: boolean): string {
  if (isNan) return 'nan'
  return isNegative ? '-inf' : 'inf'
}
