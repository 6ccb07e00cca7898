import { bitText } from '../../values/duckdb-scalar-text.js'
import { decimalText } from '../../values/number-text.js'
import { EngineError } from '../engine.js'
import type { PgTypeName } from './oids.js'
import { bytesOf } from './pg-text.js'
import { DATE_INFINITY, type Interval, TIMESTAMP_INFINITY, toMicros } from './temporal.js'

/** PostgreSQL's binary form of a DuckDB value, as its typsend functions write it. */
export const PG_BINARY: Readonly<
  Record<Exclude<PgTypeName, 'text'>, (value: unknown) => Uint8Array>
> = {
  bool: (value) => Buffer.of(value ? 1 : 0),
  bytea: bytesOf,
  int2: (value) => write(2, (buffer) => buffer.writeInt16BE(Number(value))),
  int4: (value) => write(4, (buffer) => buffer.writeInt32BE(Number(value))),
  int8: (value) => int64(BigInt(value as number | bigint)),
  json: (value) => Buffer.from(String(value)),
  numeric: (value) => numeric(value),
  float4: (value) => write(4, (buffer) => buffer.writeFloatBE(value as number)),
  float8: (value) => write(8, (buffer) => buffer.writeDoubleBE(value as number)),
  date: (value) => date((value as { readonly days: number }).days),
  time: (value) => int64(toMicros(value)),
  timetz: (value) => Buffer.concat([int64(toMicros(value)), zone(value)]),
  timestamp: (value) => timestamp(toMicros(value)),
  timestamptz: (value) => timestamp(toMicros(value)),
  interval: (value) => interval(value as Interval),
  uuid: (value) => uuid((value as { readonly hugeint: bigint }).hugeint),
  varbit: (value) => varbit((value as { readonly data: Uint8Array }).data),
}

/** PostgreSQL counts from 2000-01-01, DuckDB from 1970-01-01. */
const EPOCH_DAYS = 10_957
const EPOCH_MICROS = 946_684_800_000_000n

function write(size: number, into: (buffer: Buffer) => unknown): Buffer {
  const buffer = Buffer.alloc(size)
  into(buffer)
  return buffer
}

function int64(value: bigint): Buffer {
  return write(8, (buffer) => buffer.writeBigInt64BE(value))
}

function date(days: number): Buffer {
  if (days === DATE_INFINITY) return write(4, (buffer) => buffer.writeInt32BE(0x7fffffff))
  if (days === -DATE_INFINITY) return write(4, (buffer) => buffer.writeInt32BE(-0x80000000))
  const since2000 = days - EPOCH_DAYS
  if (since2000 <= -0x80000000) throw outOfRange('date')
  return write(4, (buffer) => buffer.writeInt32BE(since2000))
}

function timestamp(micros: bigint): Buffer {
  if (micros === TIMESTAMP_INFINITY) return int64(TIMESTAMP_INFINITY)
  if (micros === -TIMESTAMP_INFINITY) return int64(-TIMESTAMP_INFINITY - 1n)
  const since2000 = micros - EPOCH_MICROS
  if (since2000 < -TIMESTAMP_INFINITY) throw outOfRange('timestamp')
  return int64(since2000)
}

/** Seconds west of Greenwich, where DuckDB counts east. */
function zone(value: unknown): Buffer {
  const { offset } = value as { readonly offset: number }
  return write(4, (buffer) => buffer.writeInt32BE(-offset))
}

function interval({ months, days, micros }: Interval): Buffer {
  return write(16, (buffer) => {
    buffer.writeBigInt64BE(micros)
    buffer.writeInt32BE(days, 8)
    buffer.writeInt32BE(months, 12)
  })
}

function uuid(stored: bigint): Buffer {
  const bits = BigInt.asUintN(128, stored) ^ (1n << 127n)
  return Buffer.from(bits.toString(16).padStart(32, '0'), 'hex')
}

/** DuckDB fills up the first byte, PostgreSQL the last one. */
function varbit(data: Uint8Array): Buffer {
  const bits = bitText(data)
  const bytes = bits.match(/.{1,8}/g) ?? []
  return Buffer.concat([
    write(4, (buffer) => buffer.writeInt32BE(bits.length)),
    Buffer.from(bytes.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2))),
  ])
}

const NEGATIVE = 0x4000
const DIGITS_PER_GROUP = 4

/** Groups of four decimal digits, the weight of the first, the sign and the digits to show after the point. */
function numeric(value: unknown): Buffer {
  const [unscaled, scale] = isDecimal(value)
    ? [value.value, value.scale]
    : [BigInt(value as bigint), 0]
  const text = decimalText(unscaled < 0n ? -unscaled : unscaled, scale)
  const [whole = '', fraction = ''] = text.split('.')
  const before = groups(whole.padStart(roundUp(whole.length), '0'))
  const all = [...before, ...groups(fraction.padEnd(roundUp(fraction.length), '0'))]
  const leading = all.findIndex((group) => group !== 0)
  const last = all.findLastIndex((group) => group !== 0)
  const digits = leading < 0 ? [] : all.slice(leading, last + 1)
  return write(8 + 2 * digits.length, (buffer) => {
    buffer.writeInt16BE(digits.length)
    buffer.writeInt16BE(leading < 0 ? 0 : before.length - 1 - leading, 2)
    buffer.writeUInt16BE(unscaled < 0n ? NEGATIVE : 0, 4)
    buffer.writeInt16BE(scale, 6)
    for (const [index, digit] of digits.entries()) buffer.writeInt16BE(digit, 8 + 2 * index)
  })
}

function isDecimal(value: unknown): value is { readonly value: bigint; readonly scale: number } {
  return typeof value === 'object' && value !== null
}

function roundUp(length: number): number {
  return Math.ceil(length / DIGITS_PER_GROUP) * DIGITS_PER_GROUP
}

function groups(digits: string): readonly number[] {
  return (digits.match(/.{4}/g) ?? []).map(Number)
}

function outOfRange(type: string): EngineError {
  const message = `Out of Range Error: ${type} is outside of what PostgreSQL's binary format holds`
  return new EngineError(message, 'out-of-range', '22008')
}
