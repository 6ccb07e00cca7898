import { assert } from '../model/errors.js'

/** A stream of decisions that follows from one 32-bit salt alone. */
export interface Dice {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number
  /** True in `parts` of `whole` throws. */
  chance(parts: number, whole: number): boolean
  pick<T>(list: readonly T[]): T
}

/** Mulberry32, a generator of 32 bits of state: small, quick, and good enough to choose from short lists. */
export function diceOf(salt: number): Dice {
  let state = salt | 0
  const below = (limit: number): number => {
    assert(limit > 0, 'dice with no side')
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  return {
    below,
    chance: (parts, whole) => below(whole) < parts,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
  }
}
