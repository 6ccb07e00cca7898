import { type Key, permuted, permutedBetween } from './permute.js'

/** The ends of integer types, and the number beyond each: they are nobody's secret, and often the cause. */
const EDGES: readonly bigint[] = [7n, 8n, 15n, 16n, 31n, 32n, 63n, 64n, 127n, 128n].flatMap(
  (bits) => [2n ** bits - 1n, 2n ** bits],
)

const ENDS: readonly bigint[] = [0n, 1n, ...EDGES]

/** Numbers with a larger exponent are at the ends of floating-point types. */
const EXPONENT_MAX = 30

const NUMBER = /^(\d*)(?:(\.)(\d*))?([eE][+-]?\d+)?$/

/** Whether a text without sign is a number, underscores apart. */
export function isNumber(text: string): boolean {
  return /\d/.test(text) && NUMBER.test(text.replaceAll('_', ''))
}

/**
 * Another number with as many digits before and after the point, as many zeros at either end and the same exponent, in
 * the range of the same integer type. 0, 1 and the ends of integer types stay as they are.
 */
export function otherNumber(key: Key, text: string): string {
  const [, whole = '', point = '', fraction = '', exponent = ''] =
    NUMBER.exec(text.replaceAll('_', '')) ?? []
  if (Math.abs(Number(exponent.slice(1))) >= EXPONENT_MAX) return text
  return otherWhole(key, whole) + point + otherFraction(key, fraction) + exponent
}

function otherWhole(key: Key, digits: string): string {
  const zeros = /^0*/.exec(digits)?.[0] ?? ''
  const core = digits.slice(zeros.length)
  return core === '' ? digits : zeros + otherInteger(key, BigInt(core)).toString()
}

/** Among the numbers of as many digits between the same two ends of types. */
function otherInteger(key: Key, value: bigint): bigint {
  if (ENDS.includes(value)) return value
  const digits = BigInt(value.toString().length)
  const below = ENDS.findLast((end) => end < value) ?? 0n
  const above = ENDS.find((end) => end > value) ?? 10n ** digits
  const low = max(10n ** (digits - 1n), below + 1n)
  const high = min(10n ** digits - 1n, above - 1n)
  return permutedBetween(key, 'integer', value, [low, high])
}

/** Its last digit that is no zero stays none, so that 1.5 and 1.50 stay one number. */
function otherFraction(key: Key, digits: string): string {
  const core = digits.replace(/0+$/, '')
  if (core === '') return digits
  // Numbers below 10^n that do not end in zero, counted without those that do.
  const value = BigInt(core)
  const rank = value - value / 10n - 1n
  const size = 9n * 10n ** BigInt(core.length - 1)
  const other = permuted(key, 'fraction', rank, size)
  const number = other + other / 9n + 1n
  return number.toString().padStart(core.length, '0') + digits.slice(core.length)
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
