/** A case as the choice sees it. */
export interface Candidate {
  /** Unique; the last of the ties goes by it. */
  readonly name: string
  readonly features: readonly string[]
  /** What it costs to keep it, above 0 (see weight.ts). */
  readonly weight: number
  /** It stays whatever it brings: regressions, known differences, and what says so itself. */
  readonly isPinned: boolean
  /** It was kept by the choice before this one. */
  readonly wasKept: boolean
  /** Its place in the order in which cases were first seen, lower for older. */
  readonly age: number
}

/** A candidate with its features as numbers, which compare faster than texts. */
export interface Item {
  readonly candidate: Candidate
  readonly features: Int32Array
}

/** Candidates in the order in which ties are broken, and the names of their features by number. */
export interface Items {
  readonly items: readonly Item[]
  readonly names: readonly string[]
}

/** Numbers the features of all candidates. The order of the candidates does not matter to anything that follows. */
export function numbered(candidates: readonly Candidate[]): Items {
  const numbers = new Map<string, number>()
  const numberOf = (feature: string): number => {
    const known = numbers.get(feature) ?? numbers.size
    numbers.set(feature, known)
    return known
  }
  const items = candidates.toSorted(byPrecedence).map((candidate) => ({
    candidate,
    features: Int32Array.from(new Set(candidate.features), numberOf),
  }))
  return { items, names: [...numbers.keys()] }
}

/** Who wins a tie: what was kept before, then the older, then the name. Two names never tie. */
export function byPrecedence(one: Candidate, other: Candidate): number {
  if (one.wasKept !== other.wasKept) return one.wasKept ? -1 : 1
  if (one.age !== other.age) return one.age - other.age
  return one.name < other.name ? -1 : Number(one.name > other.name)
}
