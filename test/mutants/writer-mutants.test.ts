import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MutantSides } from '../../bench/mutant-sides.js'
import { runWriters, type WritersRun } from '../../bench/writers-run.js'
import { commitOrder } from '../../oracles/commit-order/commit-order.js'
import { commitProtocol } from '../../oracles/commit-protocol/commit-protocol.js'
import type { MutantName } from '../../src/lab/mutants.js'

/** Two commits of each writer, three where the third of a session is lost. */
const [FEW, MORE] = [6, 9]
const REQUEST = { seed: 1n, writers: 3, oracles: [commitOrder, commitProtocol] }
const TIMEOUT_MS = 120_000

let sides: MutantSides
beforeAll(async () => {
  sides = await MutantSides.open()
})
afterAll(() => sides.close())

async function run(mutant: MutantName | undefined, commits = FEW): Promise<WritersRun> {
  const name = `test_${mutant ?? 'none'}`.replaceAll('-', '_')
  return runWriters(await sides.with(mutant), { ...REQUEST, commits, name })
}

function acknowledged({ counts }: WritersRun): number {
  return counts.get('commits acknowledged') ?? 0
}

test(
  'writers on the lab as it should be: nothing, and they did race',
  async () => {
    const ran = await run(undefined)
    expect([ran.found, ran.inconclusive, acknowledged(ran)]).toEqual([[], [], FEW])
    expect([...ran.counts.keys()].some((what) => what.startsWith('lost-race'))).toBe(true)
  },
  TIMEOUT_MS,
)

describe('what a mutant is found as', () => {
  test.each([
    ['commit-lost', 'commit-order: lost-commit', MORE],
    ['snapshot-key-not-held', 'commit-order: double-commit', FEW],
    ['older-snapshot-served', 'commit-order: stale-read', MORE],
    ['race-error-without-words', 'commit-protocol: error-class', FEW],
  ] as const)('%s: %s', { timeout: TIMEOUT_MS }, async (mutant, told, commits) => {
    const { found } = await run(mutant, commits)
    expect(found.map(({ oracle, kind }) => `${oracle}: ${kind}`)).toContain(told)
  })
})

test(
  'closes-at-commit: no finding; what became of the commits is read',
  async () => {
    const ran = await run('closes-at-commit')
    expect(ran.found).toEqual([])
    expect(acknowledged(ran)).toBeGreaterThanOrEqual(FEW)
    const unknown = [...ran.counts].filter(([what]) => what.startsWith('commits of unknown end'))
    expect(unknown.map(([what]) => what).filter((what) => what.includes('nowhere'))).toEqual([])
    expect(unknown.length).toBeGreaterThan(0)
  },
  TIMEOUT_MS,
)
