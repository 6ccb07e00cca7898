/** Days since 1970-01-01 in the proleptic Gregorian calendar, and the text of dates and times. Pure arithmetic. */

/** Fractions of a second: units per second and the digits that show them. */
export type Resolution = 's' | 'ms' | 'us' | 'ns'

export const FRACTION_DIGITS: Readonly<Record<Resolution, number>> = { s: 0, ms: 3, us: 6, ns: 9 }

const SECONDS_PER_DAY = 86_400n

/** Units of a resolution in one second. */
export function unitsPerSecond(resolution: Resolution): bigint {
  return 10n ** BigInt(FRACTION_DIGITS[resolution])
}

/** A date of the calendar; years before 1 are astronomical (0 is 1 BC). */
export interface CivilDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

const DAYS_PER_ERA = 146_097
const DAYS_FROM_YEAR_0_TO_1970 = 719_468

/** The date that is `days` after 1970-01-01. Years are counted from March, so that the leap day is the last one. */
export function civilFromDays(days: number): CivilDate {
  const shifted = days + DAYS_FROM_YEAR_0_TO_1970
  const era = Math.floor(shifted / DAYS_PER_ERA)
  const dayOfEra = shifted - era * DAYS_PER_ERA
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  }
}

/** Days from 1970-01-01 to a date. The date is taken as it is: check it with `isCivilDate`. */
export function daysFromCivil({ year, month, day }: CivilDate): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * DAYS_PER_ERA + dayOfEra - DAYS_FROM_YEAR_0_TO_1970
}

/** Whether the calendar has this date. */
export function isCivilDate(date: CivilDate): boolean {
  const back = civilFromDays(daysFromCivil(date))
  return back.year === date.year && back.month === date.month && back.day === date.day
}

const pad = (value: number | bigint, width: number) => value.toString().padStart(width, '0')

const TWO_DIGITS = Array.from({ length: 100 }, (_, n) => pad(n, 2))
const YEAR_OF_FOUR_DIGITS_MIN = 1000

/** `2024-02-29`, and whether the year is before 1. */
function dateParts(days: number): { readonly text: string; readonly era: '' | ' BC' } {
  const { year, month, day } = civilFromDays(days)
  const shown = year > 0 ? year : 1 - year
  return {
    text: `${shown < YEAR_OF_FOUR_DIGITS_MIN ? pad(shown, 4) : shown}-${TWO_DIGITS[month]}-${TWO_DIGITS[day]}`,
    era: year > 0 ? '' : ' BC',
  }
}

/** `2024-02-29`, `0044-03-15 BC`. */
export function dateText(days: number): string {
  const { text, era } = dateParts(days)
  return text + era
}

/** `12:34:56.000001`: all digits of the resolution, 24:00:00 included. */
export function timeText(units: bigint, resolution: Resolution): string {
  const perSecond = unitsPerSecond(resolution)
  const seconds = units / perSecond
  const fraction = units % perSecond
  const [h, m, s] = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n]
  const digits = FRACTION_DIGITS[resolution]
  const clock = `${pad(h, 2)}:${pad(m, 2)}:${pad(s, 2)}`
  return digits === 0 ? clock : `${clock}.${pad(fraction, digits)}`
}

/** `2024-02-29 12:34:56.000001`, with ` BC` at the end; units are since the epoch. */
export function timestampText(units: bigint, resolution: Resolution): string {
  const perDay = SECONDS_PER_DAY * unitsPerSecond(resolution)
  const inDay = ((units % perDay) + perDay) % perDay
  const { text, era } = dateParts(Number((units - inDay) / perDay))
  return `${text} ${timeText(inDay, resolution)}${era}`
}

/** `+02:00:00`: an offset from UTC in seconds. */
export function offsetText(seconds: number): string {
  const sign = seconds < 0 ? '-' : '+'
  const absolute = Math.abs(seconds)
  const [h, m, s] = [Math.floor(absolute / 3600), Math.floor(absolute / 60) % 60, absolute % 60]
  return `${sign}${pad(h, 2)}:${pad(m, 2)}:${pad(s, 2)}`
}
