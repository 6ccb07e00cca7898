import { daysFromCivil } from './calendar.js'
import type { PgKind } from './pg-oids.js'

/** The bytes of a value from its canonical text (see BINARY, which reads them); undefined where they cannot hold it. */
export type BinaryWriter = (canonical: string) => Buffer | undefined

const EPOCH_DAYS = 10_957
const MICROS_PER_DAY = 86_400_000_000n
const INT32_MIN = -0x80000000
const INT32_MAX = 0x7fffffff
/** The ends of the ranges are the infinities. */
const INT64_MAX = 9_223_372_036_854_775_807n

/** A writer for each kind that parameters are sent as. */
export const BINARY_WRITERS: Readonly<Partial<Record<PgKind, BinaryWriter>>> = {
  bool: (text) => Buffer.of(text === 'true' ? 1 : 0),
  bytea: (text) => Buffer.from(text.slice(2), 'hex'),
  text: (text) => Buffer.from(text),
  json: (text) => Buffer.from(text),
  int2: (text) => integer(text, 2),
  int4: (text) => integer(text, 4),
  int8: (text) => integer(text, 8),
  float4: (text) => written(4, (buffer) => buffer.writeFloatBE(numberOf(text))),
  float8: (text) => written(8, (buffer) => buffer.writeDoubleBE(numberOf(text))),
  numeric,
  date,
  time: (text) => int64(microsOf(text)),
  timetz: timeWithZone,
  timestamp,
  timestamptz: timestamp,
  interval,
  varbit,
  uuid: (text) => Buffer.from(text.replaceAll('-', ''), 'hex'),
}

function written(size: number, write: (buffer: Buffer) => unknown): Buffer {
  const buffer = Buffer.alloc(size)
  write(buffer)
  return buffer
}

function integer(text: string, size: 2 | 4 | 8): Buffer | undefined {
  const value = BigInt(text)
  if (BigInt.asIntN(size * 8, value) !== value) return undefined
  return int64(value).subarray(8 - size)
}

function int64(value: bigint): Buffer {
  return written(8, (buffer) => buffer.writeBigInt64BE(value))
}

const NOT_FINITE: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
}

function numberOf(text: string): number {
  return NOT_FINITE[text] ?? Number(text)
}

const NEGATIVE = 0x4000
const DIGITS_PER_GROUP = 4

function numeric(text: string): Buffer {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const before = groups(whole.padStart(roundUp(whole.length), '0'))
  const all = [...before, ...groups(fraction.padEnd(roundUp(fraction.length), '0'))]
  const first = all.findIndex((group) => group !== 0)
  const digits = first < 0 ? [] : all.slice(first, all.findLastIndex((group) => group !== 0) + 1)
  return written(8 + 2 * digits.length, (buffer) => {
    buffer.writeInt16BE(digits.length)
    buffer.writeInt16BE(first < 0 ? 0 : before.length - 1 - first, 2)
    buffer.writeUInt16BE(text.startsWith('-') ? NEGATIVE : 0, 4)
    buffer.writeInt16BE(fraction.length, 6)
    for (const [at, digit] of digits.entries()) buffer.writeInt16BE(digit, 8 + 2 * at)
  })
}

function roundUp(length: number): number {
  return Math.ceil(length / DIGITS_PER_GROUP) * DIGITS_PER_GROUP
}

function groups(digits: string): readonly number[] {
  return (digits.match(/.{4}/g) ?? []).map(Number)
}

/** Days since 1970-01-01 of the date that a canonical text starts with. */
function daysOf(text: string): number {
  const [, year, month, day] = /^(\d+)-(\d\d)-(\d\d)/.exec(text) ?? []
  const shown = Number(year)
  const isBefore = text.endsWith(' BC')
  return daysFromCivil({
    year: isBefore ? 1 - shown : shown,
    month: Number(month),
    day: Number(day),
  })
}

/** Microseconds of the clock in a canonical text, whatever its resolution up to microseconds. */
function microsOf(text: string): bigint {
  const [, h = '', m = '', s = '', fraction = ''] =
    /(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?/.exec(text) ?? []
  const seconds = Number(h) * 3600 + Number(m) * 60 + Number(s)
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
}

function date(text: string): Buffer | undefined {
  if (text.endsWith('infinity')) return int32(text.startsWith('-') ? INT32_MIN : INT32_MAX)
  const days = daysOf(text) - EPOCH_DAYS
  return days > INT32_MIN && days < INT32_MAX ? int32(days) : undefined
}

function int32(value: number): Buffer {
  return written(4, (buffer) => buffer.writeInt32BE(value))
}

function timestamp(text: string): Buffer | undefined {
  if (text.endsWith('infinity')) return int64(text.startsWith('-') ? -INT64_MAX - 1n : INT64_MAX)
  const micros = BigInt(daysOf(text) - EPOCH_DAYS) * MICROS_PER_DAY + microsOf(text)
  return micros >= -INT64_MAX && micros < INT64_MAX ? int64(micros) : undefined
}

/** Seconds west of Greenwich; the text counts east. */
function timeWithZone(text: string): Buffer {
  const [, sign, h, m, s] = /([+-])(\d\d):(\d\d):(\d\d)$/.exec(text) ?? []
  const east = Number(h) * 3600 + Number(m) * 60 + Number(s)
  const zone = written(4, (buffer) => buffer.writeInt32BE(sign === '-' ? east : -east))
  return Buffer.concat([int64(microsOf(text)), zone])
}

function interval(text: string): Buffer | undefined {
  const [months = 0n, days = 0n, micros = 0n] = (text.match(/-?\d+/g) ?? []).map(BigInt)
  if ([months, days].some((part) => BigInt.asIntN(32, part) !== part)) return undefined
  if (BigInt.asIntN(64, micros) !== micros) return undefined
  return written(16, (buffer) => {
    buffer.writeBigInt64BE(micros)
    buffer.writeInt32BE(Number(days), 8)
    buffer.writeInt32BE(Number(months), 12)
  })
}

function varbit(text: string): Buffer {
  const bytes = (text.match(/.{1,8}/g) ?? []).map((bits) => Number.parseInt(bits.padEnd(8, '0'), 2))
  return Buffer.concat([
    written(4, (buffer) => buffer.writeInt32BE(text.length)),
    Buffer.from(bytes),
  ])
}
