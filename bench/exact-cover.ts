import type { Candidate } from '../src/corpus/minimize/candidate.js'

/** A candidate with its features as bits. */
interface Choice {
  readonly bits: bigint
  readonly weight: number
}

/**
 * The least weight with which candidates have all features of all, by branch and bound: the judge of the greedy choice.
 * Exponential, for two or three dozen candidates.
 */
export function exactWeight(candidates: readonly Candidate[]): number {
  const numbers = new Map<string, bigint>()
  const bitOf = (feature: string): bigint => {
    const known = numbers.get(feature) ?? 1n << BigInt(numbers.size)
    numbers.set(feature, known)
    return known
  }
  const choices = candidates.map(({ features, weight }) => ({
    bits: features.reduce((bits, feature) => bits | bitOf(feature), 0n),
    weight,
  }))
  const all = choices.reduce((bits, choice) => bits | choice.bits, 0n)
  return new Search(choices, [...numbers.values()]).least(all)
}

/** One search for the least weight. A class because the best bound so far is shared by all branches. */
class Search {
  private best: number
  private readonly having: ReadonlyMap<bigint, readonly Choice[]>

  constructor(
    choices: readonly Choice[],
    private readonly features: readonly bigint[],
  ) {
    this.best = choices.reduce((sum, { weight }) => sum + weight, 0)
    const having = (feature: bigint) => choices.filter(({ bits }) => (bits & feature) !== 0n)
    this.having = new Map(features.map((feature) => [feature, having(feature)]))
  }

  least(missing: bigint): number {
    this.branch(missing, 0)
    return this.best
  }

  private branch(missing: bigint, spent: number): void {
    if (missing === 0n) {
      this.best = Math.min(this.best, spent)
      return
    }
    if (spent + this.bound(missing) >= this.best) return
    for (const { bits, weight } of this.scarcest(missing))
      this.branch(missing & ~bits, spent + weight)
  }

  /** Whoever has the feature that the fewest have: one of them has to be chosen. The best for their weight first. */
  private scarcest(missing: bigint): readonly Choice[] {
    let found: readonly Choice[] = []
    for (const feature of this.features) {
      if ((missing & feature) === 0n) continue
      const having = this.having.get(feature) ?? []
      if (found.length === 0 || having.length < found.length) found = having
    }
    const worth = ({ bits, weight }: Choice) => countBits(bits & missing) / weight
    return found.toSorted((one, other) => worth(other) - worth(one))
  }

  /** No cover is cheaper than the cheapest share that each missing feature must pay. */
  private bound(missing: bigint): number {
    let sum = 0
    for (const feature of this.features) {
      if ((missing & feature) === 0n) continue
      const shares = (this.having.get(feature) ?? []).map(
        ({ bits, weight }) => weight / countBits(bits & missing),
      )
      sum += Math.min(...shares)
    }
    // The sum of many quotients must not cut a branch that is as good.
    return sum - 1e-9
  }
}

function countBits(bits: bigint): number {
  let count = 0
  for (let rest = bits; rest !== 0n; rest &= rest - 1n) count += 1
  return count
}
