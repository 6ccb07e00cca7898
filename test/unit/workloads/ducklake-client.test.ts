import { describe, expect, test } from 'vitest'
import { planOf } from '../../../src/generate/sample.js'
import { statementsOf } from '../../../src/model/plan.js'
import { caseSeed } from '../../../src/random/seed.js'
import { splitStatements } from '../../../src/sql/split.js'
import { ducklakeClient } from '../../../workloads/ducklake-client/ducklake-client.js'

const STEPS_MAX = 80
const PLAN_COUNT = 150
const everything = { supports: () => true, maxSteps: STEPS_MAX }
const planAt = (index: number) =>
  planOf(ducklakeClient, everything, caseSeed(7n, 'ducklake-client', index))
const plans = Array.from({ length: PLAN_COUNT }, (_, index) => planAt(index))
const texts = plans.map((plan) => statementsOf(plan).map(({ sql }) => sql))

describe('plans for the real DuckLake client', () => {
  test('a seed gives the same plans', () => {
    expect(plans.slice(0, 5).map((_, index) => planAt(index))).toEqual(plans.slice(0, 5))
  })

  test('every declared feature is reached, and no other', () => {
    const reached = new Set(plans.flatMap(({ features }) => features))
    expect([...reached].sort()).toEqual([...ducklakeClient.features].sort())
  })

  test('they are no longer than they may be', () => {
    const lengths = plans.map(({ steps }) => steps.length).sort((a, b) => a - b)
    expect(lengths[PLAN_COUNT / 2]).toBeGreaterThan(30)
    expect(lengths.at(-1)).toBeLessThanOrEqual(STEPS_MAX)
  })

  test('they begin with the lake, by its secret, and name no place and no password', () => {
    for (const [first] of texts) expect(first).toMatch(/^ATTACH 'ducklake:\$\{db:lake\}' AS \$/)
    expect(JSON.stringify(texts)).not.toMatch(/\$\{dir:|\$\{secret:|postgres:|password/i)
  })

  test('each step is one statement', () => {
    const several = texts.flat().filter((sql) => splitStatements(sql).length !== 1)
    expect(several).toEqual([])
  })

  test('no transaction is left open, and none is begun inside of another', () => {
    for (const plan of plans) {
      const open = new Set<string>()
      for (const step of plan.steps) {
        const sql = step.kind === 'statement' ? step.statement.sql : ''
        if (sql === 'BEGIN') {
          expect(open.has(step.session)).toBe(false)
          open.add(step.session)
        } else if (/^(?:COMMIT|ROLLBACK)$/.test(sql)) expect(open.delete(step.session)).toBe(true)
      }
      expect(open.size).toBe(0)
    }
  })

  test('whatever reads rows says how they compare', () => {
    const reads = plans
      .flatMap(statementsOf)
      .filter(({ sql }) => /^SELECT \*|^SELECT count/.test(sql))
    expect(reads.length).toBeGreaterThan(PLAN_COUNT)
    expect(reads.filter(({ compare }) => compare === undefined)).toEqual([])
  })
})
