/**
 * Texts that are made character by character. Put together from parts a text would stay in parts, which costs memory;
 * so codes are written into an array that is kept for its length, and one call makes the text of them.
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

/** The codes of a text. */
export function putText(codes: number[], at: number, text: string): void {
  for (let i = 0; i < text.length; i += 1) codes[at + i] = text.charCodeAt(i)
}
