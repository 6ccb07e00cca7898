import type { DuckType } from '../../values/duck-type.js'

const INTEGER = /^U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?$|^BIGNUM$/
const NUMBER = /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** Whether a value's text is what the file has, read as the column's type where that is a number or a boolean. */
export function sameValue(actual: string, expected: string, type: DuckType): boolean {
  if (actual === expected) return true
  if (isPattern(expected)) return matchesPattern(actual, expected)
  if (type.name === 'BOOLEAN') return truth(actual) === truth(expected)
  if (type.name === 'DOUBLE' || type.name === 'FLOAT') return nearlyEqual(actual, expected)
  if (type.name === 'TIMESTAMP WITH TIME ZONE') return sameInstant(actual, expected)
  const isNumeric = type.id === 'DECIMAL' || INTEGER.test(type.name)
  const number = expected.trim()
  if (!isNumeric || !NUMBER.test(actual) || !NUMBER.test(number)) return false
  const scale = type.id === 'DECIMAL' ? type.scale : 0
  return inScale(actual, scale) === inScale(number, scale)
}

/** `<REGEX>:...` and `<!REGEX>:...` */
export function isPattern(expected: string): boolean {
  return /^<!?REGEX>:/.test(expected)
}

/**
 * A pattern covers the whole text. One that only the runner's own engine can read says nothing
 * here, and matches.
 */
export function matchesPattern(actual: string, expected: string): boolean {
  const isWanted = expected.startsWith('<REGEX>:')
  const [, inline = '', source = ''] =
    /^(?:\(\?(\w+)\))?([\s\S]*)$/.exec(expected.replace(/^<!?REGEX>:/, '')) ?? []
  try {
    const flags = [...new Set(`${inline.replaceAll(/[^ims]/g, '')}s`)].join('')
    return new RegExp(`^(?:${source})$`, flags).test(actual) === isWanted
  } catch {
    return true
  }
}

function truth(text: string): string {
  const lower = text.toLowerCase()
  if (lower === 'true' || lower === '1') return '1'
  return lower === 'false' || lower === '0' ? '0' : text
}

/** The runner's own tolerance. */
function nearlyEqual(actual: string, expected: string): boolean {
  const [left, right] = [floating(actual), floating(expected)]
  if (left === undefined || right === undefined) return false
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.isNaN(left) && Number.isNaN(right)
  if (!Number.isFinite(left) || !Number.isFinite(right)) return left === right
  return Math.abs(left - right) <= Math.abs(right) * 0.01 + 0.00000001
}

function floating(text: string): number | undefined {
  const named = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity, infinity: Infinity }
  const lower = text.trim().toLowerCase()
  if (lower in named) return named[lower as keyof typeof named]
  return NUMBER.test(lower) ? Number(lower.replaceAll('_', '')) : undefined
}

const INSTANT = /^(\d{4,6}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d)(?::?(\d\d))?$/

/** The file has the time in the zone that it has set, the answer has it in UTC. */
function sameInstant(actual: string, expected: string): boolean {
  const [left, right] = [instant(actual), instant(expected)]
  return left !== undefined && left === right
}

/** Milliseconds with the digits of the fraction behind them. */
function instant(text: string): string | undefined {
  const [, date, time, fraction = '', hours, minutes = '00'] = INSTANT.exec(text) ?? []
  const timeMs = Date.parse(`${date}T${time}${hours}:${minutes}`)
  return Number.isNaN(timeMs) ? undefined : `${timeMs}${Number(`0${fraction}`)}`
}

/** The number with so many digits after its point, as a whole number of units. */
function inScale(text: string, scale: number): string {
  const plain = /^([+-]?)(\d*)\.?(\d*)$/.exec(text.replaceAll('_', ''))
  if (!plain) return String(Number(text) * 10 ** scale)
  const [, sign = '', whole = '', fraction = ''] = plain
  const digits = BigInt(`${whole}${fraction.slice(0, scale).padEnd(scale, '0')}` || '0')
  const up = (fraction[scale] ?? '0') >= '5' ? 1n : 0n
  const units = digits + up
  return String(sign === '-' ? -units : units)
}
