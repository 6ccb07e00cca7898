import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Hunt } from '../../bench/hunt.js'
import { campaignOf } from '../../bench/one-campaign.js'
import { MUTANTS } from '../../src/lab/mutants.js'

const SEED = 1n

let hunt: Hunt
beforeAll(async () => {
  hunt = await Hunt.open()
})
afterAll(() => hunt.close())

describe('every mutant of the lab is found by the campaign as shipped', () => {
  test.each(MUTANTS)('$name: $summary', { timeout: 240_000 }, async ({ name }) => {
    const { events, statements, cases, elapsedMs } = await hunt.campaign(name, {
      seed: SEED,
      durationMs: 60_000,
      maxFindings: 1,
      reduceBudgetMs: 0,
      confirm: 1,
      perturbs: false,
    })
    const findings = events.filter((event) => event.type === 'finding-closed')
    const found = findings.find(({ status }) => status !== 'unconfirmed')
    expect(found, `seed ${SEED}: nothing in ${cases} cases`).toBeDefined()
    console.log(
      `${name}: ${found?.mismatch.mismatch}, ${elapsedMs} ms, ${statements} statements, ${cases} cases`,
    )
  })
})

describe('what is right is not flagged', () => {
  test('the lab without a mutant', { timeout: 240_000 }, async () => {
    const { events, cases } = await hunt.campaign(undefined, {
      seed: 2n,
      cases: 40,
      reduceBudgetMs: 0,
    })
    expect(events.filter((event) => event.type === 'finding-opened')).toEqual([])
    expect(events.filter((event) => event.type === 'incident')).toEqual([])
    expect(cases).toBe(40)
  })

  test('the reference as its own subject', { timeout: 240_000 }, async () => {
    const { events, cases } = await campaignOf({
      subject: 'duckdb',
      seed: 3n,
      cases: 40,
      reduceBudgetMs: 0,
    })
    expect(events.filter((event) => event.type === 'finding-opened')).toEqual([])
    expect(cases).toBe(40)
  })
})
