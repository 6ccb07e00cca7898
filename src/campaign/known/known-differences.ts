import type { KnownCase } from '../../corpus/known/load.js'
import type { Plan } from '../../model/plan.js'
import { skeleton } from '../../sql/skeleton.js'
import { isRead } from './set-aside.js'
import { covers, type Sighting } from './sighting.js'

/** What was not sent because a known difference covers all that could be seen of it. */
export interface NotSent {
  readonly known: KnownCase
  readonly count: number
}

/** A plan without what is not sent, and the steps that stayed, by their places before. */
export interface Shortened {
  readonly plan: Plan
  readonly kept: readonly number[]
  readonly notSent: readonly NotSent[]
}

/**
 * The known differences that count in a run. A class because it learns: what turned out to be known after it was made
 * smaller is recognised at once when it comes again.
 */
export class KnownDifferences {
  /** By sighting: the known difference that it became when it was made smaller; undefined: it became something else. */
  private readonly learnt = new Map<string, KnownCase | undefined>()
  private readonly all: readonly KnownCase[]
  private readonly unsent: ReadonlyMap<string, KnownCase>

  constructor(all: readonly KnownCase[]) {
    // What names more comes first, so that a narrow one is not counted as a wide one.
    this.all = [...all].sort((one, other) => breadth(one) - breadth(other))
    const covering = this.all.filter(coversAllThatCanBeSeen)
    this.unsent = new Map(covering.map((known) => [known.known.match.skeleton, known]))
  }

  get isEmpty(): boolean {
    return this.all.length === 0
  }

  /** The known difference that covers this. */
  find(sighting: Sighting): KnownCase | undefined {
    const covering = this.all.find(({ known }) => covers(known.match, sighting))
    return covering ?? this.learnt.get(keyOf(sighting))
  }

  /** A mismatch like this, made smaller, was that known difference; or, undefined, something that is not known. */
  learn(sighting: Sighting, known: KnownCase | undefined): void {
    const key = keyOf(sighting)
    const isTorn = this.learnt.has(key) && this.learnt.get(key) !== known
    this.learnt.set(key, isTorn ? undefined : known)
  }

  /** The plan without the reads of which nothing new can be learnt. */
  withoutKnownReads(plan: Plan): Shortened {
    const known = plan.steps.map((step) =>
      step.kind === 'statement' ? this.coveringRead(step.statement.sql) : undefined,
    )
    const kept = [...plan.steps.keys()].filter((index) => known[index] === undefined)
    const notSent = [...new Set(known)].flatMap((one) =>
      one ? [{ known: one, count: known.filter((other) => other === one).length }] : [],
    )
    if (notSent.length === 0) return { plan, kept, notSent }
    const steps = plan.steps.filter((_, index) => known[index] === undefined)
    return { plan: { ...plan, steps }, kept, notSent }
  }

  private coveringRead(sql: string): KnownCase | undefined {
    if (this.unsent.size === 0) return undefined
    const known = this.unsent.get(skeleton(sql))
    return known && isRead(sql) ? known : undefined
  }
}

function breadth({ known: { match } }: KnownCase): number {
  const absent = [match.oracle, match.types, match.shows, match.missing].filter(
    (part) => part === undefined,
  )
  return absent.length + (match.kinds === 'any' ? 1 : 0)
}

/** Whatever its answer is, it is known; or it ends the endpoint's process before there is one. */
function coversAllThatCanBeSeen({ known: { match } }: KnownCase): boolean {
  const { oracle, kinds, types, shows, missing } = match
  if (types !== undefined || missing !== undefined) return false
  const isCrash = kinds !== 'any' && kinds.join() === 'crash'
  return isCrash || (kinds === 'any' && oracle === undefined && shows === undefined)
}

function keyOf({ oracle, kind, skeleton: shape, types, shows, missing }: Sighting): string {
  return JSON.stringify([oracle, kind, shape, types, shows, missing])
}
