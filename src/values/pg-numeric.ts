import { int16At, uint16At } from './byte-string.js'
import { DIGITS_PER_GROUP, GROUP_MAX, plainNumeric } from './plain-numeric.js'

const HEADER_BYTES = 8
const POSITIVE = 0x0000
const NEGATIVE = 0x4000
const SPECIAL: Readonly<Record<number, string>> = { 49152: 'nan', 53248: 'inf', 61440: '-inf' }

/**
 * PostgreSQL's binary numeric as text with as many digits after the point as it says: groups of four decimal digits, the
 * weight of the first, a sign, and the digits to show. Zero has no sign. Undefined for bytes of another form.
 */
export function numericText(cell: string, start: number, end: number): string | undefined {
  if (end - start < HEADER_BYTES) return undefined
  const count = uint16At(cell, start)
  if (end - start !== HEADER_BYTES + 2 * count) return undefined
  const weight = int16At(cell, start + 2)
  const sign = uint16At(cell, start + 4)
  const scale = uint16At(cell, start + 6)
  const special = SPECIAL[sign]
  if (special !== undefined) return special
  if (sign !== POSITIVE && sign !== NEGATIVE) return undefined
  const isNegative = sign === NEGATIVE
  const plain = plainNumeric(cell, { first: start + HEADER_BYTES, end, weight, scale, isNegative })
  if (plain !== undefined) return plain
  const digits = groupsText(cell, start + HEADER_BYTES, end)
  return digits === undefined ? undefined : placed(digits, { weight, scale, sign })
}

/** As numericText for a cell that shows `scale` digits and is written in the common form; undefined for others. */
export function exactNumeric(cell: string, scale: number): string | undefined {
  const end = cell.length
  if (end < HEADER_BYTES || end !== HEADER_BYTES + 2 * uint16At(cell, 0)) return undefined
  const sign = uint16At(cell, 4)
  const isNegative = sign === NEGATIVE
  if (uint16At(cell, 6) !== scale || (sign !== POSITIVE && !isNegative)) return undefined
  return plainNumeric(cell, {
    first: HEADER_BYTES,
    end,
    weight: int16At(cell, 2),
    scale,
    isNegative,
  })
}

const GROUPS: readonly string[] = Array.from({ length: GROUP_MAX + 1 }, (_, group) =>
  String(group).padStart(DIGITS_PER_GROUP, '0'),
)

function groupsText(cell: string, start: number, end: number): string | undefined {
  let digits = ''
  for (let at = start; at < end; at += 2) {
    const group = uint16At(cell, at)
    if (group > GROUP_MAX) return undefined
    digits += GROUPS[group]
  }
  return digits
}

interface Place {
  readonly weight: number
  readonly scale: number
  readonly sign: number
}

/** Digits behind the scale that are not zero are kept, so that a scale that is too small is seen. */
function placed(digits: string, { weight, scale, sign }: Place): string {
  const wholeDigits = (weight + 1) * DIGITS_PER_GROUP
  const whole = wholeDigits <= 0 ? '' : digits.slice(0, wholeDigits).padEnd(wholeDigits, '0')
  const fraction =
    wholeDigits < 0 ? '0'.repeat(-wholeDigits) + digits : digits.slice(Math.max(wholeDigits, 0))
  const shown = fraction.padEnd(scale, '0')
  const rest = shown.slice(scale).replace(/0+$/, '')
  const after = shown.slice(0, scale) + rest
  const text = `${whole.replace(/^0+/, '') || '0'}${after === '' ? '' : `.${after}`}`
  return sign === NEGATIVE && /[1-9]/.test(text) ? `-${text}` : text
}
