import { expect, test } from 'vitest'
import { fitnessOf } from '../../src/probe/ducklake/fitness.js'
import { conclusions } from '../../src/probe/ducklake/fitness-text.js'
import type { Postgres } from './server.js'
import { openTarget } from './session.js'

/** PostgreSQL is what DuckLake keeps catalogs in, so it has everything. */
export function ducklakeFitness(postgres: Postgres): void {
  test('nothing is missing, and the probe of a missing table fails its transaction', async () => {
    const target = await openTarget(postgres)
    const scope = { schema: 'goldeneye_fitness' }
    await target.reset(scope)
    try {
      const fitness = await fitnessOf(target, scope)
      const needs = fitness.kind === 'asked' ? fitness.needs : []
      expect(needs.filter(({ state }) => state === 'missing')).toEqual([])
      expect(needs.filter(({ state }) => state === 'other').map(({ seen }) => seen)).toEqual([
        'fails its transaction, as in PostgreSQL',
      ])
      expect(conclusions(needs)).toEqual([
        'fit for commits: nothing is missing of 11 needs',
        "fit for 'ducklake:postgres:...': nothing is missing of 10 needs",
      ])
    } finally {
      await target.clean(scope)
    }
  })
}
