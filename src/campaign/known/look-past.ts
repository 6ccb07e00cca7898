import type { KnownCase } from '../../corpus/known/load.js'
import type { Evidence } from '../../model/history.js'
import type { Profile } from '../../model/profile.js'
import type { Mismatch, Oracle, Verdict } from '../../model/verdict.js'
import type { Trial } from '../trial.js'
import type { KnownDifferences } from './known-differences.js'
import { hasConsequences, withoutDifference, withoutName } from './set-aside.js'
import { type Sighting, sightingOf } from './sighting.js'

/** A known difference that was seen in a case. */
export interface Hit {
  readonly known: KnownCase
  readonly oracle: Oracle
  readonly mismatch: Mismatch
  readonly sighting: Sighting
  readonly evidence: Evidence
}

/** A mismatch that nobody knows. */
export interface Unknown {
  readonly oracle: Oracle
  readonly mismatch: Mismatch
  readonly evidence: Evidence
  readonly sighting: Sighting
}

/** What a trial shows behind its known differences. */
export interface View {
  readonly hits: readonly Hit[]
  /** The first mismatch that is not known. */
  readonly unknown: Unknown | undefined
  /** A known difference behind which nothing can be said: what came after it may follow from it. */
  readonly blockedAt: number | undefined
}

/** Judges a trial's evidence again with each known difference set aside, until there is none or an unknown one. */
export function lookPast(trial: Trial, profile: Profile, known: KnownDifferences): View {
  const hits: Hit[] = []
  for (const { oracle, verdict } of trial.verdicts) {
    const look = new Look(oracle, profile, { known, before: [...hits] })
    const { unknown, blockedAt } = look.from(trial.evidence, verdict)
    hits.push(...look.hits)
    if (unknown || blockedAt !== undefined) return { hits, unknown, blockedAt }
  }
  return { hits, unknown: undefined, blockedAt: undefined }
}

interface Finders {
  readonly known: KnownDifferences
  /** What other oracles saw of the same evidence. */
  readonly before: readonly Hit[]
}

/** One oracle looking past what is known. */
class Look {
  readonly hits: Hit[] = []
  private readonly used = new Set<string>()

  constructor(
    private readonly oracle: Oracle,
    private readonly profile: Profile,
    private readonly finders: Finders,
  ) {}

  from(all: Evidence, first: Verdict): Pick<View, 'unknown' | 'blockedAt'> {
    let [evidence, verdict] = [all, first]
    while (verdict.kind === 'mismatch') {
      const mismatch: Mismatch = verdict
      const elsewhere = this.seenByOthers(evidence, mismatch)
      if (elsewhere) {
        evidence = elsewhere
      } else {
        const { types } = this.profile
        const sighting = sightingOf(this.oracle.name, mismatch, { evidence, types })
        const known = this.find(sighting, mismatch)
        if (!known) {
          return {
            unknown: { oracle: this.oracle, mismatch, evidence, sighting },
            blockedAt: undefined,
          }
        }
        this.hits.push({ known, oracle: this.oracle, mismatch, sighting, evidence })
        const next = this.without(evidence, mismatch, known)
        if (next === 'nothing') return NOTHING
        if (next === 'blocked') return { unknown: undefined, blockedAt: mismatch.stepIndex }
        evidence = next
      }
      verdict = this.judge(evidence)
    }
    return NOTHING
  }

  private judge(evidence: Evidence): Verdict {
    return this.oracle.judge(evidence, this.profile)
  }

  /** Each known difference once for each step and kind; of types, once for each pair of them. */
  private find(sighting: Sighting, { stepIndex, summary }: Mismatch): KnownCase | undefined {
    const known = this.finders.known.find(sighting)
    const what = sighting.kind === 'type' ? summary : ''
    const key = JSON.stringify([known?.name, stepIndex, sighting.kind, what])
    if (!known || this.used.has(key)) return undefined
    this.used.add(key)
    return known
  }

  private without(
    evidence: Evidence,
    mismatch: Mismatch,
    { known }: KnownCase,
  ): Evidence | 'nothing' | 'blocked' {
    if (mismatch.stepIndex === undefined) return 'nothing'
    if (hasConsequences(mismatch, evidence)) return 'blocked'
    const aside = { oracle: this.oracle, mismatch, match: known.match, profile: this.profile }
    const all = withoutDifference(evidence, aside)
    return all.find((one) => !isSame(this.judge(one), mismatch)) ?? 'blocked'
  }

  /**
   * A way to send whose answer is known to be wrong differs from all other ways: that is the same difference, when it has
   * the same kind and is gone once that way stands alone.
   */
  private seenByOthers(evidence: Evidence, mismatch: Mismatch): Evidence | undefined {
    if (!this.oracle.judgesSubjectAlone) return undefined
    const steps = this.finders.before
      .filter((hit) => hit.mismatch.mismatch === mismatch.mismatch)
      .flatMap((hit) => hit.mismatch.stepIndex ?? [])
    return steps
      .map((step) => ({ ...evidence, plan: withoutName(evidence.plan, step) }))
      .find((one) => !isSame(this.judge(one), mismatch))
  }
}

const NOTHING = { unknown: undefined, blockedAt: undefined } as const

/** Whether a verdict says the same of the same step. */
function isSame(verdict: Verdict, { mismatch, stepIndex, summary }: Mismatch): boolean {
  return (
    verdict.kind === 'mismatch' &&
    verdict.mismatch === mismatch &&
    verdict.stepIndex === stepIndex &&
    verdict.summary === summary
  )
}
