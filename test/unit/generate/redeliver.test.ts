import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redeliver } from '../../../src/generate/redeliver.js'
import { type Plan, type Step, statementsOf } from '../../../src/model/plan.js'
import type { Capability } from '../../../src/model/profile.js'
import { type Statement, statement } from '../../../src/model/statement.js'
import { diceOf } from '../../../src/random/dice.js'

const everything = () => true
const nothing = () => false

function planOf(...statements: readonly Statement[]): Plan {
  const steps = statements.map((one): Step => ({ kind: 'statement', session: 'a', statement: one }))
  return { sessions: [{ name: 'a', node: 'any' }], steps, features: ['x'] }
}

const params = [{ type: 'INTEGER', text: '1' }]
const MANY = 400

/** So many redeliveries of one statement. */
function forms(one: Statement, supports: (capability: Capability) => boolean = everything) {
  const plan = planOf(...Array.from({ length: MANY }, () => one))
  return statementsOf(redeliver(plan, supports, diceOf(1)))
}

const howOf = ({ delivery, wire }: Statement) => JSON.stringify([delivery, wire ?? {}])

test('a query travels in every way, and about half of the time in its own', () => {
  const all = forms(statement('SELECT 1 AS one'))
  const ways = new Set(all.map(howOf))
  for (const delivery of ['simple', 'extended', 'prepared', 'pipeline'] as const) {
    expect(all.some((one) => one.delivery === delivery)).toBe(true)
  }
  for (const fetchRows of [1, 2, 7]) {
    expect(ways).toContain(JSON.stringify(['extended', { results: 'binary', fetchRows }]))
    expect(ways).toContain(JSON.stringify(['prepared', { fetchRows }]))
  }
  const own = all.filter((one) => howOf(one) === howOf(statement('')))
  expect(own.length).toBeGreaterThan(MANY / 3)
  expect(own.length).toBeLessThan((MANY * 3) / 4)
})

test.each<[string, Statement, RegExp]>([
  ['a write', statement('INSERT INTO t VALUES (1)'), /^\["\w+",\{\}\]$/],
  ['a write with rows', statement('DELETE FROM t RETURNING i'), /^((?!fetchRows).)*$/],
  ['BEGIN', statement('BEGIN'), /^\["\w+",\{\}\]$/],
  ['several statements', statement('SELECT 1; SELECT 2'), /^\["(simple|pipeline)",\{\}\]$/],
  ['no statement', statement('-- nothing'), /^\["simple",\{\}\]$/],
  [
    'a statement with parameters',
    statement('SELECT $1::INTEGER', { params, delivery: 'extended' }),
    /^\["(extended|prepared)"/,
  ],
])('%s keeps its meaning', (_, one, allowed) => {
  const all = forms(one)
  expect(all.filter((form) => !allowed.test(howOf(form)))).toEqual([])
  expect(all.every(({ sql, params: kept }) => sql === one.sql && kept === one.params)).toBe(true)
})

test('only what the endpoint can do', () => {
  const asked = statement('SELECT $1::INTEGER', { params, delivery: 'extended' })
  expect(forms(asked, nothing).every(({ wire }) => wire === undefined)).toBe(true)
  const portals = forms(asked, (capability) => capability === 'portals')
  expect(portals.some(({ wire }) => wire?.fetchRows !== undefined)).toBe(true)
  expect(portals.some(({ wire }) => wire?.results ?? wire?.parameters)).toBe(false)
})

test.each<[string, Partial<Statement>]>([
  ['a wire form', { delivery: 'extended', wire: { describeOnly: true } }],
  ['a name that it shares', { same: 'q1' }],
  ['a pipeline', { delivery: 'pipeline' }],
  ['a copy', { delivery: 'copy' }],
])('a statement with %s is left alone', (_, more) => {
  const one = statement('SELECT 1 AS one', more)
  expect(forms(one).every((form) => form === one)).toBe(true)
})

test('the same dice give the same deliveries, and other steps stay', () =>
  fc.assert(
    fc.property(fc.integer(), (salt) => {
      const cancel: Step = { kind: 'cancel', session: 'a' }
      const plan = planOf(statement('SELECT 1'), statement('BEGIN'), statement('SELECT 2'))
      const whole = { ...plan, steps: [...plan.steps, cancel] }
      const once = redeliver(whole, everything, diceOf(salt))
      expect(redeliver(whole, everything, diceOf(salt))).toEqual(once)
      expect(once.steps.at(-1)).toBe(cancel)
      expect(once.features).toBe(plan.features)
    }),
    { numRuns: 30 },
  ))
