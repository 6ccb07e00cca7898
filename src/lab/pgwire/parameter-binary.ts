import { duckdbText } from '../../values/duckdb-text.js'
import { decimalText } from '../../values/number-text.js'
import { decodeUtf8, MessageReader } from '../../wire/message-reader.js'
import { ProtocolError } from '../../wire/protocol-error.js'
import { type PgTypeName, pgTypeOfOid } from './oids.js'

/** The text that DuckDB casts, from PostgreSQL's binary form of a value whose type is `oid`. */
export function binaryParameter(bytes: Buffer, oid: number): string {
  const type = pgTypeOfOid(oid)
  const reader = new MessageReader(bytes)
  const text = type?.array ? readArray(reader) : READERS[type?.name ?? 'text'](reader)
  if (!reader.atEnd) throw incorrect()
  return text
}

function incorrect(): ProtocolError {
  return new ProtocolError('incorrect binary data format in bind parameter', '22P03', false)
}

const EPOCH_DAYS = 10_957
const EPOCH_MICROS = 946_684_800_000_000n
/** The first byte of a jsonb, which no JSON text has. */
const JSONB_VERSION = 1
const INT64_MAX = 9_223_372_036_854_775_807n

const READERS: Readonly<Record<PgTypeName, (reader: MessageReader) => string>> = {
  bool: (reader) => (reader.uint8() === 0 ? 'false' : 'true'),
  bytea: (reader) => inDuckDB({ bytes: reader.rest() }, 'BLOB'),
  int2: (reader) => String(reader.int16()),
  int4: (reader) => String(reader.int32()),
  int8: (reader) => String(reader.bytes(8).readBigInt64BE()),
  text: (reader) => decodeUtf8(reader.rest()),
  json: (reader) => {
    const bytes = reader.rest()
    return decodeUtf8(bytes[0] === JSONB_VERSION ? bytes.subarray(1) : bytes)
  },
  float4: (reader) => inDuckDB(reader.bytes(4).readFloatBE(), 'FLOAT'),
  float8: (reader) => inDuckDB(reader.bytes(8).readDoubleBE(), 'DOUBLE'),
  date: (reader) => inDuckDB({ days: readDays(reader) }, 'DATE'),
  time: (reader) => inDuckDB({ micros: reader.bytes(8).readBigInt64BE() }, 'TIME'),
  timetz: (reader) => {
    const micros = reader.bytes(8).readBigInt64BE()
    return inDuckDB({ micros, offset: -reader.int32() }, 'TIME WITH TIME ZONE')
  },
  timestamp: (reader) => inDuckDB({ micros: readMicros(reader) }, 'TIMESTAMP'),
  timestamptz: (reader) => inDuckDB({ micros: readMicros(reader) }, 'TIMESTAMP WITH TIME ZONE'),
  interval: (reader) => {
    const micros = reader.bytes(8).readBigInt64BE()
    const days = reader.int32()
    return inDuckDB({ micros, days, months: reader.int32() }, 'INTERVAL')
  },
  varbit: (reader) => {
    const length = reader.int32()
    const bits = Array.from(reader.rest(), (byte) => byte.toString(2).padStart(8, '0')).join('')
    if (bits.length < length) throw incorrect()
    return bits.slice(0, length)
  },
  numeric: readNumeric,
  uuid: (reader) => reader.bytes(16).toString('hex'),
}

function inDuckDB(value: unknown, type: string): string {
  return duckdbText(value, type) ?? ''
}

function readDays(reader: MessageReader): number {
  const days = reader.int32()
  if (days === 0x7fffffff) return days
  return days === -0x80000000 ? -0x7fffffff : days + EPOCH_DAYS
}

function readMicros(reader: MessageReader): bigint {
  const micros = reader.bytes(8).readBigInt64BE()
  if (micros === INT64_MAX) return micros
  return micros === -INT64_MAX - 1n ? -INT64_MAX : micros + EPOCH_MICROS
}

const SPECIAL_NUMERIC: Readonly<Record<number, string>> = {
  49152: 'nan',
  53248: 'inf',
  61440: '-inf',
}

function readNumeric(reader: MessageReader): string {
  const count = reader.uint16()
  const weight = reader.int16()
  const sign = reader.uint16()
  const scale = reader.uint16()
  const groups = reader.list(count, () => reader.uint16())
  const special = SPECIAL_NUMERIC[sign]
  if (special !== undefined) return special
  const digits = groups.map((group) => String(group).padStart(4, '0')).join('')
  const shift = (weight + 1 - count) * 4 + scale
  const size = BigInt(digits || '0')
  const unscaled = shift >= 0 ? size * 10n ** BigInt(shift) : size / 10n ** BigInt(-shift)
  return decimalText(sign === 0 ? unscaled : -unscaled, scale)
}

function readArray(reader: MessageReader): string {
  const dimensions = reader.int32()
  reader.int32()
  const oid = reader.uint32()
  if (dimensions === 0) return '[]'
  if (dimensions !== 1) throw incorrect()
  const count = reader.int32()
  reader.int32()
  const items = reader.list(count, () => {
    const bytes = reader.nullableBytes()
    return bytes === null ? null : binaryParameter(bytes, oid)
  })
  return inDuckDB({ items }, 'VARCHAR[]')
}
