import type { Cell } from '../model/outcome.js'
import type { Tolerance } from './cell-rule.js'

/**
 * Whether two cells are near enough. NULL, NaN and infinities have nothing near them but themselves, nor has -0. Of nested
 * values each number is held against its counterpart, and all else must be equal.
 */
export function withinTolerance(one: Cell, other: Cell, tolerance: Tolerance): boolean {
  if (one === other) return true
  if (one === null || other === null) return false
  if (!/^[[{]/.test(one) || !/^[[{]/.test(other)) return isNearNumber(one, other, tolerance)
  const [left, right] = [parts(one), parts(other)]
  const isNearPart = (part: string, at: number) => isSamePart(part, right[at] ?? '', tolerance)
  return left.length === right.length && left.every(isNearPart)
}

function isSamePart(one: string, other: string, tolerance: Tolerance): boolean {
  if (one === other) return true
  const areIntegers = /^-?\d+$/.test(one) && /^-?\d+$/.test(other)
  return !areIntegers && isNearNumber(one, other, tolerance)
}

/** The numbers of a nested text, and what stands between them; numbers in quotes are text. */
function parts(nested: string): readonly string[] {
  return nested.match(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|[^"\d-]+|-/g) ?? []
}

function isNearNumber(one: string, other: string, tolerance: Tolerance): boolean {
  const [left, right] = [finite(one), finite(other)]
  if (left === undefined || right === undefined) return false
  if ('absolute' in tolerance) return Math.abs(left - right) <= tolerance.absolute
  return ulpsBetween(left, right) <= BigInt(Math.floor(tolerance.ulps))
}

const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

function finite(cell: string): number | undefined {
  if (!NUMBER.test(cell)) return undefined
  const value = Number(cell)
  return Number.isFinite(value) && !Object.is(value, -0) ? value : undefined
}

/** How many doubles lie between two, one of them included: 0 for equal ones. */
export function ulpsBetween(one: number, other: number): bigint {
  const distance = place(one) - place(other)
  return distance < 0n ? -distance : distance
}

const view = new DataView(new ArrayBuffer(8))

/** The doubles in their order, counted from zero. */
function place(value: number): bigint {
  view.setFloat64(0, value)
  const bits = view.getBigInt64(0)
  return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits
}
