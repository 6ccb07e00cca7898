import { expect, test } from 'vitest'
import type { Plan, Step } from '../../../src/model/plan.js'
import { statement } from '../../../src/model/statement.js'
import { singleRemovals } from '../../../src/reduce/removals.js'
import { reduceWhile } from './reduce-while.js'

const UNLIMITED = { maxExecutions: 100_000, shouldStop: () => false }

/** `a1 b2 a3`: the session and a text for each step. */
function planOf(text: string): Plan {
  const steps = text.split(' ').map((word): Step => {
    const session = word.charAt(0)
    if (word.endsWith('!')) return { kind: 'cancel', session }
    return { kind: 'statement', session, statement: statement(`SELECT ${word.slice(1)}`) }
  })
  const names = [...new Set(steps.map(({ session }) => session))]
  return { sessions: names.map((name) => ({ name, node: 'any' })), steps, features: [] }
}

function textOf({ steps }: Plan): string {
  return steps
    .map((step) => {
      const what = step.kind === 'statement' ? step.statement.sql.replace('SELECT ', '') : '!'
      return step.session + what
    })
    .join(' ')
}

const words = (plan: Plan) => textOf(plan).split(' ')

test.each([
  ['one session after the other where that is enough', 'a1 b2 a3 b4', () => true, 'a1 a3 b4 b2'],
  [
    'steps move to their like while what must come before does',
    'a1 b2 a3 b4 a5',
    (plan: Plan) => words(plan).indexOf('b2') < words(plan).indexOf('a3'),
    'b2 b4 a1 a3 a5',
  ],
  [
    'nothing moves where the order is what fails',
    'a1 b2 a3',
    (plan: Plan) => textOf(plan) === 'a1 b2 a3',
    'a1 b2 a3',
  ],
])('%s', async (_, text, orderFails, expected) => {
  const plan = planOf(text)
  const all = words(plan).toSorted().join()
  const { case: reduced } = await reduceWhile(
    { header: {}, plan },
    async ({ plan: candidate }) =>
      words(candidate).toSorted().join() === all && orderFails(candidate),
    UNLIMITED,
  )
  expect(words(reduced.plan).toSorted()).toEqual(words(plan).toSorted())
  const switches = (one: Plan) =>
    one.steps.filter(({ session }, at) => at > 0 && one.steps[at - 1]?.session !== session).length
  expect(switches(reduced.plan)).toBe(switches(planOf(expected)))
  expect(orderFails(reduced.plan)).toBe(true)
})

test('cancels go, all at once or with their sessions, unless one matters', async () => {
  const plan = planOf('a1 a! b2 b! a3')
  const shown = await reduceWhile({ header: {}, plan }, async () => true, UNLIMITED)
  expect(textOf(shown.case.plan)).not.toContain('!')
  const needs = async ({ plan: one }: { plan: Plan }) => words(one).includes('b!')
  expect(textOf((await reduceWhile({ header: {}, plan }, needs, UNLIMITED)).case.plan)).toBe('b!')
})

test('single removals take each step once, by its text', () => {
  const plan = planOf('a1 b! a3')
  const removals = [...singleRemovals(plan, undefined)].map(
    ({ what, plan: one }) => `${what}: ${textOf(one)}`,
  )
  expect(removals.slice(0, 3)).toEqual([
    'without SELECT 3: a1 b!',
    'without a cancel in session b: a1 a3',
    'without SELECT 1: b! a3',
  ])
})
