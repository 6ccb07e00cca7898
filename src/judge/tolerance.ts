import type { Cell } from '../model/outcome.js'
import type { Tolerance } from './cell-rule.js'

/** Whether two cells are near enough. NULL, NaN and infinities have nothing near them but themselves, nor has -0. */
export function withinTolerance(one: Cell, other: Cell, tolerance: Tolerance): boolean {
  if (one === other) return true
  const [left, right] = [finite(one), finite(other)]
  if (left === undefined || right === undefined) return false
  if ('absolute' in tolerance) return Math.abs(left - right) <= tolerance.absolute
  return ulpsBetween(left, right) <= BigInt(Math.floor(tolerance.ulps))
}

const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

function finite(cell: Cell): number | undefined {
  if (cell === null || !NUMBER.test(cell)) return undefined
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
