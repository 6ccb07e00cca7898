import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Case } from '../../../src/model/case.js'
import type { Plan, Step } from '../../../src/model/plan.js'
import { statement } from '../../../src/model/statement.js'
import { candidateKey } from '../../../src/reduce/candidate-key.js'
import type { Answer } from '../../../src/reduce/lanes.js'
import { type Reduction, reduceCase } from '../../../src/reduce/reduce.js'

/** Numbers that look random and hang on a text alone. */
function hash(text: string): number {
  let value = 2166136261
  for (const character of text) value = Math.imul(value ^ character.charCodeAt(0), 16777619)
  return (value ^ (value >>> 13)) >>> 0
}

const TEXTS = [
  'SELECT 1, 2',
  'INSERT INTO t VALUES (1), (2), (3)',
  'BEGIN',
  'COMMIT',
  'DELETE FROM t WHERE i > 1',
  'CREATE TABLE t (i INT)',
]

const anyPlan: fc.Arbitrary<Plan> = fc
  .array(fc.record({ session: fc.constantFrom('a', 'b', 'c'), text: fc.nat(TEXTS.length - 1) }), {
    minLength: 1,
    maxLength: 14,
  })
  .map((drawn) => {
    const steps = drawn.map(
      ({ session, text }): Step => ({
        kind: 'statement',
        session,
        statement: statement(TEXTS[text] ?? ''),
      }),
    )
    const names = [...new Set(steps.map(({ session }) => session))]
    return { sessions: names.map((name) => ({ name, node: 'any' })), steps, features: [] }
  })

interface Asked {
  readonly reduction: Reduction
  readonly keys: readonly string[]
  readonly most: number
}

/** Reduces with so many workers, each candidate answered after a while that hangs on nothing but chance. */
async function reduceWith(
  workers: number,
  plan: Plan,
  { salt, budget, delays }: { salt: string; budget: number; delays: () => number },
): Promise<Asked> {
  const keys: string[] = []
  const busy = new Set<number>()
  let most = 0
  const stillFails = async (candidate: Case, worker: number): Promise<Answer> => {
    expect(busy.has(worker)).toBe(false)
    expect(worker).toBeLessThan(workers)
    busy.add(worker)
    most = Math.max(most, busy.size)
    const key = candidateKey(candidate.plan)
    keys.push(key)
    for (let wait = delays(); wait > 0; wait -= 1) await setImmediate()
    busy.delete(worker)
    const fails = hash(salt + key) % 4 === 0
    return fails ? { fails } : { fails, instead: `no ${key}` }
  }
  const options = { maxExecutions: budget, shouldStop: () => false, workers }
  const reduction = await reduceCase({ header: {}, plan }, stillFails, options)
  expect(busy.size).toBe(0)
  return { reduction, keys, most }
}

test('any number of workers ends at the same case, for the same price, whoever is slow', () =>
  fc.assert(
    fc.asyncProperty(
      anyPlan,
      fc.string(),
      fc.constantFrom(3, 20, 100_000),
      fc.infiniteStream(fc.nat(3)),
      async (plan, salt, budget, stream) => {
        const delays = () => stream.next().value ?? 0
        const [alone, ...others] = await Promise.all(
          [1, 2, 4, 8].map((workers) => reduceWith(workers, plan, { salt, budget, delays })),
        )
        if (!alone) throw new Error('there is no first one')
        expect(alone.reduction.runs).toBe(alone.reduction.executions)
        expect(alone.reduction.executions).toBeLessThanOrEqual(budget)
        for (const { reduction, keys } of others) {
          expect({ ...reduction, runs: 0 }).toEqual({ ...alone.reduction, runs: 0 })
          expect(new Set(keys).size).toBe(keys.length)
          expect(keys.length).toBe(reduction.runs)
        }
      },
    ),
    { numRuns: 30 },
  ))

const steps = Array.from(
  { length: 40 },
  (_, n): Step => ({ kind: 'statement', session: 'a', statement: statement(`SELECT ${n}`) }),
)
const long: Plan = { sessions: [{ name: 'a', node: 'any' }], steps, features: [] }

test('candidates do run at once', async () => {
  const { most } = await reduceWith(4, long, { salt: '', budget: 100, delays: () => 2 })
  expect(most).toBe(4)
})

test('what is thrown by a candidate that is needed is thrown on, by another it is not', async () => {
  const broken = async (candidate: Case): Promise<Answer> => {
    if (candidate.plan.steps.length < 40) throw new Error('the target is lost')
    return { fails: false }
  }
  const options = { maxExecutions: 100, shouldStop: () => false, workers: 4 }
  await expect(reduceCase({ header: {}, plan: long }, broken, options)).rejects.toThrow('lost')
  // Half of the steps is the first candidate and fails: those that ran beside it are not needed.
  const besides = async (candidate: Case): Promise<Answer> => {
    if (candidate.plan.steps.length === 20) return { fails: true }
    if (candidate.plan.steps.length > 20) throw new Error('the target is lost')
    return { fails: false }
  }
  const { case: reduced } = await reduceCase({ header: {}, plan: long }, besides, options)
  expect(reduced.plan.steps).toHaveLength(20)
})

test('a reduction that was stopped goes on where it stopped, runs nothing twice and ends alike', () =>
  fc.assert(
    fc.asyncProperty(
      anyPlan,
      fc.string(),
      fc.nat(30),
      fc.constantFrom(1, 3),
      async (plan, salt, stopAfter, workers) => {
        const known = new Map<string, Answer>()
        const ran: string[] = []
        const stillFails = async ({ plan: candidate }: Case): Promise<Answer> => {
          const key = candidateKey(candidate)
          ran.push(key)
          return { fails: hash(salt + key) % 3 === 0 }
        }
        const remember = (key: string, answer: Answer) => void known.set(key, answer)
        const whole = { maxExecutions: 100_000, shouldStop: () => false, workers }
        const original = { header: {}, plan }
        const straight = await reduceCase(original, stillFails, whole)
        ran.length = 0
        const shouldStop = () => ran.length >= stopAfter
        await reduceCase(original, stillFails, { ...whole, shouldStop, remember })
        const second = await reduceCase(original, stillFails, { ...whole, known, remember })
        expect(second.case).toEqual(straight.case)
        expect(second.minimal).toBe(true)
        expect(second.executions + second.recalled).toBe(straight.executions)
        expect(new Set(ran).size).toBe(ran.length)
      },
    ),
    { numRuns: 30 },
  ))
