import { intervalText } from './from-duckdb.js'

const ZERO = 48
const MINUS = 45
const PLUS = 43
const COLON = 58
const SPACE = 32
const DAY = 100
const MONTH = 109
const YEAR = 121
const PLURAL = 115

/** Numbers of more digits may be larger than an integer. */
const DIGITS_MAX = 8
const MICROS_PER_SECOND = 1_000_000
const CLOCK_LENGTH = 8
const FRACTION_DIGITS_MAX = 6

/**
 * The canonical text of `1 year 2 mons -3 days 04:05:06.789`, as PostgreSQL and DuckDB write most intervals, without a
 * regular expression; undefined where it takes a closer look.
 */
export function plainInterval(text: string): string | undefined {
  let months = 0
  let days = 0
  for (let at = 0; at < text.length; ) {
    const start = afterSign(text, at)
    const end = afterDigits(text, start)
    if (end === start || end - start > DIGITS_MAX) return undefined
    if (text.charCodeAt(end) === COLON) return withClock(text, at, { months, days })
    const size = wholeNumber(text, start, end)
    const count = text.charCodeAt(at) === MINUS ? -size : size
    const next = afterUnit(text, end)
    const isNext = text.charCodeAt(next) === SPACE && next + 1 < text.length
    if (next < 0 || (!isNext && next !== text.length)) return undefined
    const unit = text.charCodeAt(end + 1)
    if (unit === DAY) days += count
    else months += unit === YEAR ? count * 12 : count
    at = next + 1
  }
  return text === '' ? undefined : intervalText(months, days, 0)
}

/** Where the unit that begins with a space at `at` ends, -1 where there is none: ` days`, ` mon`. */
function afterUnit(text: string, at: number): number {
  const code = text.charCodeAt(at + 1)
  let end = -1
  if (code === DAY && text.startsWith(' day', at)) end = at + 4
  else if (code === YEAR && text.startsWith(' year', at)) end = at + 5
  else if (code === MONTH && text.startsWith(' mon', at))
    end = text.startsWith('th', at + 4) ? at + 6 : at + 4
  return end > 0 && text.charCodeAt(end) === PLURAL ? end + 1 : end
}

function afterSign(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code === MINUS || code === PLUS ? at + 1 : at
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9
}

function afterDigits(text: string, start: number): number {
  let at = start
  while (isDigit(text.charCodeAt(at))) at += 1
  return at
}

function wholeNumber(text: string, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at += 1) value = value * 10 + text.charCodeAt(at) - ZERO
  return value
}

interface Before {
  readonly months: number
  readonly days: number
}

/** `-04:05:06.789` with hours of two digits, up to the end of the text. */
function withClock(text: string, at: number, { months, days }: Before): string | undefined {
  const start = afterSign(text, at)
  const end = start + CLOCK_LENGTH
  if (afterDigits(text, start) !== start + 2 || afterDigits(text, start + 3) !== start + 5)
    return undefined
  if (text.charCodeAt(start + 5) !== COLON || afterDigits(text, start + 6) !== end) return undefined
  const minutes = wholeNumber(text, start, start + 2) * 60 + wholeNumber(text, start + 3, start + 5)
  const seconds = minutes * 60 + wholeNumber(text, start + 6, end)
  const fraction = fractionMicros(text, end)
  if (fraction === undefined) return undefined
  const size = seconds * MICROS_PER_SECOND + fraction
  return intervalText(months, days, text.charCodeAt(at) === MINUS && size !== 0 ? -size : size)
}

/** Of `.789`, or of nothing. */
function fractionMicros(text: string, at: number): number | undefined {
  if (at === text.length) return 0
  const digits = text.length - at - 1
  if (text[at] !== '.' || digits < 1 || digits > FRACTION_DIGITS_MAX) return undefined
  if (afterDigits(text, at + 1) !== text.length) return undefined
  return wholeNumber(text, at + 1, text.length) * 10 ** (FRACTION_DIGITS_MAX - digits)
}
