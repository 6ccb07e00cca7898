import { uint16At } from './byte-string.js'
import { CODES_MAX, digitCount, putDigits, putFour, roomFor, textOfCodes } from './code-text.js'

export const DIGITS_PER_GROUP = 4
export const GROUP_MAX = 9999

const POINT = 46
const MINUS = 45

/** A binary numeric: groups of four decimal digits from `first` to `end`, of which the first counts 10000^weight. */
export interface NumericGroups {
  readonly first: number
  readonly end: number
  readonly weight: number
  /** Digits behind the point. */
  readonly scale: number
  readonly isNegative: boolean
}

/**
 * The text of a numeric in its common form: no zeros in front, and nothing behind the digits that are shown. Undefined for
 * others, for what is no numeric, and for negative ones below 1, which may be a zero that has no sign.
 */
export function plainNumeric(cell: string, groups: NumericGroups): string | undefined {
  const { weight, scale, isNegative } = groups
  const leading = weight < 0 ? 0 : groupAt(cell, groups, weight)
  if (leading > GROUP_MAX || (leading === 0 && (weight > 0 || isNegative))) return undefined
  const start = isNegative ? 1 : 0
  const rest = start + digitCount(leading)
  const point = rest + DIGITS_PER_GROUP * Math.max(weight, 0)
  const length = scale === 0 ? point : point + 1 + scale
  if (length > CODES_MAX) return undefined
  const codes = roomFor(length)
  if (isNegative) codes[0] = MINUS
  putDigits(codes, start, rest, leading)
  if (!putWhole(codes, rest, cell, groups)) return undefined
  if (scale > 0) codes[point] = POINT
  return putFraction(codes, point + 1, cell, groups) ? textOfCodes(codes) : undefined
}

/** Zero where the group is left out. */
function groupAt(cell: string, { first, end, weight }: NumericGroups, power: number): number {
  const at = first + 2 * (weight - power)
  return at < first || at >= end ? 0 : uint16At(cell, at)
}

function putWhole(codes: number[], start: number, cell: string, groups: NumericGroups): boolean {
  let at = start
  for (let power = groups.weight - 1; power >= 0; power -= 1) {
    const group = groupAt(cell, groups, power)
    if (group > GROUP_MAX) return false
    putFour(codes, at, group)
    at += DIGITS_PER_GROUP
  }
  return true
}

const DIVISORS = [10_000, 1000, 100, 10]

/** False where there is more than is shown. */
function putFraction(codes: number[], start: number, cell: string, groups: NumericGroups): boolean {
  let power = -1
  for (let at = start; at < codes.length; at += DIGITS_PER_GROUP) {
    const group = groupAt(cell, groups, power)
    if (group > GROUP_MAX) return false
    const shown = codes.length - at
    if (shown >= DIGITS_PER_GROUP) putFour(codes, at, group)
    else {
      const divisor = DIVISORS[shown] as number
      if (group % divisor !== 0) return false
      putDigits(codes, at, codes.length, group / divisor)
    }
    power -= 1
  }
  return groups.first + 2 * (groups.weight - power) >= groups.end
}
