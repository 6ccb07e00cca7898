import { ProtocolError } from '../../wire/protocol-error.js'
import type { EngineColumn, EngineParameter, EngineResult } from '../engine.js'
import type { Mutations } from '../mutants.js'
import type { WireColumn } from './backend-message.js'
import { wireType } from './wire-type.js'

/** A prepared statement of the protocol. */
export interface PreparedStatement {
  /** Undefined for an empty one. */
  readonly sql: string | undefined
  /** As the client declared them, 0 where it did not. */
  readonly parameterOids: readonly number[]
  /** DuckDB's types, UNKNOWN where it does not know. */
  readonly parameterTypes: readonly string[]
  columns: readonly EngineColumn[] | undefined
  /** False once something else may have changed what it returns. */
  fresh: boolean
  /** The OIDs that a Describe has told the client; undefined before that. */
  told: readonly number[] | undefined
}

/** A bound statement, and what is left of its result once it was executed. */
export interface Portal {
  readonly statement: PreparedStatement
  readonly parameters: readonly EngineParameter[]
  readonly formats: readonly number[]
  told: readonly number[] | undefined
  running:
    | { readonly result: EngineResult; readonly columns: readonly WireColumn[]; next: number }
    | undefined
}

/** The columns as they go out. One format is for all, none is text. */
export function wireColumns(
  columns: readonly EngineColumn[],
  formats: readonly number[],
  mutations: Mutations,
): readonly WireColumn[] {
  return columns.map(({ name, type }, index) => ({
    name,
    type: wireType(type, mutations),
    format: formatOf(formats, index),
  }))
}

/** Format of the index-th of several values. */
export function formatOf(formats: readonly number[], index: number): 0 | 1 {
  const format = formats.length === 1 ? formats[0] : (formats[index] ?? 0)
  if (format === 0 || format === 1) return format
  throw new ProtocolError(`unsupported format code: ${format}`, '22023', false)
}

/** The client reads rows by the description that it has; other types must not come. */
export function checkTold(
  told: readonly number[] | undefined,
  columns: readonly WireColumn[],
): void {
  if (told === undefined) return
  const same =
    told.length === columns.length && columns.every(({ type }, at) => type.oid === told[at])
  if (!same) throw new ProtocolError('cached plan must not change result type', '0A000', false)
}
