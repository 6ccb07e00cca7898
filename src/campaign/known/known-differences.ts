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
  withoutKnownReads(plan: Plan): { readonly plan: Plan; readonly notSent: readonly NotSent[] } {
    if (this.unsent.size === 0) return { plan, notSent: [] }
    const counts = new Map<KnownCase, number>()
    const steps = plan.steps.filter((step) => {
      if (step.kind !== 'statement') return true
      const known = this.unsent.get(skeleton(step.statement.sql))
      if (!known || !isRead(step.statement.sql)) return true
      counts.set(known, (counts.get(known) ?? 0) + 1)
      return false
    })
    const notSent = [...counts].map(([known, count]) => ({ known, count }))
    return notSent.length === 0 ? { plan, notSent } : { plan: { ...plan, steps }, notSent }
  }
}

function breadth({ known: { match } }: KnownCase): number {
  const absent = [match.oracle, match.types, match.answers].filter((part) => part === undefined)
  return absent.length + (match.kinds === 'any' ? 1 : 0)
}

/** Whatever its answer is, it is known; or it ends the endpoint's process before there is one. */
function coversAllThatCanBeSeen({ known: { match } }: KnownCase): boolean {
  const { oracle, kinds, types, answers } = match
  if (types !== undefined) return false
  const isCrash = kinds !== 'any' && kinds.join() === 'crash'
  return isCrash || (kinds === 'any' && oracle === undefined && answers === undefined)
}

function keyOf({ oracle, kind, skeleton: shape, types, answers }: Sighting): string {
  return JSON.stringify([oracle, kind, shape, types, answers])
}
