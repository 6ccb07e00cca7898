import type { Item } from './candidate.js'
import { type Counts, count } from './cover.js'
import { completed, type Problem, weightOf } from './problem.js'

/**
 * A cover that no single change makes cheaper: leaving one item out and covering anew what only it had, taking one in and
 * dropping what it makes redundant, or beginning with one. Every change costs a cover of its own, so this is for corpora of
 * a few hundred items; a change that costs the same is not made.
 */
export function improved(problem: Problem, start: readonly Item[]): readonly Item[] {
  let best = start
  for (;;) {
    const cheaper = firstCheaper(problem, best)
    if (!cheaper) return best
    best = cheaper
  }
}

function firstCheaper(problem: Problem, best: readonly Item[]): readonly Item[] | undefined {
  const weight = weightOf(best)
  for (const changed of changesOf(problem, best)) {
    if (weightOf(changed) < weight) return changed
  }
  return undefined
}

function* changesOf(problem: Problem, best: readonly Item[]): Generator<readonly Item[]> {
  const kept = new Set(best)
  const offers = new Int32Array(problem.base.length)
  for (const item of problem.free) count(offers, item, 1)
  for (const out of best) {
    if (!canDoWithout(problem, offers, [out])) continue
    const without = { ...problem, free: problem.free.filter((item) => item !== out) }
    yield completed(
      without,
      best.filter((item) => item !== out),
    )
    yield completed(without, [])
  }
  for (const taken of problem.free) {
    if (!kept.has(taken)) yield withTaken(problem, best, taken)
    yield completed(problem, [taken])
  }
  if (best.length <= PAIRS_OF_MAX) yield* withoutPairs(problem, best, offers)
}

/** Of more chosen items than these, pairs are too many to be tried. */
const PAIRS_OF_MAX = 40

/** Two items out together, because each alone may be needed for what the other one's substitute would have. */
function* withoutPairs(
  problem: Problem,
  best: readonly Item[],
  offers: Counts,
): Generator<readonly Item[]> {
  for (const [at, one] of best.entries()) {
    for (const other of best.slice(at + 1)) {
      if (!canDoWithout(problem, offers, [one, other])) continue
      const isOut = (item: Item) => item === one || item === other
      const without = { ...problem, free: problem.free.filter((item) => !isOut(item)) }
      yield completed(
        without,
        best.filter((item) => !isOut(item)),
      )
    }
  }
}

/** Whether the other free items have every feature that these have. */
function canDoWithout({ base }: Problem, offers: Counts, out: readonly Item[]): boolean {
  for (const item of out) count(offers, item, -1)
  const can = out.every(({ features }) =>
    features.every((feature) => base[feature] !== 0 || offers[feature] !== 0),
  )
  for (const item of out) count(offers, item, 1)
  return can
}

/** The cover with one more item, which stays, and without all that it makes redundant. */
function withTaken(problem: Problem, best: readonly Item[], taken: Item): readonly Item[] {
  const base = problem.base.slice()
  count(base, taken, 1)
  return [taken, ...completed({ free: [], base }, best)]
}
