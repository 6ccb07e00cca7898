import {
  blobText,
  float32At,
  float64At,
  int16At,
  int32At,
  int64At,
  uint8At,
  uint32At,
  utf8Of,
  uuidAt,
} from './byte-string.js'
import { dateText, offsetText } from './calendar.js'
import { intervalText } from './from-duckdb.js'
import { microsOfDay, timestampOfMicros } from './micros-text.js'
import { doubleText, floatText, integerText } from './number-text.js'
import { numericText } from './pg-numeric.js'
import type { PgKind } from './pg-oids.js'

/** The text of the bytes from `start` to `end`, undefined where they are no value of this kind. */
export type BinaryDecoder = (cell: string, start: number, end: number) => string | undefined

const DATE_INFINITY = 0x7fffffff
/** PostgreSQL counts from 2000-01-01. */
const EPOCH_DAYS = 10_957
const JSONB_VERSION = 1
const OFFSET_SECONDS_MAX = 16 * 3600

/** Bytes of exactly this size. */
function sized(size: number, decode: (cell: string, at: number) => string | undefined) {
  return (cell: string, start: number, end: number) =>
    end - start === size ? decode(cell, start) : undefined
}

/**
 * The values of each kind as text, in the canonical form of the DuckDB type that is like it (see SAME_FORM), so that a
 * value has one text in whichever format it came. A numeric keeps the digits that it says it has.
 */
export const BINARY: Readonly<Record<PgKind, BinaryDecoder>> = {
  bool: sized(1, (cell, at) => ['false', 'true'][uint8At(cell, at)]),
  bytea: blobText,
  int2: sized(2, (cell, at) => String(int16At(cell, at))),
  int4: sized(4, (cell, at) => String(int32At(cell, at))),
  int8: sized(8, (cell, at) => integerText(int64At(cell, at))),
  oid: sized(4, (cell, at) => String(uint32At(cell, at))),
  text: utf8Of,
  json: utf8Of,
  jsonb: (cell, start, end) =>
    uint8At(cell, start) === JSONB_VERSION && end > start
      ? utf8Of(cell, start + 1, end)
      : undefined,
  float4: sized(4, (cell, at) => floatText(float32At(cell, at))),
  float8: sized(8, (cell, at) => doubleText(float64At(cell, at))),
  date: sized(4, (cell, at) => dateOf(int32At(cell, at))),
  time: sized(8, (cell, at) => microsOfDay(int64At(cell, at))),
  timetz: sized(12, timeWithZone),
  timestamp: sized(8, (cell, at) => timestampOfMicros(int64At(cell, at), '')),
  timestamptz: sized(8, (cell, at) => timestampOfMicros(int64At(cell, at), '+00')),
  interval: sized(16, (cell, at) =>
    intervalText(int32At(cell, at + 12), int32At(cell, at + 8), int64At(cell, at)),
  ),
  varbit: bits,
  numeric: numericText,
  uuid: sized(16, uuidAt),
}

/** DuckDB types whose canonical text the decoder gives at once; every other type reads the text once more. */
export const SAME_FORM: Readonly<Partial<Record<PgKind, readonly string[]>>> = {
  bool: ['BOOLEAN'],
  bytea: ['BLOB'],
  int2: ['SMALLINT', 'TINYINT', 'UTINYINT', 'INTEGER', 'BIGINT'],
  int4: ['INTEGER', 'USMALLINT', 'BIGINT'],
  int8: ['BIGINT', 'UINTEGER'],
  text: ['VARCHAR', 'JSON'],
  json: ['VARCHAR', 'JSON'],
  jsonb: ['VARCHAR', 'JSON'],
  float4: ['FLOAT'],
  float8: ['DOUBLE'],
  date: ['DATE'],
  time: ['TIME'],
  timetz: ['TIME WITH TIME ZONE', 'TIMETZ'],
  timestamp: ['TIMESTAMP'],
  timestamptz: ['TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ'],
  interval: ['INTERVAL'],
  varbit: ['BIT'],
  uuid: ['UUID'],
}

function dateOf(days: number): string {
  if (days === DATE_INFINITY) return 'infinity'
  return days === -DATE_INFINITY - 1 ? '-infinity' : knownDate(days)
}

/** The dates that were made last, each at the place of its last digits; a column has few, and has them often. */
const DATES_KEPT = 4096
const keptDays = new Int32Array(DATES_KEPT)
const keptDates = new Array<string | undefined>(DATES_KEPT).fill(undefined)

function knownDate(days: number): string {
  const place = days & (DATES_KEPT - 1)
  const kept = keptDates[place]
  if (kept !== undefined && keptDays[place] === days) return kept
  const text = dateText(days + EPOCH_DAYS)
  keptDays[place] = days
  keptDates[place] = text
  return text
}

/** Seconds west of Greenwich. */
function timeWithZone(cell: string, at: number): string | undefined {
  const time = microsOfDay(int64At(cell, at))
  const west = int32At(cell, at + 8)
  if (time === undefined || Math.abs(west) >= OFFSET_SECONDS_MAX) return undefined
  return time + offsetText(-west)
}

const BITS = Array.from({ length: 256 }, (_, byte) => byte.toString(2).padStart(8, '0'))

/** The number of bits, then the bits from the left; what is left of the last byte is padding. */
function bits(cell: string, start: number, end: number): string | undefined {
  const count = end - start < 4 ? -1 : int32At(cell, start)
  if (count < 0 || end - start !== 4 + Math.ceil(count / 8)) return undefined
  let text = ''
  for (let at = start + 4; at < end; at += 1) text += BITS[uint8At(cell, at)]
  return text.slice(0, count)
}
