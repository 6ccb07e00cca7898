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
