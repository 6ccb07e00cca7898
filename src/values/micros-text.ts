import { dateText } from './calendar.js'
import { canonicalTimestamp } from './from-duckdb.js'

const MICROS_PER_DAY = 86_400_000_000
const EPOCH_DAYS = 10_957
const EPOCH_MICROS = 946_684_800_000_000n
const INT64_MAX = 9_223_372_036_854_775_807n

const TWO_DIGITS = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'))

/** `12:34:56.000001`, 24:00:00 included; undefined outside of a day. */
export function microsOfDay(micros: number | bigint): string | undefined {
  if (typeof micros === 'bigint' || micros < 0 || micros > MICROS_PER_DAY) return undefined
  const seconds = Math.floor(micros / 1_000_000)
  const fraction = String(micros - seconds * 1_000_000).padStart(6, '0')
  const hours = TWO_DIGITS[Math.floor(seconds / 3600)]
  const minutes = TWO_DIGITS[Math.floor(seconds / 60) % 60]
  return `${hours}:${minutes}:${TWO_DIGITS[seconds % 60]}.${fraction}`
}

/** Canonical text of a timestamp that counts from 2000-01-01, as PostgreSQL's do; the ends of the range are infinite. */
export function timestampOfMicros(micros: number | bigint, zone: '' | '+00'): string {
  if (typeof micros === 'bigint') return farTimestamp(micros, zone)
  const days = Math.floor(micros / MICROS_PER_DAY)
  const date = dateText(days + EPOCH_DAYS)
  const time = microsOfDay(micros - days * MICROS_PER_DAY)
  if (!date.endsWith(' BC')) return `${date} ${time}${zone}`
  return `${date.slice(0, -3)} ${time}${zone} BC`
}

function farTimestamp(micros: bigint, zone: '' | '+00'): string {
  if (micros === INT64_MAX) return 'infinity'
  if (micros === -INT64_MAX - 1n) return '-infinity'
  return canonicalTimestamp(micros + EPOCH_MICROS, 'us', zone !== '')
}
