/**
 * Texts that are made character by character. Put together from parts a text would stay in parts, and each of them would be
 * moved by every collection of garbage; so codes are written into an array that is kept, and one call makes the text.
 */

/** Longer texts are not made here. */
export const CODES_MAX = 80

const ZERO = 48

const ROOMS = Array.from({ length: CODES_MAX + 1 }, (_, length) =>
  Array.from({ length }, () => ZERO),
)

/** An array of `length` codes, at most CODES_MAX, to be filled and made a text of before it is asked for again. */
export function roomFor(length: number): number[] {
  return ROOMS[length] as number[]
}

/** The text of all codes of an array, each below 65536. */
export function textOfCodes(codes: number[]): string {
  return String.fromCharCode.apply(null, codes)
}

const TENS = Uint8Array.from({ length: 100 }, (_, value) => ZERO + Math.floor(value / 10))
const ONES = Uint8Array.from({ length: 100 }, (_, value) => ZERO + (value % 10))

/** Two decimal digits of a value below 100. */
export function putTwo(codes: number[], at: number, value: number): void {
  codes[at] = TENS[value] as number
  codes[at + 1] = ONES[value] as number
}

/** Four decimal digits of a value below 10 000. */
export function putFour(codes: number[], at: number, value: number): void {
  const hundreds = (value / 100) | 0
  putTwo(codes, at, hundreds)
  putTwo(codes, at + 2, value - hundreds * 100)
}

/** The last digits of a value below 2^31, zeros in front included, so that they end at `end`. */
export function putDigits(codes: number[], start: number, end: number, value: number): void {
  let rest = value
  for (let at = end - 1; at >= start; at -= 1) {
    const next = (rest / 10) | 0
    codes[at] = ZERO + rest - next * 10
    rest = next
  }
}

/** The codes of a text. */
export function putText(codes: number[], at: number, text: string): void {
  for (let i = 0; i < text.length; i += 1) codes[at + i] = text.charCodeAt(i)
}

/** Decimal digits of an integer from 0 to 99 999 999. */
export function digitCount(value: number): number {
  let count = 1
  for (let bound = 10; value >= bound && count < 8; bound *= 10) count += 1
  return count
}
