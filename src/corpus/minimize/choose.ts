import { type Candidate, type Item, type Items, numbered } from './candidate.js'
import { count } from './cover.js'
import { exchanged } from './exchange.js'
import { improved } from './improve.js'
import { completed, type Problem, weightOf } from './problem.js'

/** A case that stays. */
export interface KeptCase {
  readonly candidate: Candidate
  /** The features that no other case that stays has, sorted; a pinned case may have none. */
  readonly alone: readonly string[]
}

/** What stays and what could go. */
export interface Choice {
  /** Sorted by name. */
  readonly kept: readonly KeptCase[]
  /** Sorted by name. */
  readonly gone: readonly Candidate[]
  /** How many features all cases have together. */
  readonly featuresBefore: number
  /** How many those have that stay: the same number. */
  readonly featuresAfter: number
}

/** Up to this many cases every change is tried; it takes a fraction of a second. */
const SMALL_CORPUS_MAX = 150

/** The last choice gives way to another only where that costs less than this part of it. */
const WORTH_A_CHANGE = 0.9

/**
 * The cheapest cases found that have all features of all cases: pinned ones first, then by greedy set cover, without what
 * became redundant. What was kept before stays kept as far as it is needed, unless another choice costs a tenth less, so
 * that the choice does not wander from run to run. The order of the candidates does not matter.
 */
export function chooseCases(candidates: readonly Candidate[]): Choice {
  const all = numbered(candidates)
  const pinned = all.items.filter(({ candidate }) => candidate.isPinned)
  const base = new Int32Array(all.names.length)
  for (const item of pinned) count(base, item, 1)
  const free = all.items.filter(({ candidate }) => !candidate.isPinned)
  return choiceOf(all, [...pinned, ...steadyCover({ free, base })])
}

function steadyCover(problem: Problem): readonly Item[] {
  const fresh = freshCover(problem)
  const before = problem.free.filter(({ candidate }) => candidate.wasKept)
  if (before.length === 0) return fresh
  const steady = completed(problem, before)
  return weightOf(fresh) < WORTH_A_CHANGE * weightOf(steady) ? fresh : steady
}

function freshCover(problem: Problem): readonly Item[] {
  const cover = exchanged(problem, completed(problem, []))
  return problem.free.length <= SMALL_CORPUS_MAX ? improved(problem, cover) : cover
}

function choiceOf({ items, names }: Items, kept: readonly Item[]): Choice {
  const counts = new Int32Array(names.length)
  for (const item of kept) count(counts, item, 1)
  const stays = new Set(kept)
  const aloneOf = ({ features }: Item): readonly string[] =>
    Array.from(features)
      .filter((feature) => counts[feature] === 1)
      .map((feature) => names[feature] ?? '')
      .sort()
  const byName = items.toSorted((one, other) =>
    one.candidate.name < other.candidate.name ? -1 : 1,
  )
  return {
    kept: byName
      .filter((item) => stays.has(item))
      .map((item) => ({ candidate: item.candidate, alone: aloneOf(item) })),
    gone: byName.filter((item) => !stays.has(item)).map(({ candidate }) => candidate),
    featuresBefore: names.length,
    featuresAfter: counts.reduce((sum, has) => sum + Number(has > 0), 0),
  }
}
