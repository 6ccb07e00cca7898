import { expect, test } from 'vitest'
import { diceOf } from '../../../src/random/dice.js'

test('the same salt throws the same numbers, another salt others', () => {
  const throws = (salt: number) => {
    const dice = diceOf(salt)
    return Array.from({ length: 20 }, () => dice.below(1_000_000))
  }
  expect(throws(7)).toEqual(throws(7))
  expect(throws(7)).not.toEqual(throws(8))
})

test('every side comes up about as often, and none outside', () => {
  const dice = diceOf(1)
  const counts = new Array<number>(6).fill(0)
  for (let i = 0; i < 6_000; i += 1) {
    const side = dice.below(6)
    counts[side] = (counts[side] ?? 0) + 1
  }
  expect(counts.length).toBe(6)
  expect(Math.min(...counts)).toBeGreaterThan(850)
  expect(Math.max(...counts)).toBeLessThan(1_150)
})

test('chance: never is never and always is always', () => {
  const dice = diceOf(3)
  const throws = Array.from({ length: 100 }, () => [dice.chance(0, 5), dice.chance(5, 5)])
  expect(throws.every(([never, always]) => !never && always)).toBe(true)
})
