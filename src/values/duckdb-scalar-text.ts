import { civilFromDays } from './calendar.js'
import type { DuckType } from './duck-type.js'
import { decimalText, doubleText } from './number-text.js'

const DATE_INFINITY = 2_147_483_647
const TIMESTAMP_INFINITY = 9_223_372_036_854_775_807n

/** DuckDB's text of a value that holds no other value. */
export function scalarText(value: unknown, type: DuckType): string {
  if (type.id === 'DECIMAL') return duckdbDecimal(part(value, 'value'), type)
  const write = WRITERS[type.name]
  return write ? write(value) : String(value)
}

const WRITERS: Readonly<Record<string, (value: unknown) => string>> = {
  FLOAT: (value) => floatingText(shortestFloat(value as number)),
  DOUBLE: (value) => floatingText(doubleText(value as number)),
  BLOB: (value) => blobText(field<Uint8Array>(value, 'bytes')),
  BIT: (value) => bitText(field<Uint8Array>(value, 'data')),
  UUID: (value) => uuidText(part(value, 'hugeint')),
  DATE: (value) => dateText(Number(part(value, 'days'))),
  TIME: (value) => timeText(part(value, 'micros'), 6),
  TIME_NS: (value) => timeText(part(value, 'nanos'), 9),
  'TIME WITH TIME ZONE': (value) =>
    timeText(part(value, 'micros'), 6) + offsetText(Number(part(value, 'offset'))),
  TIMESTAMP: (value) => timestampText(part(value, 'micros'), 6),
  TIMESTAMP_S: (value) => timestampText(part(value, 'seconds'), 0),
  TIMESTAMP_MS: (value) => timestampText(part(value, 'millis'), 3),
  TIMESTAMP_NS: (value) => timestampText(part(value, 'nanos'), 9),
  'TIMESTAMP WITH TIME ZONE': (value) => {
    const text = timestampText(part(value, 'micros'), 6)
    return text.endsWith('infinity') ? text : `${text}+00`
  },
  INTERVAL: intervalText,
}

/** DuckDB has no digit before the point where the type has none: DECIMAL(2,2) prints `.50`. */
export function duckdbDecimal(
  unscaled: bigint,
  type: DuckType & { readonly id: 'DECIMAL' },
): string {
  const text = decimalText(unscaled, type.scale)
  return type.width === type.scale ? text.replace(/^(-?)0\./, '$1.') : text
}

/**
 * The text of a 32-bit float as DuckDB chooses it: the fewest digits that read back, unless they lie on the border to the
 * next float or halfway between two texts of the same length; then the digits of the same number as a DOUBLE. From 1e8
 * on DuckDB gives up the search in a few cases of ten thousand and prints all digits; that is not copied.
 */
export function shortestFloat(value: number): string {
  if (value === 0) return doubleText(value)
  for (let count = 1; count < 9; count += 1) {
    const short = Number(value.toPrecision(count))
    if (Math.fround(short) === value) {
      return isBetween(value, short, count) ? doubleText(value) : doubleText(short)
    }
  }
  return doubleText(Number(value.toPrecision(9)))
}

function isBetween(value: number, short: number, count: number): boolean {
  const { digits } = decimalDigits(doubleText(value))
  if (digits.length === count + 1 && digits.endsWith('5')) return true
  return isOnBorder(value, short)
}

/** Whether a text lies exactly between a 32-bit float and the next one. */
export function isOnBorder(value: number, short: number): boolean {
  return short === (value + neighbour(value, 1)) / 2 || short === (value + neighbour(value, -1)) / 2
}

/** The next 32-bit float away from zero (1) or towards it (-1). */
function neighbour(value: number, step: 1 | -1): number {
  const floats = new Float32Array([value])
  const bits = new Uint32Array(floats.buffer)
  bits[0] = (bits[0] ?? 0) + step
  return floats[0] ?? 0
}

/** From the shortest digits: `1.0`, `1e-05`, `1e+16`. */
export function floatingText(shortest: string): string {
  if (!/\d/.test(shortest)) return shortest
  const { sign, digits, exponent } = decimalDigits(shortest)
  if (exponent < -4 || exponent > 15) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits
    const size = Math.abs(exponent).toString().padStart(2, '0')
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${size}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}

/** The significant digits of a JavaScript number text and the power of ten of the first. */
export function decimalDigits(text: string): {
  readonly sign: string
  readonly digits: string
  readonly exponent: number
} {
  const sign = text.startsWith('-') ? '-' : ''
  const [number = '', power = '0'] = text.slice(sign.length).split('e')
  const [whole = '', fraction = ''] = number.split('.')
  const all = whole + fraction
  const leading = /^0*/.exec(all)?.[0].length ?? 0
  const digits = all.slice(leading).replace(/0+$/, '')
  if (digits === '') return { sign, digits: '0', exponent: 0 }
  return { sign, digits, exponent: whole.length - 1 - leading + Number(power) }
}

export function blobText(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) {
    const plain = byte >= 32 && byte <= 126 && !`'"\\`.includes(String.fromCharCode(byte))
    text += plain
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return text
}

/** The first byte says how many bits of the second are padding. */
export function bitText(data: Uint8Array): string {
  const bits = Array.from(data.subarray(1), (byte) => byte.toString(2).padStart(8, '0')).join('')
  return bits.slice(data[0] ?? 0)
}

/** DuckDB keeps a UUID as a signed 128-bit integer with its highest bit flipped. */
export function uuidText(stored: bigint): string {
  const hex = (BigInt.asUintN(128, stored) ^ (1n << 127n)).toString(16).padStart(32, '0')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function dateText(days: number): string {
  if (days === DATE_INFINITY) return 'infinity'
  if (days === -DATE_INFINITY) return '-infinity'
  const { year, month, day } = civilFromDays(days)
  const era = year > 0 ? '' : ' (BC)'
  return `${pad(year > 0 ? year : 1 - year, 4)}-${pad(month, 2)}-${pad(day, 2)}${era}`
}

/** `12:34:56.5`: no zeros at the end of the fraction. */
export function timeText(units: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits)
  const seconds = units / perSecond
  const fraction = digits === 0 ? '' : pad(units % perSecond, digits).replace(/0+$/, '')
  const clock = `${pad(seconds / 3600n, 2)}:${pad((seconds / 60n) % 60n, 2)}:${pad(seconds % 60n, 2)}`
  return fraction === '' ? clock : `${clock}.${fraction}`
}

function timestampText(units: bigint, digits: number): string {
  if (units === TIMESTAMP_INFINITY) return 'infinity'
  if (units === -TIMESTAMP_INFINITY) return '-infinity'
  const perDay = 86_400n * 10n ** BigInt(digits)
  const inDay = ((units % perDay) + perDay) % perDay
  return `${dateText(Number((units - inDay) / perDay))} ${timeText(inDay, digits)}`
}

/** `+05:30:15`, without the parts that are zero at the end: `+00`. */
export function offsetText(seconds: number): string {
  const size = Math.abs(seconds)
  const [h, m, s] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60]
  const minutes = m === 0 && s === 0 ? '' : `:${pad(m, 2)}`
  return `${seconds < 0 ? '-' : '+'}${pad(h, 2)}${minutes}${s === 0 ? '' : `:${pad(s, 2)}`}`
}

export function intervalText(value: unknown): string {
  const [months, days] = [Number(part(value, 'months')), Number(part(value, 'days'))]
  const micros = part(value, 'micros')
  const parts = [
    ...counted(Math.trunc(months / 12), 'year'),
    ...counted(months % 12, 'month'),
    ...counted(days, 'day'),
  ]
  if (micros !== 0n || parts.length === 0) {
    parts.push((micros < 0n ? '-' : '') + timeText(micros < 0n ? -micros : micros, 6))
  }
  return parts.join(' ')
}

function counted(count: number, unit: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${unit}${count === 1 || count === -1 ? '' : 's'}`]
}

function pad(value: number | bigint, width: number): string {
  return value.toString().padStart(width, '0')
}

function field<T>(value: unknown, name: string): T {
  return (value as Record<string, T>)[name] as T
}

function part(value: unknown, name: string): bigint {
  return BigInt(field<bigint | number>(value, name))
}
