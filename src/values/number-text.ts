/** The shortest decimal text that reads back as the same number; `-0`, `nan`, `inf`, `-inf` are kept. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (value === Number.POSITIVE_INFINITY) return 'inf'
  if (value === Number.NEGATIVE_INFINITY) return '-inf'
  return Object.is(value, -0) ? '-0' : String(value)
}

const FLOAT_DIGITS_MAX = 9
/** No two texts of so few digits are the same normal float, so that fewer need not be tried: they end in zeros then. */
const FLOAT_DIGITS_MIN = 6
const SMALLEST_NORMAL_FLOAT = 1.1754943508222875e-38

/** As doubleText, for a 32-bit float: 0.1 and not 0.10000000149011612. */
export function floatText(value: number): string {
  const single = Math.fround(value)
  if (!Number.isFinite(single) || Number.isInteger(single)) return doubleText(single)
  const isNormal = Math.abs(single) >= SMALLEST_NORMAL_FLOAT
  for (let digits = isNormal ? FLOAT_DIGITS_MIN : 1; digits < FLOAT_DIGITS_MAX; digits += 1) {
    const shortened = Number(single.toPrecision(digits))
    if (Math.fround(shortened) === single) return String(shortened)
  }
  return String(Number(single.toPrecision(FLOAT_DIGITS_MAX)))
}

/** A decimal from its unscaled integer: `-0.50` is (-50n, 2). */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString()
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const sign = unscaled < 0n ? '-' : ''
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
