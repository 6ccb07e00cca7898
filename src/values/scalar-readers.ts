import { FRACTION_DIGITS, type Resolution } from './calendar.js'
import { isZoned, TIMESTAMPS } from './canonical.js'
import { hexText } from './from-duckdb.js'
import { doubleText, floatText, shortFloat } from './number-text.js'
import { plainInterval } from './plain-interval.js'
import {
  isPlainDate,
  isPlainDecimal,
  isPlainHex,
  isPlainInteger,
  isPlainNumber,
  isPlainUuid,
  isShortNumber,
  plainTime,
  plainTimestamp,
} from './plain-text.js'
import {
  decodeDate,
  decodeInterval,
  decodeTime,
  decodeTimestamp,
  decodeTimeWithZone,
} from './temporal-text.js'

/** Canonical text of a text, or undefined for one that is no value of the type. */
export type TextReader = (text: string) => string | undefined

/** A reader of the texts of a scalar type, in PostgreSQL's and in DuckDB's spelling. */
export function scalarReader(name: string): TextReader {
  const resolution = TIMESTAMPS.get(name as 'TIMESTAMP')
  return resolution ? timestampReader(resolution, isZoned(name)) : (SCALARS[name] ?? readInteger)
}

const matching =
  (pattern: RegExp): TextReader =>
  (text) =>
    pattern.test(text) ? text.toLowerCase() : undefined

const TRUTH: Readonly<Record<string, string>> = {
  t: 'true',
  true: 'true',
  f: 'false',
  false: 'false',
}

const uuid = matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)

/** No group is repeated in these, which would run out of stack in a text of some megabytes. */
const hexadecimal = matching(/^\\x[0-9a-f]*$/i)

const asItIs: TextReader = (text) => text
const DOUBLE_DIGITS = 15
const FLOAT_DIGITS = 6
const FLOAT_DIGITS_MAX = 9

const SCALARS: Readonly<Record<string, TextReader>> = {
  BOOLEAN: (text) => TRUTH[text],
  VARCHAR: asItIs,
  JSON: asItIs,
  '"NULL"': asItIs,
  FLOAT: readFloat,
  DOUBLE: readDouble,
  BLOB: readBlob,
  BIT: (text) => (/^[01]*$/.test(text) ? text : undefined),
  UUID: (text) => (isPlainUuid(text) ? text : uuid(text)),
  DATE: (text) => (isPlainDate(text) ? text : decodeDate(text)),
  TIME: timeReader('us'),
  TIME_NS: timeReader('ns'),
  TIMETZ: decodeTimeWithZone,
  'TIME WITH TIME ZONE': decodeTimeWithZone,
  INTERVAL: (text) => plainInterval(text) ?? decodeInterval(text),
}

function timestampReader(resolution: Resolution, zoned: boolean): TextReader {
  const digits = FRACTION_DIGITS[resolution]
  return (text) => plainTimestamp(text, digits, zoned) ?? decodeTimestamp(text, resolution, zoned)
}

function timeReader(resolution: Resolution): TextReader {
  const digits = FRACTION_DIGITS[resolution]
  return (text) => plainTime(text, digits) ?? decodeTime(text, resolution)
}

function readInteger(text: string): string | undefined {
  if (isPlainInteger(text)) return text
  const [, sign = '', digits] = /^(-?)(\d+)$/.exec(text) ?? []
  return digits === undefined ? undefined : signed(sign, withoutZeros(digits))
}

/** No zeros in front, but for a single one. */
function withoutZeros(digits: string): string {
  return digits.replace(/^0+/, '') || '0'
}

/** Zero has no sign. */
function signed(sign: string, size: string): string {
  return /[1-9]/.test(size) ? sign + size : size
}

/** Missing zeros are added; digits beyond the scale are no value of the type, unless they are zeros. */
export function decimalReader(scale: number): TextReader {
  return (text) => (scale > 0 && isPlainDecimal(text, scale) ? text : decodeDecimal(text, scale))
}

function decodeDecimal(text: string, scale: number): string | undefined {
  const parts = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text)
  if (!parts || !/\d/.test(text)) return undefined
  const [, sign = '', whole = '', fraction = ''] = parts
  if (/[^0]/.test(fraction.slice(scale))) return undefined
  const digits = fraction.slice(0, scale).padEnd(scale, '0')
  const size = withoutZeros(whole) + (scale === 0 ? '' : `.${digits}`)
  return signed(sign, size)
}

const FLOAT_TEXT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

function readBlob(text: string): string | undefined {
  if (text.length % 2 !== 0) return undefined
  return isPlainHex(text) ? text : hexadecimal(text)
}

/** A text of up to nine digits is left as it is where no shorter one is the same float. */
function readFloat(text: string): string | undefined {
  if (isShortNumber(text, FLOAT_DIGITS)) return text
  if (!isShortNumber(text, FLOAT_DIGITS_MAX)) return decodeFloat(text, floatText)
  const value = Number(text)
  const short = shortFloat(value)
  return short === value ? text : doubleText(short)
}

/** What is printed as it came was a number. It is left as it is, so that nothing else need be kept. */
function readDouble(text: string): string | undefined {
  if (isShortNumber(text, DOUBLE_DIGITS)) return text
  const value = Number(text)
  return Number.isFinite(value) && String(value) === text ? text : decodeFloat(text, doubleText)
}

function decodeFloat(text: string, print: (value: number) => string): string | undefined {
  if (isPlainNumber(text)) return print(Number(text))
  if (/^[+-]?nan$/i.test(text)) return 'nan'
  const infinite = /^(-?)inf(?:inity)?$/i.exec(text) // A `+Inf` is a known fault of servers.
  if (infinite) return infinite[1] === '-' ? '-inf' : 'inf'
  return FLOAT_TEXT.test(text) ? print(Number(text)) : undefined
}

const NOT_ASCII = /[^\0-\x7f]/
const NO_ESCAPE = /\\(?!x[0-9A-Fa-f]{2})/

/** DuckDB's text of a BLOB: ASCII as itself, everything else as `\xAA`. */
export function readDuckBlob(text: string): string | undefined {
  if (NOT_ASCII.test(text) || NO_ESCAPE.test(text)) return undefined
  const parts = text.split(/\\x([0-9A-Fa-f]{2})/)
  return hexText(
    Buffer.concat(parts.map((part, i) => Buffer.from(part, i % 2 === 0 ? 'latin1' : 'hex'))),
  )
}
