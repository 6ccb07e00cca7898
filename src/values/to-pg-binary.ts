import type { Cell } from '../model/outcome.js'
import { CANONICAL_FOLD, foldCanonical } from './canonical-tree.js'
import { type DuckType, parseDuckType, typeKey } from './duck-type.js'
import { textReader } from './from-pg-text.js'
import { BINARY_WRITERS } from './pg-binary-writers.js'
import type { PgKind } from './pg-oids.js'
import { readDuckBlob, type TextReader } from './scalar-readers.js'

/** A parameter in PostgreSQL's binary format. */
export interface PgBinaryParameter {
  /** The type that is declared for it. */
  readonly oid: number
  readonly bytes: Buffer | null
  /** Set where that type holds more than the parameter's: it means the same only where the statement casts it. */
  readonly widened?: true | undefined
}

interface BinaryForm {
  readonly kind: PgKind
  readonly oid: number
  readonly arrayOid: number
  readonly widened?: true
}

const INT2 = { kind: 'int2', oid: 21, arrayOid: 1005 } as const
const INT4 = { kind: 'int4', oid: 23, arrayOid: 1007 } as const
const INT8 = { kind: 'int8', oid: 20, arrayOid: 1016 } as const
const NUMERIC = { kind: 'numeric', oid: 1700, arrayOid: 1231, widened: true } as const
const TIMESTAMP = { kind: 'timestamp', oid: 1114, arrayOid: 1115 } as const
const TIMESTAMPTZ = { kind: 'timestamptz', oid: 1184, arrayOid: 1185 } as const
const TIMETZ = { kind: 'timetz', oid: 1266, arrayOid: 1270 } as const

/** By DuckDB type. A type without an entry has no binary form: PostgreSQL has no type that holds all of its values. */
const FORMS: Readonly<Record<string, BinaryForm>> = {
  BOOLEAN: { kind: 'bool', oid: 16, arrayOid: 1000 },
  TINYINT: { ...INT2, widened: true },
  UTINYINT: { ...INT2, widened: true },
  SMALLINT: INT2,
  USMALLINT: { ...INT4, widened: true },
  INTEGER: INT4,
  UINTEGER: { ...INT8, widened: true },
  BIGINT: INT8,
  UBIGINT: NUMERIC,
  HUGEINT: NUMERIC,
  UHUGEINT: NUMERIC,
  BIGNUM: NUMERIC,
  DECIMAL: NUMERIC,
  FLOAT: { kind: 'float4', oid: 700, arrayOid: 1021 },
  DOUBLE: { kind: 'float8', oid: 701, arrayOid: 1022 },
  VARCHAR: { kind: 'text', oid: 25, arrayOid: 1009 },
  JSON: { kind: 'json', oid: 114, arrayOid: 199 },
  BLOB: { kind: 'bytea', oid: 17, arrayOid: 1001 },
  BIT: { kind: 'varbit', oid: 1562, arrayOid: 1563 },
  UUID: { kind: 'uuid', oid: 2950, arrayOid: 2951 },
  DATE: { kind: 'date', oid: 1082, arrayOid: 1182 },
  TIME: { kind: 'time', oid: 1083, arrayOid: 1183 },
  TIMETZ,
  'TIME WITH TIME ZONE': TIMETZ,
  TIMESTAMP,
  TIMESTAMP_S: { ...TIMESTAMP, widened: true },
  TIMESTAMP_MS: { ...TIMESTAMP, widened: true },
  TIMESTAMPTZ,
  'TIMESTAMP WITH TIME ZONE': TIMESTAMPTZ,
  INTERVAL: { kind: 'interval', oid: 1186, arrayOid: 1187 },
}

/**
 * A parameter in PostgreSQL's binary format, from the text that DuckDB casts to its type; null is NULL. Undefined where the
 * type has no binary form, and for a text that is not written as DuckDB prints the type: such a one is sent as text.
 */
export function pgBinaryParameter(
  type: string,
  text: string | null,
): PgBinaryParameter | undefined {
  const duckType = parseDuckType(type)
  if (duckType.id === 'LIST' || duckType.id === 'ARRAY') return arrayParameter(duckType, text)
  const form = FORMS[typeKey(duckType)]
  if (!form) return undefined
  const bytes = text === null ? null : scalarBytes(readerOf(duckType)(text), form.kind)
  if (bytes === undefined) return undefined
  return { oid: form.oid, bytes, ...(form.widened ? { widened: true } : {}) }
}

/** DuckDB reads a BLOB's text in its own spelling. */
function readerOf(type: DuckType): TextReader {
  return type.name === 'BLOB' ? readDuckBlob : textReader(type)
}

function scalarBytes(canonical: string | undefined, kind: PgKind): Buffer | undefined {
  return canonical === undefined ? undefined : BINARY_WRITERS[kind]?.(canonical)
}

/** Arrays of one dimension: lists in lists may be ragged, which PostgreSQL's arrays cannot be. */
function arrayParameter(
  type: Extract<DuckType, { id: 'LIST' | 'ARRAY' }>,
  text: string | null,
): PgBinaryParameter | undefined {
  const form = FORMS[typeKey(type.child)]
  if (!form || typeKey(type.child) === 'JSON') return undefined
  const isWidened = form.widened || type.id === 'ARRAY'
  const bytes = text === null ? null : arrayBytes(elementsOf(text, type), form)
  if (bytes === undefined) return undefined
  return { oid: form.arrayOid, bytes, ...(isWidened ? { widened: true } : {}) }
}

/** The canonical texts of a list's elements. */
function elementsOf(text: string, type: DuckType): readonly Cell[] | undefined {
  const canonical = textReader(type)(text)
  if (canonical === undefined) return undefined
  const elements: Cell[] = []
  foldCanonical(canonical, type, {
    ...CANONICAL_FOLD,
    element: (cell) => {
      elements.push(cell)
      return ''
    },
  })
  return elements
}

function arrayBytes(elements: readonly Cell[] | undefined, form: BinaryForm): Buffer | undefined {
  if (!elements) return undefined
  const values = elements.map((cell) => (cell === null ? null : scalarBytes(cell, form.kind)))
  if (values.includes(undefined)) return undefined
  const header = Buffer.alloc(values.length === 0 ? 12 : 20)
  header.writeInt32BE(values.length === 0 ? 0 : 1)
  header.writeInt32BE(values.includes(null) ? 1 : 0, 4)
  header.writeUInt32BE(form.oid, 8)
  if (values.length > 0) {
    header.writeInt32BE(values.length, 12)
    header.writeInt32BE(1, 16)
  }
  return Buffer.concat([header, ...values.flatMap((bytes) => element(bytes ?? null))])
}

function element(bytes: Buffer | null): readonly Buffer[] {
  const length = Buffer.alloc(4)
  length.writeInt32BE(bytes?.length ?? -1)
  return bytes ? [length, bytes] : [length]
}
