import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalogInvariants } from '../../oracles/catalog-invariants/catalog-invariants.js'
import { commitProtocol } from '../../oracles/commit-protocol/commit-protocol.js'
import { lostCommitsText } from '../../src/campaign/undecided.js'
import { CATALOG_MUTANTS } from '../../src/faults/mutants-of-catalog.js'
import { CatalogHunt } from './catalog-hunt.js'
import { PLACES } from './places.js'

/** A case in which the closing endpoint does some of the commits that it does not answer, and some not. */
const CLOSED_IN = 0

/** Where the invariants of a catalog see a mutant by themselves. */
const BY_INVARIANTS = [
  ['changes-row-lost', 0],
  ['commit-rows-twice', 0],
] as const

/** Cases of seed 1 that were seen to show a mutant; where one no longer does, the first one that does is looked for. */
const SEEN_IN: Readonly<Record<string, number>> = {
  'lost-race-answered-ok': 3,
  'race-error-wrong-sqlstate': 3,
  'race-error-without-words': 3,
  'failed-commit-keeps-rows': 4,
  'failed-batch-keeps-beginning': 4,
  'ddl-not-rolled-back': 4,
  'probe-fails-transaction': 1,
  'now-moves-in-batch': 3,
  'statistics-update-lost': 1,
  'values-update-first-row': 1,
  'delete-file-lost': 1,
  'inlined-nan-as-null': 9,
  'number-compared-as-text': 10,
  'changes-list-short': 3,
  'time-travel-strict': 4,
  'uncommitted-snapshot-seen': 17,
  'no-copy': 10,
  'no-primary-keys': 3,
  'errors-renamed': 3,
}

/** The case to begin with. */
function startOf(name: string): number | undefined {
  const place = PLACES.get(name)
  return place?.workload === 'ducklake-metadata' ? place.index : SEEN_IN[name]
}

let hunt: CatalogHunt
beforeAll(async () => {
  hunt = await CatalogHunt.open()
})
afterAll(() => hunt.close())

describe('every mutant of catalogs is shown by a case of the workload as shipped', () => {
  test.each(CATALOG_MUTANTS)('$name: $summary', { timeout: 240_000 }, async ({ name }) => {
    const index = await hunt.firstShown(name, startOf(name))
    expect(index, 'no case shows it').toBeDefined()
  })
})

describe('an endpoint that a client cannot live with is named with what the client does there', () => {
  test.each([
    ['no-primary-keys', /^two commits of snapshot \d+ were acknowledged/],
    ['errors-renamed', /does not retry, its user gets the error and the commit is lost$/],
    ['no-copy', /^the endpoint refuses COPY: .* cannot attach, unless/],
  ] as const)('%s', { timeout: 240_000 }, async (name, said) => {
    const index = await hunt.firstShown(name, startOf(name), [commitProtocol])
    const [judged] = await hunt.judge(name, index ?? 0, [commitProtocol])
    expect(judged?.verdict).toMatchObject({
      kind: 'mismatch',
      summary: expect.stringMatching(said),
    })
  })

  test('closes-at-commit: nothing is wrong by itself, and what became of the commits is said', async () => {
    const { verdicts, commits = [] } = await hunt.tryCase('closes-at-commit', CLOSED_IN)
    expect(verdicts.filter(({ verdict }) => verdict.kind !== 'agree')).toEqual([])
    expect(commits.map(({ found }) => found)).toEqual(
      expect.arrayContaining(['applied', 'not applied']),
    )
    expect(lostCommitsText(commits)).toMatch(/ commits? unknown, decided by/)
  })
})

describe('one oracle alone is enough', () => {
  test.each(BY_INVARIANTS)('%s: catalog-invariants', { timeout: 240_000 }, async (name, index) => {
    const [judged] = await hunt.judge(name, index, [catalogInvariants])
    expect(judged?.verdict.kind).toBe('mismatch')
  })
})

test('the lab without a mutant breaks no promise', async () => {
  for (const index of [0, 1, 3]) {
    const verdicts = await hunt.judge(undefined, index, [commitProtocol])
    expect(verdicts).toMatchObject([{ verdict: { kind: 'agree' } }])
  }
})

describe('the probe for DuckLake says what a client misses', () => {
  test('nothing, on the lab as it should be', async () => {
    expect(await hunt.missing(undefined)).toEqual([])
  })

  test.each([
    ['no-primary-keys', /^primary keys are held/],
    ['lost-race-answered-ok', /^primary keys are held/],
    ['errors-renamed', /^the loser is told so in one of the words/],
    ['race-error-wrong-sqlstate', /^the loser is told so with SQLSTATE/],
    ['snapshot-moves', /^a transaction reads one state/],
    ['now-moves-in-batch', /^NOW\(\) is one moment/],
    ['aborted-commit-says-commit', /^COMMIT of a failed transaction is no commit/],
  ] as const)('%s', async (name, what) => {
    expect(await hunt.missing(name)).toEqual(expect.arrayContaining([expect.stringMatching(what)]))
  })
})
