import { dateText } from './calendar.js'
import { canonicalTimestamp } from './from-duckdb.js'

const MICROS_PER_DAY = 86_400_000_000
const EPOCH_DAYS = 10_957
const EPOCH_MICROS = 946_684_800_000_000n
const INT64_MAX = 9_223_372_036_854_775_807n

const ZERO = 48
const POINT = 46
const COLON = 58
const SPACE = 32

/** `12:34:56.000001`, 24:00:00 included; undefined outside of a day. */
export function microsOfDay(micros: number | bigint): string | undefined {
  if (typeof micros === 'bigint' || micros < 0 || micros > MICROS_PER_DAY) return undefined
  return textOf(clockCodes([], micros))
}

/** One call with all characters makes one text; put together from parts it would stay in parts, which costs memory. */
function textOf(codes: number[]): string {
  return String.fromCharCode.apply(null, codes)
}

function clockCodes(codes: number[], micros: number): number[] {
  const seconds = Math.floor(micros / 1_000_000)
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const millis = Math.floor((micros - seconds * 1_000_000) / 1000)
  pushTwo(codes, hours)
  codes.push(COLON)
  pushTwo(codes, minutes - hours * 60)
  codes.push(COLON)
  pushTwo(codes, seconds - minutes * 60)
  codes.push(POINT)
  pushThree(codes, millis)
  pushThree(codes, micros - seconds * 1_000_000 - millis * 1000)
  return codes
}

function pushTwo(codes: number[], value: number): void {
  const tens = Math.floor(value / 10)
  codes.push(ZERO + tens, ZERO + value - tens * 10)
}

function pushThree(codes: number[], value: number): void {
  const hundreds = Math.floor(value / 100)
  codes.push(ZERO + hundreds)
  pushTwo(codes, value - hundreds * 100)
}

let last = { days: 0, text: '2000-01-01' }

/** Timestamps of one day often stand one behind the other. */
function sameDate(days: number): string {
  if (days !== last.days) last = { days, text: dateText(days + EPOCH_DAYS) }
  return last.text
}

/** Canonical text of a timestamp that counts from 2000-01-01, as PostgreSQL's do; the ends of the range are infinite. */
export function timestampOfMicros(micros: number | bigint, zone: '' | '+00'): string {
  if (typeof micros === 'bigint') return farTimestamp(micros, zone)
  const days = Math.floor(micros / MICROS_PER_DAY)
  const date = sameDate(days)
  const isBefore = date.endsWith(' BC')
  const codes: number[] = []
  for (let at = 0; at < date.length - (isBefore ? 3 : 0); at += 1) codes.push(date.charCodeAt(at))
  codes.push(SPACE)
  const text = textOf(clockCodes(codes, micros - days * MICROS_PER_DAY)) + zone
  return isBefore ? `${text} BC` : text
}

function farTimestamp(micros: bigint, zone: '' | '+00'): string {
  if (micros === INT64_MAX) return 'infinity'
  if (micros === -INT64_MAX - 1n) return '-infinity'
  return canonicalTimestamp(micros + EPOCH_MICROS, 'us', zone !== '')
}
