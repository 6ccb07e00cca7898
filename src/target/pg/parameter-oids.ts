import type { Parameter } from '../../model/statement.js'

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

/**
 * A type without an exact counterpart (TINYINT, HUGEINT, DECIMAL, temporal types with their ranges) is left to the server,
 * whose inference sees the casts in the statement. A declared bytea has its own text, so a BLOB is written again.
 */
export function wireParameter({ type, text }: Parameter): WireParameter {
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
