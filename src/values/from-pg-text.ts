import { elementText, isZoned, listText, rawText, TIMESTAMPS } from './canonical.js'
import { DecodeError } from './decode-error.js'
import type { DuckType } from './duck-type.js'
import { decodeNestedText } from './duckdb-nested-text.js'
import { hexText } from './from-duckdb.js'
import { decimalText, doubleText, floatText } from './number-text.js'
import { type ArrayElement, parseArrayText } from './pg-array-text.js'
import {
  decodeDate,
  decodeInterval,
  decodeTime,
  decodeTimestamp,
  decodeTimeWithZone,
} from './temporal-text.js'
import { isTextual } from './textual-types.js'

/**
 * The canonical text of a value that came in the text format of the PostgreSQL protocol, read by the reference's type:
 * `t` is a truth value only where the reference has a BOOLEAN. Lists come as PostgreSQL arrays or in DuckDB's text, other
 * nested values in DuckDB's text. Throws DecodeError for a text that is no value of the type.
 */
export function fromPgText(text: string, type: DuckType): string {
  if (isTextual(type)) return rawText(text)
  switch (type.id) {
    case 'DECIMAL':
      return decodeDecimal(text, type.scale) ?? fail(text, type)
    case 'ENUM':
      return type.labels.includes(text) ? text : fail(text, type)
    case 'LIST':
    case 'ARRAY': {
      const elements = parseArrayText(text)
      if (elements) return arrayText(elements, type)
      return decodeNestedText(text, type, fromDuckDBText) ?? fail(text, type)
    }
    case 'STRUCT':
    case 'MAP':
    case 'UNION':
      return decodeNestedText(text, type, fromDuckDBText) ?? fail(text, type)
    case 'SCALAR':
      return decodeScalar(text, type.name) ?? fail(text, type)
  }
}

function fail(text: string, type: DuckType): never {
  throw new DecodeError(text, type.name)
}

function arrayText(
  elements: readonly ArrayElement[],
  type: Extract<DuckType, { id: 'LIST' | 'ARRAY' }>,
): string {
  const { child } = type
  return listText(
    elements.map((element) => {
      if (element === null || typeof element === 'string')
        return elementText(element === null ? null : fromPgText(element, child), child)
      if (child.id !== 'LIST' && child.id !== 'ARRAY') fail(JSON.stringify(element), child)
      return arrayText(element, child)
    }),
  )
}

/** Inside of DuckDB's text of a nested value only a BLOB looks other than on the wire. */
function fromDuckDBText(text: string, type: DuckType): string {
  if (type.id !== 'SCALAR' || type.name !== 'BLOB') return fromPgText(text, type)
  const parts = text.split(/\\x([0-9A-Fa-f]{2})/)
  return hexText(
    Buffer.concat(parts.map((part, i) => Buffer.from(part, i % 2 === 0 ? 'latin1' : 'hex'))),
  )
}

type Decoder = (text: string) => string | undefined

const matching =
  (pattern: RegExp): Decoder =>
  (text) =>
    pattern.test(text) ? text.toLowerCase() : undefined

const TRUTH: Readonly<Record<string, string>> = {
  t: 'true',
  true: 'true',
  f: 'false',
  false: 'false',
}

const SCALARS: Readonly<Record<string, Decoder>> = {
  BOOLEAN: (text) => TRUTH[text],
  VARCHAR: (text) => text,
  JSON: (text) => text,
  '"NULL"': (text) => text,
  FLOAT: (text) => decodeFloat(text, floatText),
  DOUBLE: (text) => decodeFloat(text, doubleText),
  BLOB: matching(/^\\x(?:[0-9a-f]{2})*$/i),
  BIT: matching(/^[01]*$/),
  UUID: matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i),
  DATE: decodeDate,
  TIME: (text) => decodeTime(text, 'us'),
  TIME_NS: (text) => decodeTime(text, 'ns'),
  TIMETZ: decodeTimeWithZone,
  'TIME WITH TIME ZONE': decodeTimeWithZone,
  INTERVAL: decodeInterval,
}

function decodeScalar(text: string, name: string): string | undefined {
  const resolution = TIMESTAMPS.get(name as 'TIMESTAMP')
  if (resolution) return decodeTimestamp(text, resolution, isZoned(name))
  return (SCALARS[name] ?? decodeInteger)(text)
}

function decodeInteger(text: string): string | undefined {
  return /^-?\d+$/.test(text) ? BigInt(text).toString() : undefined
}

/** Missing zeros are added; digits beyond the scale are no value of the type, unless they are zeros. */
function decodeDecimal(text: string, scale: number): string | undefined {
  const parts = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text)
  if (!parts || !/\d/.test(text)) return undefined
  const [, sign, whole = '', fraction = ''] = parts
  if (/[^0]/.test(fraction.slice(scale))) return undefined
  const unscaled = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0') || '0')
  return decimalText(sign === '-' ? -unscaled : unscaled, scale)
}

const FLOAT_TEXT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

function decodeFloat(text: string, print: (value: number) => string): string | undefined {
  if (/^[+-]?nan$/i.test(text)) return 'nan'
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text)
  if (infinite) return infinite[1] === '-' ? '-inf' : 'inf'
  return FLOAT_TEXT.test(text) ? print(Number(text)) : undefined
}
