import { CODES_MAX, digitCount, putDigits, roomFor, textOfCodes } from './code-text.js'

/**
 * A text that grows by parts, as codes (see code-text.ts). Kept by who makes such texts and used again: between `begin` and
 * `textOfLine` nobody else may have it.
 */
export interface CodeLine {
  readonly codes: number[]
  /** More than CODES_MAX when it did not hold all. */
  length: number
}

export function codeLine(): CodeLine {
  return { codes: Array.from({ length: CODES_MAX }, () => 0), length: 0 }
}

/** The line, empty again. */
export function begin(line: CodeLine): CodeLine {
  line.length = 0
  return line
}

const OVERFULL = 2 * CODES_MAX

/** Adds a text, or the part of it from `start` to `end`. */
export function addText(line: CodeLine, text: string, start = 0, end = text.length): void {
  const { codes, length } = line
  const total = length + end - start
  line.length = total > CODES_MAX ? OVERFULL : total
  if (total > CODES_MAX) return
  for (let at = start; at < end; at += 1) codes[length + at - start] = text.charCodeAt(at)
}

const MINUS = 45
const EIGHT_DIGITS = 100_000_000
/** 2^53 has sixteen digits, and a sign may be before them. */
const INTEGER_LENGTH_MAX = 17

/** Adds the decimal digits of a safe integer. */
export function addInteger(line: CodeLine, value: number): void {
  const { codes, length } = line
  if (length + INTEGER_LENGTH_MAX > CODES_MAX) line.length = OVERFULL
  else if (value >= 0) line.length = putInteger(codes, length, value)
  else {
    codes[length] = MINUS
    line.length = putInteger(codes, length + 1, -value)
  }
}

/** Where the digits end. */
function putInteger(codes: number[], start: number, size: number): number {
  const high = size < EIGHT_DIGITS ? 0 : Math.floor(size / EIGHT_DIGITS)
  const low = (size - high * EIGHT_DIGITS) | 0
  const middle = high === 0 ? start : start + digitCount(high)
  const end = middle + (high === 0 ? digitCount(low) : 8)
  if (high > 0) putDigits(codes, start, middle, high)
  putDigits(codes, middle, end, low)
  return end
}

/** The whole text; undefined where the line did not hold it. */
export function textOfLine({ codes, length }: CodeLine): string | undefined {
  if (length > CODES_MAX) return undefined
  const room = roomFor(length)
  for (let at = 0; at < length; at += 1) room[at] = codes[at] as number
  return textOfCodes(room)
}
