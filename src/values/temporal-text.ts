import {
  daysFromCivil,
  FRACTION_DIGITS,
  isCivilDate,
  offsetText,
  type Resolution,
  timeText,
  unitsPerSecond,
} from './calendar.js'
import { canonicalTimestamp, intervalText } from './from-duckdb.js'

const DATE = String.raw`(\d{4,7})-(\d\d)-(\d\d)`
const CLOCK = String.raw`(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?`
const ZONE = String.raw`(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)`

const DATE_TEXT = new RegExp(`^${DATE}( BC| \\(BC\\))?$`)
const TIME_TEXT = new RegExp(`^${CLOCK}$`)
const TIMETZ_TEXT = new RegExp(`^${CLOCK}${ZONE}$`)
/** DuckDB puts its `(BC)` after the date, PostgreSQL its `BC` at the end. */
const TIMESTAMP_TEXT = new RegExp(`^${DATE}( \\(BC\\))?[ T]${CLOCK}${ZONE}?( BC| \\(BC\\))?$`)

const SECONDS_PER_DAY = 86_400

/** These give the canonical text, or undefined for a text that is no value of the type. */
export function decodeDate(text: string): string | undefined {
  const infinite = infinity(text)
  if (infinite !== undefined) return infinite
  const [, year = '', month = '', day = '', era] = DATE_TEXT.exec(text) ?? []
  if (daysOf(year, month, day, era !== undefined) === undefined) return undefined
  return `${year}-${month}-${day}${era === undefined ? '' : ' BC'}`
}

export function decodeTime(text: string, resolution: Resolution): string | undefined {
  const [, h = '', m = '', s = '', fraction] = TIME_TEXT.exec(text) ?? []
  const units = unitsOf([h, m, s], fraction, resolution)
  return units === undefined ? undefined : timeText(units, resolution)
}

export function decodeTimeWithZone(text: string): string | undefined {
  const [, h = '', m = '', s = '', fraction, zone] = TIMETZ_TEXT.exec(text) ?? []
  const units = unitsOf([h, m, s], fraction, 'us')
  if (units === undefined || zone === undefined) return undefined
  return timeText(units, 'us') + offsetText(zoneSeconds(zone))
}

export function decodeTimestamp(
  text: string,
  resolution: Resolution,
  zoned: boolean,
): string | undefined {
  const infinite = infinity(text)
  if (infinite !== undefined) return infinite
  const parts = TIMESTAMP_TEXT.exec(text)
  if (!parts) return undefined
  const [, year = '', month = '', day = '', bc, h = '', m = '', s = '', fraction, zone, era] = parts
  if ((zone !== undefined) !== zoned) return undefined
  const days = daysOf(year, month, day, (bc ?? era) !== undefined)
  const time = unitsOf([h, m, s], fraction, resolution)
  if (days === undefined || time === undefined) return undefined
  const seconds = BigInt(days * SECONDS_PER_DAY - (zone === undefined ? 0 : zoneSeconds(zone)))
  return canonicalTimestamp(seconds * unitsPerSecond(resolution) + time, resolution, zoned)
}

function infinity(text: string): string | undefined {
  const [, minus] = /^(-)?inf(?:inity)?$/i.exec(text) ?? []
  if (!/^-?inf(?:inity)?$/i.test(text)) return undefined
  return minus === undefined ? 'infinity' : '-infinity'
}

/** Years before 1 are counted from 1 BC. */
function daysOf(year: string, month: string, day: string, isBc: boolean): number | undefined {
  if (year === '') return undefined
  const shown = Number(year)
  const date = {
    year: isBc ? 1 - shown : shown,
    month: Number(month),
    day: Number(day),
  }
  return isCivilDate(date) && shown > 0 ? daysFromCivil(date) : undefined
}

const CLOCK_MAX: readonly number[] = [24, 59, 59]

/** Digits beyond the resolution are no value of the type, unless they are zeros. */
function unitsOf(
  clock: readonly string[],
  fraction: string | undefined,
  resolution: Resolution,
): bigint | undefined {
  const numbers = clock.map(Number)
  if (clock.includes('') || numbers.some((n, i) => n > (CLOCK_MAX[i] as number))) return undefined
  const digits = FRACTION_DIGITS[resolution]
  const padded = (fraction ?? '').padEnd(9, '0')
  if (/[^0]/.test(padded.slice(digits))) return undefined
  const [h = 0, m = 0, s = 0] = numbers
  const seconds = BigInt(h * 3600 + m * 60 + s)
  const units = seconds * unitsPerSecond(resolution) + BigInt(padded.slice(0, digits) || '0')
  return units <= BigInt(SECONDS_PER_DAY) * unitsPerSecond(resolution) ? units : undefined
}

function zoneSeconds(zone: string): number {
  const [, sign, h = '0', m = '0', s = '0'] =
    /^([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?$/.exec(zone) ?? []
  const seconds = Number(h) * 3600 + Number(m) * 60 + Number(s)
  return sign === '-' ? -seconds : seconds
}

const MONTHS: Readonly<Record<string, bigint>> = { year: 12n, mon: 1n, month: 1n }

/**
 * PostgreSQL's `1 year 2 mons -3 days +04:05:06.789` and DuckDB's `1 year 2 months -3 days 04:05:06.789`. The canonical
 * text is read too, because elements of a binary array are in it.
 */
export function decodeInterval(text: string): string | undefined {
  if (!/\S/.test(text)) return undefined
  let [months, days, micros] = [0n, 0n, 0n]
  let rest = text.trim()
  for (;;) {
    const part = /^([+-]?\d+) (year|mon|month|day|microsecond)s?(?: |$)/.exec(rest)
    if (!part) break
    const count = BigInt(part[1] as string)
    if (part[2] === 'day') days += count
    else if (part[2] === 'microsecond') micros += count
    else months += count * (MONTHS[part[2] as string] as bigint)
    rest = rest.slice(part[0].length)
  }
  if (rest !== '') {
    const clock = /^([+-]?)(\d{2,}):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/.exec(rest)
    if (!clock) return undefined
    micros += clockMicros(clock)
  }
  return intervalText(months, days, micros)
}

function clockMicros([, sign, h = '', m = '', s = '', fraction = '']: RegExpExecArray): bigint {
  const seconds = BigInt(h) * 3600n + BigInt(m) * 60n + BigInt(s)
  const micros = seconds * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
  return sign === '-' ? -micros : micros
}
