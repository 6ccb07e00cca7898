import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { planOf } from '../../../src/generate/sample.js'
import { type Plan, statementsOf } from '../../../src/model/plan.js'
import { CAPABILITIES } from '../../../src/model/profile.js'
import { caseSeed } from '../../../src/random/seed.js'
import { attachStorm } from '../../../workloads/attach-storm/attach-storm.js'
import { deliveries } from '../../../workloads/deliveries/deliveries.js'
import { protocolStates } from '../../../workloads/protocol-states/protocol-states.js'
import { queries } from '../../../workloads/queries/queries.js'
import { typedMutations } from '../../../workloads/typed-mutations/typed-mutations.js'
import { types } from '../../../workloads/types/types.js'
import { type Answer, runInProcess } from './in-process.js'

const STEPS_MAX = 60
const PLAN_COUNT = 150
const RUN_COUNT = 10
/** Of these, so many run a second time. */
const AGAIN_COUNT = 4
const SEED = 7n
const everything = { supports: () => true, maxSteps: STEPS_MAX }

describe.each([typedMutations, attachStorm, deliveries, protocolStates, queries, types])(
  '$name',
  (workload) => {
    const planAt = (index: number) =>
      planOf(workload, everything, caseSeed(SEED, workload.name, index))
    const plans = Array.from({ length: PLAN_COUNT }, (_, index) => planAt(index))
    const runs: {
      readonly index: number
      readonly plan: Plan
      readonly answers: readonly Answer[]
    }[] = []

    beforeAll(async () => {
      for (const [index, plan] of plans.slice(0, RUN_COUNT).entries()) {
        runs.push({ index, plan, answers: await runInProcess(plan) })
      }
    })

    test('a seed gives the same plans, byte for byte, on every machine', () => {
      const first = plans.slice(0, RUN_COUNT)
      expect(JSON.stringify(first.map((_, index) => planAt(index)))).toBe(JSON.stringify(first))
      expect(createHash('sha256').update(JSON.stringify(plans)).digest('hex')).toMatchSnapshot()
    })

    test('every declared feature is reached, and no other', () => {
      const reached = new Set(plans.flatMap(({ features }) => features))
      expect([...reached].sort()).toEqual([...workload.features].sort())
    })

    test('a plan has the length of a story, and no more steps than it may', () => {
      const lengths = plans.map(({ steps }) => steps.length).sort((a, b) => a - b)
      expect(lengths[PLAN_COUNT / 2]).toBeGreaterThanOrEqual(20)
      expect(lengths.at(-1)).toBeLessThanOrEqual(STEPS_MAX)
    })

    test('every session is declared, and a simple query carries no parameters', () => {
      for (const plan of plans) {
        const names = plan.sessions.map(({ name }) => name)
        expect(plan.steps.filter(({ session }) => !names.includes(session))).toEqual([])
        const simple = statementsOf(plan).filter(({ delivery }) => delivery === 'simple')
        expect(simple.every(({ params }) => params.length === 0)).toBe(true)
      }
    })

    test('what a statement is expected to say, DuckDB says', () => {
      const wrong = runs.flatMap(({ index, answers }) =>
        answers
          .filter(({ expect: expected, got }) => expected !== undefined && expected !== got)
          .map((answer) => ({ index, ...answer })),
      )
      expect(wrong).toEqual([])
    })

    test('most statements succeed, and no error is without a class or DuckDB’s own fault', () => {
      const all = runs.flatMap(({ answers }) => answers)
      const succeeded = all.filter(({ got }) => got === 'ok')
      expect(succeeded.length / all.length).toBeGreaterThan(0.6)
      const odd = all.filter(({ got }) => ['other', 'internal', 'crash', 'parser'].includes(got))
      expect(odd.filter(({ expect: expected }) => expected === undefined)).toEqual([])
    })

    test('the answers are determined: a second run gives the same', async () => {
      for (const { index, plan, answers } of runs.slice(0, AGAIN_COUNT)) {
        const again = await runInProcess(plan)
        expect(determined(plan, again), `case ${index}`).toEqual(determined(plan, answers))
      }
    })

    test('without any capability there are still plans, and they name no file', () => {
      const bare = { supports: () => false, maxSteps: STEPS_MAX }
      const some = Array.from({ length: 20 }, (_, index) => planOf(workload, bare, BigInt(index)))
      expect(some.every(({ steps }) => steps.length > 10)).toBe(true)
      expect(JSON.stringify(some)).not.toContain('${dir:')
      expect(workload.requires.every((name) => CAPABILITIES.some((known) => known === name))).toBe(
        true,
      )
    })
  },
)

/** The answers that have to be the same each time: of queries those of which the workload says how they compare. */
function determined(plan: Plan, answers: readonly Answer[]): readonly Answer[] {
  const statements = statementsOf(plan)
  const isQueries = plan.features.some((feature) => feature.startsWith('expression-'))
  return answers.filter((_, at) => !isQueries || statements[at]?.compare !== undefined)
}
