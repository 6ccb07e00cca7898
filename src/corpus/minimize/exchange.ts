import type { Item } from './candidate.js'
import { type Counts, count, coverGreedily, withoutRedundant } from './cover.js'
import { type Problem, weightOf } from './problem.js'

/** Passes over a corpus; most corpora need two or three. */
const PASSES_MAX = 10

/**
 * A cheaper cover by exchanging items where that pays: one goes and what only it had is covered anew, or one comes and
 * makes others redundant. A pass looks at each item once and at few others, so that it takes a large corpus, too.
 */
export function exchanged(problem: Problem, start: readonly Item[]): readonly Item[] {
  const exchange = new Exchange(problem, start)
  for (let pass = 0; pass < PASSES_MAX && exchange.pass(); pass += 1);
  return exchange.cover
}

/** A cover on its way. A class because the cover and the counts of its features change together. */
class Exchange {
  private readonly having: readonly (readonly Item[])[]
  private counts: Counts = new Int32Array()
  /** What no other item of the cover has, in the order of the cover. */
  private alone: readonly Int32Array[] = []
  /** The features of the item that is looked at have the number of this look. */
  private readonly marks: Int32Array
  private look = 0

  constructor(
    private readonly problem: Problem,
    public cover: readonly Item[],
  ) {
    this.having = postings(problem)
    this.marks = new Int32Array(problem.base.length)
    this.take(cover)
  }

  /** Tries every exchange once; whether one paid. */
  pass(): boolean {
    const before = weightOf(this.cover)
    for (const item of this.cover) this.leaveOut(item)
    for (const item of this.problem.free) this.takeIn(item)
    return weightOf(this.cover) < before
  }

  private take(cover: readonly Item[]): void {
    this.cover = cover
    this.counts = this.problem.base.slice()
    for (const item of cover) count(this.counts, item, 1)
    this.alone = cover.map(({ features }) =>
      features.filter((feature) => this.counts[feature] === 1),
    )
  }

  /** Covers anew what only this item has, by others; it stays where that is not cheaper. */
  private leaveOut(out: Item): void {
    const chosen = new Set(this.cover)
    if (!chosen.delete(out)) return
    const counts = this.counts.slice()
    count(counts, out, -1)
    const missing = out.features.filter((feature) => counts[feature] === 0)
    const others = [...missing].flatMap((feature) => this.having[feature] ?? [])
    const able = new Set(others.filter((item) => item !== out && !chosen.has(item)))
    // In the order of all items, by which ties are broken.
    const inOrder = this.problem.free.filter((item) => able.has(item))
    const added = coverGreedily(inOrder, counts)
    if (missing.some((feature) => counts[feature] === 0)) return
    this.takeIfCheaper(withoutRedundant([...chosen, ...added], counts))
  }

  /** Takes one in where it makes dearer ones redundant. */
  private takeIn(item: Item): void {
    if (this.cover.includes(item)) return
    this.look += 1
    for (const feature of item.features) this.marks[feature] = this.look
    const isBrought = (feature: number) => this.marks[feature] === this.look
    const spared = this.cover.filter((_, at) => this.alone[at]?.every(isBrought))
    if (weightOf(spared) <= item.candidate.weight) return
    const counts = this.counts.slice()
    count(counts, item, 1)
    // It would be the first to be found redundant, so it is not among those that may go.
    this.takeIfCheaper([item, ...withoutRedundant(this.cover, counts)])
  }

  private takeIfCheaper(cover: readonly Item[]): void {
    if (weightOf(cover) < weightOf(this.cover)) this.take(cover)
  }
}

/** The free items that have each feature, by its number. */
function postings({ free, base }: Problem): readonly (readonly Item[])[] {
  const having: Item[][] = Array.from(base, () => [])
  for (const item of free) for (const feature of item.features) having[feature]?.push(item)
  return having
}
