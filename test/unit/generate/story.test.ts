import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newScript, planFrom, send } from '../../../src/generate/script.js'
import { story } from '../../../src/generate/story.js'
import { statementsOf } from '../../../src/model/plan.js'

const script = () => newScript([{ name: 'a', node: 'any' }])
const counting = story({
  begin: script,
  intents: [
    { weight: 1, act: (tale, dice) => send(tale, 'a', `SELECT ${dice.below(10)} AS x`) },
    { weight: 3, act: (tale) => send(tale, 'a', 'SELECT NULL AS x') },
  ],
  length: { min: 2, max: 40 },
  full: (tale) => tale.steps.length >= 30,
  end: planFrom,
})

test('a story has as many intents as it says, ends when it is full, and is not small by default', () => {
  const lengths = fc.sample(counting, { numRuns: 200, seed: 1 }).map(({ steps }) => steps.length)
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(2)
  expect(Math.max(...lengths)).toBe(30)
  expect(lengths.filter((length) => length > 10).length).toBeGreaterThan(100)
})

test('a story shrinks to few intents', () => {
  const found = fc.check(
    fc.property(counting, (plan) => !statementsOf(plan).some(({ sql }) => sql === 'SELECT 7 AS x')),
    { numRuns: 1_000, seed: 1 },
  )
  expect(found.failed).toBe(true)
  expect(found.counterexample?.[0].steps.length).toBeLessThanOrEqual(3)
})
