import { hexOf } from './byte-string.js'
import { isQuoted, listText, rawText } from './canonical.js'
import { DecodeError } from './decode-error.js'
import { type DuckType, typeKey } from './duck-type.js'
import { flatBinaryList } from './flat-list.js'
import { arrayText, textReader } from './from-pg-text.js'
import type { ArrayElement } from './pg-array-text.js'
import { readBinaryArray } from './pg-binary-array.js'
import { BINARY, SAME_FORM } from './pg-binary-scalars.js'
import { exactNumeric } from './pg-numeric.js'
import { type PgKind, type PgType, pgTypeOf } from './pg-oids.js'
import { readDuckBlob, type TextReader } from './scalar-readers.js'
import { geometryText } from './wkt.js'

/**
 * The canonical text of a value that came in PostgreSQL's binary format, one character (0 to 255) for each byte. The
 * column's OID says what the bytes are, the reference's type how the value is written: an INTEGER may come as an int8 or a
 * numeric, and what has a text's OID is read as text. Throws DecodeError, with the bytes, for what is no value of the type.
 */
export function fromPgBinary(cell: string, type: DuckType, oid: number): string {
  const canonical = binaryReader(type, oid)(cell)
  if (canonical === undefined) throw new DecodeError(hexOf(cell), `${type.name} (oid ${oid})`)
  return canonical
}

/** As fromPgBinary, made once for a column; undefined for bytes that are no value of the type. */
export function binaryReader(type: DuckType, oid: number): TextReader {
  const known = oid === 0 ? untoldType(type) : pgTypeOf(oid)
  if (!known) return () => undefined
  return known.isArray ? arrayReader(type, known.kind) : scalarReader(type, known.kind)
}

/** Where nobody says what the bytes are, as in COPY, they are what PostgreSQL's own type of that name has. */
function untoldType(type: DuckType): PgType | undefined {
  if (type.id === 'LIST' || type.id === 'ARRAY') {
    const kind = UNTOLD[type.child.name]
    return kind && { kind, isArray: true }
  }
  const kind = type.id === 'DECIMAL' ? 'numeric' : UNTOLD[type.name]
  return kind && { kind, isArray: false }
}

const UNTOLD: Readonly<Record<string, PgKind>> = {
  BOOLEAN: 'bool',
  SMALLINT: 'int2',
  INTEGER: 'int4',
  BIGINT: 'int8',
  FLOAT: 'float4',
  DOUBLE: 'float8',
  VARCHAR: 'text',
  BLOB: 'bytea',
  DATE: 'date',
  TIME: 'time',
  'TIME WITH TIME ZONE': 'timetz',
  TIMESTAMP: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'timestamptz',
  INTERVAL: 'interval',
  UUID: 'uuid',
  JSON: 'json',
}

function arrayReader(type: DuckType, kind: PgKind): TextReader {
  if (type.id !== 'LIST' && type.id !== 'ARRAY') return () => undefined
  const decode = BINARY[kind]
  const isCanonical = SAME_FORM[kind]?.includes(type.child.name) && !isQuoted(type.child)
  return (cell) => {
    const list = isCanonical ? flatBinaryList(cell, kind, decode) : undefined
    if (list !== undefined) return list
    const elements = readBinaryArray(cell, kind)
    if (!elements) return undefined
    return isCanonical && isFlat(elements) ? flatList(elements) : arrayText(elements, type)
  }
}

function isFlat(elements: readonly ArrayElement[]): elements is readonly (string | null)[] {
  return elements.every((element) => element === null || typeof element === 'string')
}

function flatList(elements: readonly (string | null)[]): string {
  return listText(elements.map((element) => element ?? 'NULL'))
}

function scalarReader(type: DuckType, kind: PgKind): TextReader {
  const decode = BINARY[kind]
  if (SAME_FORM[kind]?.includes(type.name)) return (cell) => decode(cell, 0, cell.length)
  if (kind === 'bytea' && typeKey(type) === 'GEOMETRY') return readWellKnownBinary
  const read = textReaderFor(type, kind)
  const inTwoSteps: TextReader = (cell) => {
    const text = decode(cell, 0, cell.length)
    return text === undefined ? undefined : read(text)
  }
  const scale = kind === 'numeric' ? exactScale(type) : undefined
  return scale === undefined ? inTwoSteps : (cell) => exactNumeric(cell, scale) ?? inTwoSteps(cell)
}

/** Digits after the point of a type whose canonical text is a numeric with so many of them. */
function exactScale(type: DuckType): number | undefined {
  if (type.id === 'DECIMAL') return type.scale
  return type.id === 'SCALAR' && INTEGERS.has(type.name) ? 0 : undefined
}

const INTEGERS = new Set(['UBIGINT', 'HUGEINT', 'UHUGEINT', 'BIGNUM', 'BIGINT'])

/** A BLOB in a column of text is in DuckDB's spelling; `\x61` means the same in both, `\x61b` only there. */
export function textReaderFor(type: DuckType, kind: PgKind | undefined): TextReader {
  return kind === 'text' && type.name === 'BLOB' ? readDuckBlob : textReader(type)
}

function readWellKnownBinary(cell: string): string | undefined {
  try {
    return rawText(geometryText(Buffer.from(cell, 'latin1')))
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
