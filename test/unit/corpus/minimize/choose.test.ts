import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exactWeight } from '../../../../bench/exact-cover.js'
import { type Candidate, numbered } from '../../../../src/corpus/minimize/candidate.js'
import { type Choice, chooseCases } from '../../../../src/corpus/minimize/choose.js'
import { Heap } from '../../../../src/corpus/minimize/heap.js'
import { completed } from '../../../../src/corpus/minimize/problem.js'
import { diceOf } from '../../../../src/random/dice.js'

function candidate(
  name: string,
  features: string,
  more: Partial<Omit<Candidate, 'name' | 'features'>> = {},
): Candidate {
  const plain = { weight: 1, isPinned: false, wasKept: false, age: 1 }
  return { name, features: features.split(''), ...plain, ...more }
}

const kept = (choice: Choice): readonly string[] =>
  choice.kept.map(({ candidate: { name } }) => name)

const weightOf = (choice: Choice): number =>
  choice.kept.reduce((sum, { candidate: { weight } }) => sum + weight, 0)

/** Corpora with few features, so that cases compete for them. */
const anyCorpus: fc.Arbitrary<readonly Candidate[]> = fc
  .array(
    fc.record({
      features: fc.uniqueArray(fc.constantFrom(...'abcdefghijkl'), { maxLength: 6 }),
      weight: fc.integer({ min: 1, max: 20 }),
      isPinned: fc.boolean(),
      wasKept: fc.boolean(),
      age: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 14 },
  )
  .map((cases) => cases.map((one, at) => ({ name: `c${at}`, ...one })))

function featuresOf(candidates: readonly Candidate[]): readonly string[] {
  return [...new Set(candidates.flatMap(({ features }) => features))].sort()
}

describe('what stays', () => {
  test('all features, nothing twice, every case that is not pinned for something that it alone brings', () =>
    fc.assert(
      fc.property(anyCorpus, (corpus) => {
        const choice = chooseCases(corpus)
        const stays = choice.kept.map(({ candidate: one }) => one)
        expect(featuresOf(stays)).toEqual(featuresOf(corpus))
        expect([choice.featuresBefore, choice.featuresAfter]).toEqual(
          Array(2).fill(featuresOf(corpus).length),
        )
        expect([...stays, ...choice.gone].length).toBe(corpus.length)
        expect(choice.gone.filter(({ isPinned }) => isPinned)).toEqual([])
        for (const { candidate: one, alone } of choice.kept) {
          const others = featuresOf(stays.filter((other) => other !== one))
          expect(alone).toEqual(one.features.filter((f) => !others.includes(f)).toSorted())
          expect(one.isPinned || alone.length > 0).toBe(true)
        }
      }),
      { numRuns: 100 },
    ))

  test('the order of the candidates does not matter', () =>
    fc.assert(
      fc.property(anyCorpus, fc.integer(), (corpus, salt) => {
        const dice = diceOf(salt)
        const shuffled = corpus
          .map((one) => ({ one, at: dice.below(1000) }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one)
        expect(kept(chooseCases(shuffled))).toEqual(kept(chooseCases(corpus)))
      }),
      { numRuns: 50 },
    ))

  test('a choice that is made again is the same', () =>
    fc.assert(
      fc.property(anyCorpus, (corpus) => {
        const before = kept(chooseCases(corpus))
        const remembered = corpus.map((one) => ({ ...one, wasKept: before.includes(one.name) }))
        expect(kept(chooseCases(remembered))).toEqual(before)
      }),
      { numRuns: 50 },
    ))

  test('greedy is led astray, and the choice is not', () => {
    const corpus = [
      candidate('half-1', 'abcx'),
      candidate('half-2', 'defy'),
      candidate('lure', 'abcdef'),
    ]
    expect(kept(chooseCases(corpus))).toEqual(['half-1', 'half-2'])
  })

  test('nothing at all, and cases without features', () => {
    expect(chooseCases([])).toEqual({ kept: [], gone: [], featuresBefore: 0, featuresAfter: 0 })
    expect(kept(chooseCases([candidate('empty', '')]))).toEqual([])
  })
})

describe('stable', () => {
  const twin = (name: string, more: Partial<Candidate> = {}) => candidate(name, 'ab', more)

  test.each([
    ['what was kept before', [twin('a'), twin('b', { wasKept: true, age: 9 })]],
    ['the older one', [twin('a', { age: 2 }), twin('b', { age: 1 })]],
    ['the cheaper one', [twin('a', { weight: 2 }), twin('b')]],
    ['the pinned one', [twin('a', { wasKept: true, age: 0 }), twin('b', { isPinned: true })]],
  ])('of twins stays %s', (_, corpus) => expect(kept(chooseCases(corpus))).toEqual(['b']))

  test('of equals the first by name', () => {
    expect(kept(chooseCases([twin('b'), twin('a')]))).toEqual(['a'])
  })

  test('a new case that does the work of two changes nothing, one that saves a tenth does', () => {
    const old = [
      candidate('a', 'ab', { weight: 10, wasKept: true }),
      candidate('b', 'cd', { weight: 10, wasKept: true }),
    ]
    const both = (weight: number) => candidate('both', 'abcd', { weight })
    expect(kept(chooseCases([...old, both(19)]))).toEqual(['a', 'b'])
    expect(kept(chooseCases([...old, both(15)]))).toEqual(['both'])
  })

  test('what was kept goes when others have come to bring all that it brings', () => {
    const corpus = [
      candidate('a', 'a', { wasKept: true }),
      candidate('pin', 'ab', { isPinned: true }),
    ]
    expect(kept(chooseCases(corpus))).toEqual(['pin'])
  })
})

describe('the exact optimum', () => {
  test('branch and bound knows better than greedy', () => {
    const corpus = [
      candidate('lure', 'abcd', { weight: 3 }),
      candidate('a', 'abe', { weight: 2 }),
      candidate('b', 'cdf', { weight: 2 }),
    ]
    expect(exactWeight(corpus)).toBe(4)
  })

  test('small corpora are within 5 % of it', () => {
    for (let salt = 1; salt <= 40; salt += 1) {
      const corpus = randomCorpus(salt)
      const loss = weightOf(chooseCases(corpus)) / exactWeight(corpus) - 1
      expect(loss, `salt ${salt}`).toBeLessThanOrEqual(0.05)
      expect(loss, `salt ${salt}`).toBeGreaterThanOrEqual(0)
    }
  })
})

describe('a large corpus', () => {
  const corpus = randomCorpus(7, { cases: 400, features: 120 })
  const choice = chooseCases(corpus)
  const stays = choice.kept.map(({ candidate: one }) => one)

  test('has all features, each case for something that it alone brings, in any order', () => {
    expect(featuresOf(stays)).toEqual(featuresOf(corpus))
    expect(choice.kept.filter(({ alone }) => alone.length === 0)).toEqual([])
    expect(kept(chooseCases(corpus.toReversed()))).toEqual(kept(choice))
  })

  test('is cheaper than greedy alone, and stays when new cases come', () => {
    const { items, names } = numbered(corpus)
    const greedy = completed({ free: items, base: new Int32Array(names.length) }, [])
    const greedyWeight = greedy.reduce((sum, { candidate: one }) => sum + one.weight, 0)
    expect(weightOf(choice)).toBeLessThan(greedyWeight)

    const remembered = corpus.map((one) => ({ ...one, wasKept: stays.includes(one) }))
    const more = randomCorpus(8, { cases: 50, features: 130 }).map((one) => ({
      ...one,
      name: `new-${one.name}`,
      age: 2,
    }))
    const after = new Set(kept(chooseCases([...remembered, ...more])))
    const lost = stays.filter(({ name }) => !after.has(name))
    // Only what new cases have made redundant has gone.
    expect(lost.length).toBeLessThanOrEqual(after.size - (stays.length - lost.length))
    expect(kept(chooseCases(remembered))).toEqual(kept(choice))
  })
})

/** Cases of very different size and weight. */
function randomCorpus(
  salt: number,
  size?: { readonly cases: number; readonly features: number },
): readonly Candidate[] {
  const dice = diceOf(salt)
  const featureCount = size?.features ?? 10 + dice.below(30)
  return Array.from({ length: size?.cases ?? 8 + dice.below(14) }, (_, at) => {
    const most = 1 + dice.below(2 + Math.floor(featureCount / 4))
    const features = new Set(Array.from({ length: most }, () => `f${dice.below(featureCount)}`))
    const weight = 4 + dice.below(30)
    return { ...candidate(`c${at}`, '', { weight }), features: [...features] }
  })
}

test('a heap gives back what it got, in order', () =>
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      const heap = new Heap<number>((one, other) => one < other)
      for (const number of numbers) heap.push(number)
      const out = numbers.map(() => heap.pop())
      expect(out).toEqual(numbers.toSorted((a, b) => a - b))
      expect(heap.pop()).toBeUndefined()
    }),
    { numRuns: 50 },
  ))
