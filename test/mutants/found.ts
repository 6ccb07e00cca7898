import { expect } from 'vitest'
import type { Hunt } from '../../bench/hunt.js'
import type { MutantName } from '../../src/lab/mutants.js'
import { PLACES } from './places.js'

const SEED = 1n

/**
 * A generated case of the shipped workloads shows this mutant: the one of docs/mutants.md if it still does, which spares the
 * way to it; else a campaign has to find one.
 */
export async function expectShown(hunt: Hunt, name: MutantName): Promise<void> {
  const place = PLACES.get(name)
  const kind = place && (await hunt.shown(name, { ...place, seed: SEED.toString() }))
  if (kind === undefined) return expectFound(hunt, name)
  console.log(`${name}: ${kind}, ${place?.workload} #${place?.index}`)
}

/**
 * A campaign as shipped finds this mutant. It is believed after one repetition, which saves time. How long it takes is
 * measured in docs/mutants.md and not held here, because a busy machine takes longer.
 */
async function expectFound(hunt: Hunt, name: MutantName): Promise<void> {
  const { events, statements, cases, elapsedMs } = await hunt.campaign(name, {
    seed: SEED,
    durationMs: 180_000,
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
}
