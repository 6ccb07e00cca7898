import { addInteger, begin, codeLine, textOfLine } from './code-line.js'

/** The shortest decimal text that reads back as the same number; `-0`, `nan`, `inf`, `-inf` are kept. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (value === Number.POSITIVE_INFINITY) return 'inf'
  if (value === Number.NEGATIVE_INFINITY) return '-inf'
  return value === 0 && Object.is(value, -0) ? '-0' : String(value)
}

const FLOAT_DIGITS_MAX = 9
/** No two texts of so few digits are the same normal float, so that fewer need not be tried: they end in zeros then. */
const FLOAT_DIGITS_MIN = 6
const SMALLEST_NORMAL_FLOAT = 1.1754943508222875e-38

/** As doubleText, for a 32-bit float: 0.1 and not 0.10000000149011612. */
export function floatText(value: number): string {
  return doubleText(shortFloat(value))
}

/** The number with the fewest decimal digits that is the same 32-bit float as `value`, and the nearest of those. */
export function shortFloat(value: number): number {
  const single = Math.fround(value)
  if (!Number.isFinite(single) || Number.isInteger(single)) return single
  const size = Math.abs(single)
  if (size >= SCALED_MIN) return single < 0 ? -shortScaled(size) : shortScaled(size)
  const isNormal = size >= SMALLEST_NORMAL_FLOAT
  for (let digits = isNormal ? FLOAT_DIGITS_MIN : 1; digits < FLOAT_DIGITS_MAX; digits += 1) {
    const shortened = Number(single.toPrecision(digits))
    if (Math.fround(shortened) === single) return shortened
  }
  return Number(single.toPrecision(FLOAT_DIGITS_MAX))
}

const SCALED_MIN = 0.001
const POWERS_OF_TEN = Array.from({ length: 12 }, (_, exponent) => 10 ** exponent)

/**
 * Without a text on the way, for a size from 0.001 on. A float has 24 bits and 10^11 needs 26 besides its twos, so their
 * product is exact in a double, and the quotient of two exact numbers is the double that their decimal text stands for.
 */
function shortScaled(size: number): number {
  let places = FLOAT_DIGITS_MIN - 1
  for (let bound = 10; size >= bound && places > 0; bound *= 10) places -= 1
  for (let bound = 1; size < bound; bound /= 10) places += 1
  for (let more = FLOAT_DIGITS_MAX - FLOAT_DIGITS_MIN; more > 0; more -= 1) {
    const shortened = rounded(size, places)
    if (Math.fround(shortened) === size) return shortened
    places += 1
  }
  return rounded(size, places)
}

function rounded(size: number, places: number): number {
  const power = POWERS_OF_TEN[places] as number
  return Math.round(size * power) / power
}

/** The engine keeps the texts of these, or writes them faster than anyone. */
const SMALL_MAX = 0x3fff_ffff

const LINE = codeLine()

/** The decimal digits of an integer; a number is a safe one. */
export function integerText(value: number | bigint): string {
  if (typeof value === 'bigint' || (value <= SMALL_MAX && value >= -SMALL_MAX)) return String(value)
  addInteger(begin(LINE), value)
  return textOfLine(LINE) ?? String(value)
}

/** A decimal from its unscaled integer: `-0.50` is (-50n, 2). */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString()
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const sign = unscaled < 0n ? '-' : ''
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
