import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Hunt } from '../../bench/hunt.js'
import { campaignOf } from '../../bench/one-campaign.js'
import { MUTANTS } from '../../src/lab/mutants.js'
import { expectShown } from './found.js'

/** Three of each workload. */
const CLEAN_CASES = 24
/** One of each: of DuckDB against itself there is less that can go wrong. */
const OWN_SUBJECT_CASES = 8

let hunt: Hunt
beforeAll(async () => {
  hunt = await Hunt.open()
})
afterAll(() => hunt.close())

describe('every other mutant of the lab is found by the workloads as shipped', () => {
  // Those of values, of catalogs and of endpoints have tests of their own.
  const own: ReadonlySet<string> = new Set(['values', 'catalog', 'endpoint'])
  const others = MUTANTS.filter(({ area }) => !own.has(area))
  test.each(others)('$name: $summary', { timeout: 240_000 }, async ({ name }) => {
    await expectShown(hunt, name)
  })
})

test('the lab without a mutant is not flagged', { timeout: 240_000 }, async () => {
  const { events, cases } = await hunt.campaign(undefined, {
    seed: 2n,
    cases: CLEAN_CASES,
    reduceBudgetMs: 0,
  })
  expect(events.filter((event) => event.type === 'finding-opened')).toEqual([])
  expect(events.filter((event) => event.type === 'incident')).toEqual([])
  expect(cases).toBe(CLEAN_CASES)
})

test('the reference as its own subject is not flagged', { timeout: 240_000 }, async () => {
  const { events, cases } = await campaignOf({
    subject: 'duckdb',
    seed: 3n,
    cases: OWN_SUBJECT_CASES,
    reduceBudgetMs: 0,
  })
  expect(events.filter((event) => event.type === 'finding-opened')).toEqual([])
  expect(cases).toBe(OWN_SUBJECT_CASES)
})
