import { assert, unreachable } from '../model/errors.js'
import type { Cell } from '../model/outcome.js'
import { dateText, offsetText, type Resolution, timestampText, timeText } from './calendar.js'
import {
  elementText,
  isZoned,
  listText,
  mapText,
  rawText,
  structText,
  TIMESTAMPS,
} from './canonical.js'
import { addInteger, addText, begin, codeLine, textOfLine } from './code-line.js'
import type { DuckType, Field } from './duck-type.js'
import { duckdbText, structValues } from './duckdb-text.js'
import { decimalText, doubleText, floatText } from './number-text.js'
import { tagsOf } from './tags.js'
import { isTextual } from './textual-types.js'

/**
 * The canonical text of a value as node-api gives it. Values are read by their structure (`{micros}`, `{items}`) and not
 * by class, so copies that went through a structured clone are read too. A struct is `{entries: {name: value}}` or, where
 * names are missing or double, `{fields: [value]}` in the order of the type.
 */
export function fromDuckDB(value: unknown, type: DuckType): Cell {
  if (value === null || value === undefined) return null
  if (isTextual(type)) return rawText(duckdbText(value, type) ?? 'NULL', tagsOf(value, type))
  switch (type.id) {
    case 'DECIMAL':
      return decimalText(bigintOf(value, 'value'), type.scale)
    case 'LIST':
    case 'ARRAY':
      return listText(partOf<unknown[]>(value, 'items').map((item) => element(item, type.child)))
    case 'STRUCT':
      return structText(
        structValues(value, type.fields).map((item, i) => {
          const field = type.fields[i] as Field
          return [field.name, element(item, field.type)]
        }),
      )
    case 'MAP':
      return mapText(
        partOf<{ key: unknown; value: unknown }[]>(value, 'entries').map((entry) => [
          element(entry.key, type.key),
          element(entry.value, type.value),
        ]),
      )
    case 'UNION':
      return unreachable(type as never)
    case 'ENUM':
      return String(value)
    case 'SCALAR':
      return scalarValue(value, type.name)
  }
}

function element(value: unknown, type: DuckType): string {
  return elementText(fromDuckDB(value, type), type)
}

/** DuckDB's infinite dates and timestamps are the ends of their ranges, one short of the smallest integer. */
const DATE_INFINITY = 2_147_483_647
const TIMESTAMP_INFINITY = 9_223_372_036_854_775_807n

const SCALARS: Readonly<Record<string, (value: unknown) => string>> = {
  BOOLEAN: String,
  FLOAT: (value) => floatText(value as number),
  DOUBLE: (value) => doubleText(value as number),
  BLOB: (value) => hexText(partOf<Uint8Array>(value, 'bytes')),
  BIT: (value) => bitText(partOf<Uint8Array>(value, 'data')),
  UUID: (value) => uuidText(bigintOf(value, 'hugeint')),
  DATE: (value) => dateOrInfinity(partOf<number>(value, 'days')),
  TIME: (value) => timeText(bigintOf(value, 'micros'), 'us'),
  TIME_NS: (value) => timeText(bigintOf(value, 'nanos'), 'ns'),
  TIMETZ: timeWithZone,
  'TIME WITH TIME ZONE': timeWithZone,
  INTERVAL: (value) =>
    intervalText(
      BigInt(partOf<number>(value, 'months')),
      BigInt(partOf<number>(value, 'days')),
      bigintOf(value, 'micros'),
    ),
}

function scalarValue(value: unknown, name: string): string {
  const resolution = TIMESTAMPS.get(name as 'TIMESTAMP')
  if (resolution) return timestampOrInfinity(value, resolution, isZoned(name))
  return (SCALARS[name] ?? String)(value)
}

const UNIT_PARTS: Readonly<Record<Resolution, string>> = {
  s: 'seconds',
  ms: 'millis',
  us: 'micros',
  ns: 'nanos',
}

function timestampOrInfinity(value: unknown, resolution: Resolution, zoned: boolean): string {
  const units = bigintOf(value, UNIT_PARTS[resolution])
  if (units === TIMESTAMP_INFINITY) return 'infinity'
  if (units === -TIMESTAMP_INFINITY) return '-infinity'
  return canonicalTimestamp(units, resolution, zoned)
}

/** `2024-01-01 00:00:00.000000+00`, ` BC` always last. */
export function canonicalTimestamp(units: bigint, resolution: Resolution, zoned: boolean): string {
  const text = timestampText(units, resolution)
  if (!zoned) return text
  return text.endsWith(' BC') ? `${text.slice(0, -3)}+00 BC` : `${text}+00`
}

function dateOrInfinity(days: number): string {
  if (days === DATE_INFINITY) return 'infinity'
  return days === -DATE_INFINITY ? '-infinity' : dateText(days)
}

function timeWithZone(value: unknown): string {
  return (
    timeText(bigintOf(value, 'micros'), 'us') + offsetText(Number(partOf<number>(value, 'offset')))
  )
}

export function intervalText(
  months: number | bigint,
  days: number | bigint,
  micros: number | bigint,
): string {
  return (
    plainInterval(months, days, micros) ?? `${months} months ${days} days ${micros} microseconds`
  )
}

const LINE = codeLine()

/** Of sizes that numbers hold, as most are. */
function plainInterval(
  months: number | bigint,
  days: number | bigint,
  micros: number | bigint,
): string | undefined {
  if (typeof months === 'bigint' || typeof days === 'bigint' || typeof micros === 'bigint')
    return undefined
  addInteger(begin(LINE), months)
  addText(LINE, ' months ')
  addInteger(LINE, days)
  addText(LINE, ' days ')
  addInteger(LINE, micros)
  addText(LINE, ' microseconds')
  return textOfLine(LINE)
}

export function hexText(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`
}

/** The first byte says how many bits of the second are padding. */
function bitText(data: Uint8Array): string {
  const bits = Array.from(data.subarray(1), (byte) => byte.toString(2).padStart(8, '0')).join('')
  return bits.slice(data[0] ?? 0)
}

/** DuckDB keeps a UUID as a signed 128-bit integer with its highest bit flipped. */
function uuidText(stored: bigint): string {
  const hex = (BigInt.asUintN(128, stored) ^ (1n << 127n)).toString(16).padStart(32, '0')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function partOf<T>(value: unknown, name: string): T {
  const part = (value as Record<string, unknown>)[name]
  assert(part !== undefined, `a DuckDB value has no part ${name}`)
  return part as T
}

function bigintOf(value: unknown, name: string): bigint {
  return BigInt(partOf<bigint | number>(value, name))
}
