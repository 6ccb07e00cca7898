import { dateText } from './calendar.js'
import { putFour, putText, putTwo, textOfCodes } from './code-text.js'
import { canonicalTimestamp } from './from-duckdb.js'

const MICROS_PER_DAY = 86_400_000_000
const MICROS_PER_SECOND = 1_000_000
const EPOCH_DAYS = 10_957
const EPOCH_MICROS = 946_684_800_000_000n
const INT64_MAX = 9_223_372_036_854_775_807n

const CLOCK = codesOf('00:00:00.000000')

/** `12:34:56.000001`, 24:00:00 included; undefined outside of a day. */
export function microsOfDay(micros: number | bigint): string | undefined {
  if (typeof micros === 'bigint' || micros < 0 || micros > MICROS_PER_DAY) return undefined
  putClock(CLOCK, 0, micros)
  return textOfCodes(CLOCK)
}

function codesOf(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0))
}

/** Digits around the colons and the point, which stay. */
function putClock(codes: number[], at: number, micros: number): void {
  const seconds = Math.floor(micros / MICROS_PER_SECOND) | 0
  const fraction = (micros - seconds * MICROS_PER_SECOND) | 0
  const minutes = (seconds / 60) | 0
  const hours = (minutes / 60) | 0
  putTwo(codes, at, hours)
  putTwo(codes, at + 3, minutes - hours * 60)
  putTwo(codes, at + 6, seconds - minutes * 60)
  const hundreds = (fraction / 100) | 0
  putFour(codes, at + 9, hundreds)
  putTwo(codes, at + 13, fraction - hundreds * 100)
}

/** The codes of the last timestamp, whose date often is that of the next one. */
interface Last {
  days: number
  readonly codes: number[]
}

const LAST = {
  '': { days: Number.NaN, codes: codesOf('2000-01-01 00:00:00.000000') } as Last,
  '+00': { days: Number.NaN, codes: codesOf('2000-01-01 00:00:00.000000+00') } as Last,
}
const DATE_LENGTH = 10

/** Canonical text of a timestamp that counts from 2000-01-01, as PostgreSQL's do; the ends of the range are infinite. */
export function timestampOfMicros(micros: number | bigint, zone: '' | '+00'): string {
  if (typeof micros === 'bigint') return farTimestamp(micros, zone)
  const days = Math.floor(micros / MICROS_PER_DAY)
  const last = LAST[zone]
  if (days !== last.days && !putDate(last, days)) return farTimestamp(BigInt(micros), zone)
  putClock(last.codes, DATE_LENGTH + 1, micros - days * MICROS_PER_DAY)
  return textOfCodes(last.codes)
}

/** False for a date before year 1 or after 9999, whose text is longer. */
function putDate(last: Last, days: number): boolean {
  const date = dateText(days + EPOCH_DAYS)
  if (date.length !== DATE_LENGTH) return false
  putText(last.codes, 0, date)
  last.days = days
  return true
}

function farTimestamp(micros: bigint, zone: '' | '+00'): string {
  if (micros === INT64_MAX) return 'infinity'
  if (micros === -INT64_MAX - 1n) return '-infinity'
  return canonicalTimestamp(micros + EPOCH_MICROS, 'us', zone !== '')
}
