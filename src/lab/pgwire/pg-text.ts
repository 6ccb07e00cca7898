import { civilFromDays } from '../../values/calendar.js'
import {
  bitText,
  decimalDigits,
  isOnBorder,
  offsetText,
  timeText,
  uuidText,
} from '../../values/duckdb-scalar-text.js'
import { decimalText, doubleText } from '../../values/number-text.js'
import type { PgTypeName } from './oids.js'
import { DATE_INFINITY, type Interval, TIMESTAMP_INFINITY, toMicros } from './temporal.js'

/** PostgreSQL's text of a DuckDB value, as psql shows it with `DateStyle = ISO` in UTC. */
export const PG_TEXT: Readonly<Record<Exclude<PgTypeName, 'text'>, (value: unknown) => string>> = {
  bool: (value) => (value ? 't' : 'f'),
  bytea: (value) => `\\x${Buffer.from(bytesOf(value)).toString('hex')}`,
  int2: String,
  int4: String,
  int8: String,
  json: String,
  numeric: numericText,
  float4: (value) => floatText(shortestDigits4(value as number), FLOAT4_EXPONENT_MAX),
  float8: (value) => floatText(doubleText(value as number), FLOAT8_EXPONENT_MAX),
  date: (value) => dateText((value as { readonly days: number }).days),
  time: (value) => timeText(toMicros(value), 6),
  timetz: (value) =>
    timeText(toMicros(value), 6) + offsetText((value as { readonly offset: number }).offset),
  timestamp: (value) => timestampText(toMicros(value), ''),
  timestamptz: (value) => timestampText(toMicros(value), '+00'),
  interval: (value) => intervalText(value as Interval),
  uuid: (value) => uuidText((value as { readonly hugeint: bigint }).hugeint),
  varbit: (value) => bitText((value as { readonly data: Uint8Array }).data),
}

const FLOAT4_EXPONENT_MAX = 5
const FLOAT8_EXPONENT_MAX = 14

export function bytesOf(value: unknown): Uint8Array {
  return (value as { readonly bytes: Uint8Array }).bytes
}

function numericText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const { value: unscaled, scale } = value as { readonly value: bigint; readonly scale: number }
  return decimalText(unscaled, scale)
}

/** PostgreSQL always takes the fewest digits; DuckDB's exceptions for halfway cases are not wanted here. */
function shortestDigits4(value: number): string {
  if (!Number.isFinite(value) || value === 0) return doubleText(value)
  for (let count = 1; count < 9; count += 1) {
    const short = Number(value.toPrecision(count))
    if (Math.fround(short) === value && !isOnBorder(value, short)) return doubleText(short)
  }
  return doubleText(Number(value.toPrecision(9)))
}

function floatText(shortest: string, exponentMax: number): string {
  if (shortest === 'nan') return 'NaN'
  if (shortest.endsWith('inf')) return shortest.replace('inf', 'Infinity')
  const { sign, digits, exponent } = decimalDigits(shortest)
  if (digits === '0') return `${sign}0`
  if (exponent < -4 || exponent > exponentMax) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits
    const size = Math.abs(exponent).toString().padStart(2, '0')
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${size}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  const fraction = digits.slice(exponent + 1)
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`
}

function datePart(days: number): { readonly text: string; readonly era: string } {
  const { year, month, day } = civilFromDays(days)
  const shown = year > 0 ? year : 1 - year
  return {
    text: `${pad(shown, 4)}-${pad(month, 2)}-${pad(day, 2)}`,
    era: year > 0 ? '' : ' BC',
  }
}

function dateText(days: number): string {
  if (days === DATE_INFINITY) return 'infinity'
  if (days === -DATE_INFINITY) return '-infinity'
  const { text, era } = datePart(days)
  return text + era
}

const MICROS_PER_DAY = 86_400_000_000n

function timestampText(micros: bigint, zone: '' | '+00'): string {
  if (micros === TIMESTAMP_INFINITY) return 'infinity'
  if (micros === -TIMESTAMP_INFINITY) return '-infinity'
  const inDay = ((micros % MICROS_PER_DAY) + MICROS_PER_DAY) % MICROS_PER_DAY
  const { text, era } = datePart(Number((micros - inDay) / MICROS_PER_DAY))
  return `${text} ${timeText(inDay, 6)}${zone}${era}`
}

/** `1 year 2 mons -3 days +04:05:06.789`: after something negative a positive part shows its sign. */
function intervalText({ months, days, micros }: Interval): string {
  const parts: string[] = []
  let afterNegative = false
  const add = (count: number, unit: string) => {
    if (count === 0) return
    const sign = afterNegative && count > 0 ? '+' : ''
    parts.push(`${sign}${count} ${unit}${count === 1 ? '' : 's'}`)
    afterNegative = count < 0
  }
  add(Math.trunc(months / 12), 'year')
  add(months % 12, 'mon')
  add(days, 'day')
  if (micros !== 0n || parts.length === 0) {
    const sign = micros < 0n ? '-' : afterNegative ? '+' : ''
    parts.push(sign + timeText(micros < 0n ? -micros : micros, 6))
  }
  return parts.join(' ')
}

function pad(value: number, width: number): string {
  return value.toString().padStart(width, '0')
}
