import { byPrecedence, type Item } from './candidate.js'
import { Heap } from './heap.js'

/** How many chosen items have each feature, by its number. */
export type Counts = Int32Array

/** Adds an item's features to the counts, or takes them away with `by` -1. */
export function count(counts: Counts, { features }: Item, by: 1 | -1): void {
  for (const feature of features) counts[feature] = (counts[feature] ?? 0) + by
}

/** How many of an item's features no chosen item has. */
function gainOf({ features }: Item, counts: Counts): number {
  let gain = 0
  for (const feature of features) if (counts[feature] === 0) gain += 1
  return gain
}

interface Entry {
  readonly item: Item
  /** Its place among the items, which breaks ties. */
  readonly place: number
  readonly gain: number
  /** How many items were chosen when the gain was counted. */
  readonly round: number
}

/**
 * Greedy weighted set cover: again and again the item with the most uncovered features for its weight, until nothing is
 * left to cover; ties go to the item that comes first. Gains only shrink as items are chosen (CELF), so an entry whose
 * gain was counted in this round and is still on top is the best without a look at the others. Adds what it chooses to
 * the counts.
 */
export function coverGreedily(items: readonly Item[], counts: Counts): readonly Item[] {
  const chosen: Item[] = []
  const heap = new Heap<Entry>(isBetter)
  const enter = (item: Item, place: number) => {
    const gain = gainOf(item, counts)
    if (gain > 0) heap.push({ item, place, gain, round: chosen.length })
  }
  for (const [place, item] of items.entries()) enter(item, place)
  for (let best = heap.pop(); best; best = heap.pop()) {
    if (best.round < chosen.length) {
      enter(best.item, best.place)
      continue
    }
    chosen.push(best.item)
    count(counts, best.item, 1)
  }
  return chosen
}

function isBetter(one: Entry, other: Entry): boolean {
  const left = one.gain * other.item.candidate.weight
  const right = other.gain * one.item.candidate.weight
  return left === right ? one.place < other.place : left > right
}

/**
 * Those that are needed: what others have come to cover since it was chosen goes, the dearest first and of equals the one
 * that would have lost the tie. Takes what goes out of the counts.
 */
export function withoutRedundant(chosen: readonly Item[], counts: Counts): readonly Item[] {
  const places = new Map(chosen.map((item, place) => [item, place]))
  const byWorth = chosen.toSorted((one, other) => {
    const dearer = other.candidate.weight - one.candidate.weight
    return dearer === 0 ? byPrecedence(other.candidate, one.candidate) : dearer
  })
  for (const item of byWorth) {
    if (item.features.some((feature) => counts[feature] === 1)) continue
    count(counts, item, -1)
    places.delete(item)
  }
  return [...places.keys()]
}
