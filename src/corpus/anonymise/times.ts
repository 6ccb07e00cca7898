import { dateText, daysFromCivil, isCivilDate } from '../../values/calendar.js'
import { otherNumber } from './numbers.js'
import { type Key, permutedBetween } from './permute.js'

/** Dates outside of these years are ends of ranges, and stay: TIMESTAMP_NS holds no more. */
const YEARS = [1678, 2261] as const

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})(?=$|[ T])/
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?=$|[ +\-Z])/
/** Years of five digits or before Christ. */
const FAR = /^(?:\d{5,7}-\d{1,2}-\d{1,2}\b|\d{1,7}-\d{1,2}-\d{1,2} \(?BC)/
const ZONE = /^ ?(?:Z|UTC|[+-]\d{1,2}(?::?\d{2}){0,2})$/
const INTERVAL =
  /^[+-]?\d+(?:\.\d+)?\s*(?:year|month|day|week|hour|minute|second|milli|micro|mon|decade|centur|quarter)/i

/**
 * Another date, time, timestamp or interval in the same spelling; undefined for a text that is none. Midnight, zones and
 * the ends of ranges stay as they are, so that a date and a timestamp of the same day stay of the same day.
 */
export function otherTime(key: Key, text: string): string | undefined {
  if (FAR.test(text)) return text
  const date = DATE.exec(text)?.[0] ?? ''
  const gap = date === '' ? '' : (/^[ T]?/.exec(text.slice(date.length))?.[0] ?? '')
  const rest = text.slice(date.length + gap.length)
  const time = TIME.exec(rest)?.[0] ?? ''
  const zone = rest.slice(time.length)
  if (date + time === '') return INTERVAL.test(text) ? otherInterval(key, text) : undefined
  if (zone !== '' && (time === '' || !ZONE.test(zone))) return undefined
  const other = otherDate(key, date)
  return other === undefined ? undefined : other + gap + otherClock(key, time) + zone
}

function otherDate(key: Key, text: string): string | undefined {
  if (text === '') return ''
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  if (!isCivilDate({ year, month, day })) return undefined
  if (year < YEARS[0] || year > YEARS[1]) return text
  const first = daysFromCivil({ year: YEARS[0], month: 1, day: 1 })
  const last = daysFromCivil({ year: YEARS[1], month: 12, day: 31 })
  const days = BigInt(daysFromCivil({ year, month, day }))
  return dateText(Number(permutedBetween(key, 'date', days, [BigInt(first), BigInt(last)])))
}

/** Hours with minutes, seconds and their fraction each for itself, zero staying zero. */
function otherClock(key: Key, text: string): string {
  const [, hours = '', minutes = '', seconds, fraction] = TIME.exec(text) ?? []
  if (text === '' || Number(hours) > 23 || Number(minutes) > 59) return text
  const other = partOf(key, Number(hours) * 60 + Number(minutes), 1439)
  const clock = `${padded(Math.floor(other / 60))}:${padded(other % 60)}`
  if (seconds === undefined || Number(seconds) > 59) return clock
  const second = `${clock}:${padded(partOf(key, Number(seconds), 59))}`
  return fraction === undefined ? second : second + otherNumber(key, `.${fraction}`)
}

function partOf(key: Key, value: number, last: number): number {
  if (value === 0) return 0
  return Number(permutedBetween(key, 'clock', BigInt(value), [1n, BigInt(last)]))
}

function padded(part: number): string {
  return String(part).padStart(2, '0')
}

/** Longer numbers of years or days would not fit. */
const INTERVAL_DIGITS_MAX = 6

function otherInterval(key: Key, text: string): string {
  return text.replaceAll(/\d+:\d+:\d+(?:\.\d+)?|\d+(?:\.\d+)?/g, (part) => {
    if (part.includes(':')) return otherClock(key, part)
    return part.length > INTERVAL_DIGITS_MAX ? part : otherNumber(key, part)
  })
}
