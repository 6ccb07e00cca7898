import type { Parameter } from '../../model/statement.js'
import { significantTokens } from '../../sql/lexer.js'
import { pgBinaryParameter } from '../../values/to-pg-binary.js'

/** Types whose text means the same to DuckDB and in the protocol's text format. */
const OIDS: Readonly<Record<string, number>> = {
  BOOLEAN: 16,
  SMALLINT: 21,
  INTEGER: 23,
  BIGINT: 20,
  FLOAT: 700,
  DOUBLE: 701,
  VARCHAR: 25,
  UUID: 2950,
  BLOB: 17,
}

/** A parameter as it is bound: the OID that is declared, 0 where the server is to infer it, and the value. */
export interface WireParameter {
  readonly oid: number
  readonly text: string | null
  /** The value in binary format, which is sent then instead of the text. */
  readonly bytes?: Uint8Array | undefined
}

/** How the parameters of one statement are bound. */
export interface Binding {
  readonly format: 'text' | 'binary'
  /** The numbers of the parameters that the statement casts, from 1. */
  readonly cast: ReadonlySet<number>
}

/**
 * The n-th parameter, from 1: in binary where that is wanted and the type has such a form, else as text. A form that holds
 * more than the type (a TINYINT as int2) means the same only where the statement casts the parameter.
 */
export function wireParameter(
  parameter: Parameter,
  n: number,
  { format, cast }: Binding,
): WireParameter {
  const { type, text } = parameter
  const binary = format === 'binary' ? pgBinaryParameter(type, text) : undefined
  if (!binary || (binary.widened && !cast.has(n))) return textParameter(parameter)
  return { oid: binary.oid, text, bytes: binary.bytes ?? undefined }
}

/** The numbers of the parameters that a statement casts: `$1::DATE`, `CAST($2 AS DATE)`. */
export function castParameters(sql: string): ReadonlySet<number> {
  const cast = new Set<number>()
  const texts = significantTokens(sql).map(({ text }) => text.toUpperCase())
  texts.forEach((text, i) => {
    const isCast = texts[i + 1] === '::' || (texts[i - 1] === '(' && texts[i - 2] === 'CAST')
    if (/^\$\d+$/.test(text) && isCast) cast.add(Number(text.slice(1)))
  })
  return cast
}

/**
 * A type without an exact counterpart (TINYINT, HUGEINT, DECIMAL, temporal types with their ranges) is left to the server,
 * whose inference sees the casts in the statement. A declared bytea has its own text, so a BLOB is written again.
 */
function textParameter({ type, text }: Parameter): WireParameter {
  const oid = OIDS[type] ?? 0
  if (type !== 'BLOB' || text === null) return { oid, text }
  return { oid, text: `\\x${blobBytes(text).toString('hex')}` }
}

/** The bytes of DuckDB's text of a BLOB: ASCII as itself, everything else as `\xAA`. */
function blobBytes(text: string): Buffer {
  const parts = text.split(/\\x([0-9a-fA-F]{2})/)
  return Buffer.concat(
    parts.map((part, i) => (i % 2 === 0 ? Buffer.from(part, 'utf8') : Buffer.from(part, 'hex'))),
  )
}
