import type { Item } from './candidate.js'
import { type Counts, count, coverGreedily, withoutRedundant } from './cover.js'

/** What is to be covered by some of the free items, beside what is covered already. */
export interface Problem {
  readonly free: readonly Item[]
  /** Of what is chosen in any case. Copied before it is changed. */
  readonly base: Counts
}

/** A cover from a seed: what it lacks is added greedily, and what is not needed goes. */
export function completed({ free, base }: Problem, seed: readonly Item[]): readonly Item[] {
  const counts = base.slice()
  for (const item of seed) count(counts, item, 1)
  const chosen = new Set(seed)
  const added = coverGreedily(
    free.filter((item) => !chosen.has(item)),
    counts,
  )
  return withoutRedundant([...seed, ...added], counts)
}

/** What a cover costs. */
export function weightOf(items: readonly Item[]): number {
  return items.reduce((sum, { candidate }) => sum + candidate.weight, 0)
}

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
  for (const out of best) {
    const without = { ...problem, free: problem.free.filter((item) => item !== out) }
    const rest = best.filter((item) => item !== out)
    if (!canCover(without, out)) continue
    yield completed(without, rest)
    yield completed(without, [])
  }
  for (const taken of problem.free) {
    if (!kept.has(taken)) yield withTaken(problem, best, taken)
    yield completed(problem, [taken])
  }
}

/** Whether others have every feature of an item. */
function canCover({ free, base }: Problem, out: Item): boolean {
  const elsewhere = new Set(free.flatMap(({ features }) => [...features]))
  return out.features.every((feature) => base[feature] !== 0 || elsewhere.has(feature))
}

/** The cover with one more item, which stays, and without all that it makes redundant. */
function withTaken(problem: Problem, best: readonly Item[], taken: Item): readonly Item[] {
  const base = problem.base.slice()
  count(base, taken, 1)
  return [taken, ...completed({ free: [], base }, best)]
}
