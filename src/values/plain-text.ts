/**
 * Recognises the texts that are canonical as they came, which are most of what endpoints send. They only say yes when it is
 * certain; everything else is read by the slow way.
 */

import { addText, begin, codeLine, textOfLine } from './code-line.js'

const ZERO = 48
const NINE = 57
const MINUS = 45
const POINT = 46
const COLON = 58
const SPACE = 32

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE
}

function areDigits(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isDigit(text.charCodeAt(at))) return false
  return true
}

/** Where the digits start; a sign is before them. */
function afterSign(text: string): number {
  return text.charCodeAt(0) === MINUS ? 1 : 0
}

/** Digits without zeros in front, from `start` to `end`; a single 0 is one. */
function isWhole(text: string, start: number, end: number): boolean {
  const isZero = text.charCodeAt(start) === ZERO
  return end > start && (!isZero || end === start + 1) && areDigits(text, start, end)
}

/** Up to here a loop is faster than a regular expression, in texts that are cut from others. */
const SHORT_LENGTH = 12
const PLAIN_INTEGER = /^-?[1-9][0-9]*$/

/** `0`, `-42`; not `-0`, `007`, `+1`. */
export function isPlainInteger(text: string): boolean {
  if (text.length > SHORT_LENGTH) return PLAIN_INTEGER.test(text)
  const start = afterSign(text)
  return isWhole(text, start, text.length) && (start === 0 || text.charCodeAt(1) !== ZERO)
}

/** `-12.50` for a scale of 2, which is not 0; not `-0.00`, whose sign means nothing. */
export function isPlainDecimal(text: string, scale: number): boolean {
  const start = afterSign(text)
  const point = text.length - scale - 1
  if (start === 1 && text.charCodeAt(1) === ZERO) return false
  return (
    text.charCodeAt(point) === POINT &&
    isWhole(text, start, point) &&
    areDigits(text, point + 1, text.length)
  )
}

/** Smaller numbers have an exponent in their shortest text. */
const FRACTION_DIGITS_BELOW_ONE_MAX = 6

/**
 * A number in plain notation of so few digits that it is its own shortest text: 15 digits identify a 64-bit float, and 6 a
 * 32-bit one. `-0.25`, `1000`; not `1.50`, `1e5`, `-0`.
 */
export function isShortNumber(text: string, digitsMax: number): boolean {
  const start = afterSign(text)
  const point = text.indexOf('.')
  const isBelowOne = text.charCodeAt(start) === ZERO
  if (point < 0) {
    return (
      text.length - start <= digitsMax &&
      isWhole(text, start, text.length) &&
      !(isBelowOne && start === 1)
    )
  }
  const fraction = text.length - point - 1
  return (
    text.length - start - 1 <= digitsMax &&
    (!isBelowOne || fraction <= FRACTION_DIGITS_BELOW_ONE_MAX) &&
    isWhole(text, start, point) &&
    fraction > 0 &&
    areDigits(text, point + 1, text.length) &&
    text.charCodeAt(text.length - 1) !== ZERO
  )
}

/** A number in plain notation, however it is spelled: `-007.50`, `1.`; not `1e5`, `.5`. */
export function isPlainNumber(text: string): boolean {
  const start = afterSign(text)
  const point = text.indexOf('.', start + 1)
  if (point < 0) return text.length > start && areDigits(text, start, text.length)
  return areDigits(text, start, point) && areDigits(text, point + 1, text.length)
}

/** The last of February is for the calendar. */
const DAYS_MAX: readonly number[] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const DATE_LENGTH = 10
const CLOCK_LENGTH = 8

function two(text: string, at: number): number {
  const tens = text.charCodeAt(at)
  const ones = text.charCodeAt(at + 1)
  return isDigit(tens) && isDigit(ones) ? tens * 10 + ones - 11 * ZERO : -1
}

/** `2024-02-28` at the start of a text: years of four digits, and no 29 February. */
function hasPlainDate(text: string): boolean {
  const month = two(text, 5)
  const day = two(text, 8)
  return (
    text.charCodeAt(4) === MINUS &&
    text.charCodeAt(7) === MINUS &&
    areDigits(text, 0, 4) &&
    (text.charCodeAt(0) !== ZERO || !text.startsWith('0000')) &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= (DAYS_MAX[month] as number)
  )
}

export function isPlainDate(text: string): boolean {
  return text.length === DATE_LENGTH && hasPlainDate(text)
}

/** The digits of a second in a clock from `start` to `end`: `12:34:56.5` has 1. -1 for what is no plain clock. */
function secondDigits(text: string, start: number, end: number): number {
  const at = start + CLOCK_LENGTH
  if (text.charCodeAt(start + 2) !== COLON || text.charCodeAt(start + 5) !== COLON) return -1
  const hours = two(text, start)
  const minutes = two(text, start + 3)
  const seconds = two(text, start + 6)
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59)
    return -1
  if (end === at) return 0
  const isFraction = end > at + 1 && text.charCodeAt(at) === POINT && areDigits(text, at + 1, end)
  return isFraction ? end - at - 1 : -1
}

const LINE = codeLine()
const ZEROS = '000000000'

/** What makes `shown` digits of a second `digits` of them. */
function missingDigits(shown: number, digits: number): string {
  return (shown === 0 ? '.' : '') + ZEROS.slice(0, digits - shown)
}

/** The canonical text of `12:34:56.5`; undefined where it takes a closer look. */
export function plainTime(text: string, digits: number): string | undefined {
  const shown = secondDigits(text, 0, text.length)
  if (shown === digits) return text
  if (shown < 0 || shown > digits) return undefined
  addText(begin(LINE), text)
  addText(LINE, missingDigits(shown, digits))
  return textOfLine(LINE)
}

/** The canonical text of `2024-02-28 12:34:56.5`, with `+00` where it is `zoned`; undefined where it takes a closer look. */
export function plainTimestamp(text: string, digits: number, zoned: boolean): string | undefined {
  if (text.charCodeAt(DATE_LENGTH) !== SPACE || !hasPlainDate(text)) return undefined
  if (zoned && !text.endsWith(UTC)) return undefined
  const end = zoned ? text.length - UTC.length : text.length
  const shown = secondDigits(text, DATE_LENGTH + 1, end)
  if (shown === digits) return text
  if (shown < 0 || shown > digits) return undefined
  const missing = missingDigits(shown, digits)
  addText(begin(LINE), text, 0, end)
  addText(LINE, missing)
  if (zoned) addText(LINE, UTC)
  return textOfLine(LINE)
}

const UTC = '+00'

const PLAIN_HEX = /^\\x[0-9a-f]*$/

/** `\\x00ff` in lower case; the number of digits is not looked at. */
export function isPlainHex(text: string): boolean {
  return PLAIN_HEX.test(text)
}

const PLAIN_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** In lower case, with hyphens. */
export function isPlainUuid(text: string): boolean {
  return PLAIN_UUID.test(text)
}
