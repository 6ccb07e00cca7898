import type { Bind } from '../../wire/frontend-message.js'
import { decodeUtf8 } from '../../wire/message-reader.js'
import { ProtocolError } from '../../wire/protocol-error.js'
import type { EngineParameter } from '../engine.js'
import { PG_TYPES } from './oids.js'
import { binaryParameter } from './parameter-binary.js'
import { parameterText } from './parameter-text.js'
import { declaredType, numericType, parameterOid } from './parameter-types.js'
import { formatOf, type PreparedStatement } from './portal.js'

/** The parameters of a Bind as the engine takes them. */
export function bindParameters(bind: Bind, statement: PreparedStatement): EngineParameter[] {
  const { parameters, parameterFormats: formats } = bind
  const count = statement.parameterTypes.length
  if (formats.length > 1 && formats.length !== parameters.length) {
    throw violation(
      `bind message has ${formats.length} parameter formats but ${parameters.length} parameters`,
    )
  }
  if (parameters.length !== count) {
    throw violation(
      `bind message supplies ${parameters.length} parameters, ` +
        `but prepared statement "${bind.statement}" requires ${count}`,
    )
  }
  return parameters.map((bytes, index) =>
    parameter(bytes, formatOf(formats, index), index, statement),
  )
}

function parameter(
  bytes: Buffer | null,
  format: 0 | 1,
  index: number,
  { parameterOids, parameterTypes }: PreparedStatement,
): EngineParameter {
  const oid = parameterOids[index] ?? 0
  const found = parameterTypes[index]
  const known = declaredType(oid) ?? (found === 'UNKNOWN' ? undefined : found)
  if (bytes === null) return { type: known, text: null }
  if (format === 1) {
    const text = binaryParameter(bytes, oid === 0 ? parameterOid(found ?? 'UNKNOWN') : oid)
    return { type: known ?? typeOfUnknown(oid, text), text }
  }
  const text = decodeUtf8(bytes)
  const type = known ?? typeOfUnknown(oid, text)
  return { type, text: parameterText(text, type) }
}

function typeOfUnknown(oid: number, text: string): string | undefined {
  return oid === PG_TYPES.numeric.oid ? numericType(text) : undefined
}

/** A mistake that leaves the stream of messages intact. */
export function violation(message: string): ProtocolError {
  return new ProtocolError(message, '08P01', false)
}
