import type { KnownCase } from '../../corpus/known/load.js'
import type { CaseId, Plan } from '../../model/plan.js'
import type { MismatchKind, Oracle } from '../../model/verdict.js'
import { type Conclusion, type Investigation, investigate } from '../investigate.js'
import { type Sides, type Trial, tryPlan } from '../trial.js'
import type { KnownDifferences } from './known-differences.js'
import { type Hit, lookPast, type Unknown, type View } from './look-past.js'
import { oraclePast } from './oracle-past.js'
import { type Sighting, sightingOf } from './sighting.js'

/** How often one case is looked at again, each time with one more known difference out of the way. */
const LOOKS_MAX = 12

/** What there is to follow mismatches up with. */
export interface Pursuit {
  readonly sides: Sides
  readonly investigation: Investigation
  readonly known: KnownDifferences
  /** Asked before the long way; without it, every mismatch is looked into. */
  readonly isWorthwhile?: ((unknown: Unknown) => boolean) | undefined
}

/** A known difference that was seen in a case. */
export interface KnownSeen {
  readonly known: KnownCase
  readonly oracle: string
  readonly kind: MismatchKind
  /** In what way it showed, without names and values. */
  readonly shows: string
  /** It was recognised once it was made smaller. */
  readonly isReduced: boolean
}

/** What became of the mismatches of one case. */
export interface Pursued {
  /** Every known difference of the case, once for each way in which it showed. */
  readonly seen: readonly KnownSeen[]
  /** The first mismatch that is not known, and what became of it; without a conclusion it was not looked into. */
  readonly unknown: Unknown | undefined
  readonly conclusion: Conclusion | undefined
  /** What was made smaller before it turned out to be known. */
  readonly costly: readonly Unknown[]
  /** Why nothing can be said of what is left. */
  readonly because: string | undefined
}

/**
 * Looks into a trial's mismatches. What is known is set aside, before anything is confirmed or made smaller, and what is
 * known only once it is smaller is set aside then. Ends at the first mismatch that is not known. Throws TargetLost.
 */
export async function pursue(
  first: Trial,
  from: CaseId | undefined,
  pursuit: Pursuit,
): Promise<Pursued> {
  const { sides, investigation, known } = pursuit
  const seen = new SeenOnce()
  const costly: Unknown[] = []
  const lookedInto = new Set<string>()
  let trial = first
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const view = lookPast(trial, sides.profile, known)
    for (const hit of view.hits) seen.add(seenAtOnce(hit))
    if (view.blockedAt !== undefined) {
      trial = await tryWithout(trial, [view.blockedAt], pursuit)
      continue
    }
    const { unknown } = view
    const end = { seen: seen.all, costly, unknown, conclusion: undefined, because: undefined }
    if (!unknown || pursuit.isWorthwhile?.(unknown) === false) return end
    const key = JSON.stringify(unknown.sighting)
    // It became a known difference before, and something else in another case, so it is not set aside at sight.
    if (lookedInto.has(key)) return { ...end, unknown: undefined }
    lookedInto.add(key)
    const alone = await isolated(trial, { ...view, unknown }, pursuit)
    const conclusion = await investigate(alone, from, sides, {
      ...investigation,
      oracles: alone.oracles,
    })
    const became = knownAs(conclusion, unknown, pursuit)
    if (!became) return { ...end, conclusion }
    seen.add(became)
    costly.push(unknown)
  }
  const because = `behind ${LOOKS_MAX} known differences of this case nothing more was looked at`
  return { seen: seen.all, costly, unknown: undefined, conclusion: undefined, because }
}

class SeenOnce {
  private readonly byKey = new Map<string, KnownSeen>()

  get all(): readonly KnownSeen[] {
    return [...this.byKey.values()]
  }

  add(seen: KnownSeen): void {
    const key = `${seen.known.name} ${seen.shows}`
    if (!this.byKey.has(key)) this.byKey.set(key, seen)
  }
}

function seenAtOnce({ known, oracle, sighting }: Hit): KnownSeen {
  const { kind } = sighting
  return { known, oracle: oracle.name, kind, shows: lookOf(sighting), isReduced: false }
}

/** In what way a mismatch shows. What is known is not made smaller, so it has no fingerprint. */
function lookOf({ kind, shows }: Sighting): string {
  return `${kind}: ${shows}`
}

/** The known difference that a finding is, once it is as small as it can be; what was learnt is kept for the next like it. */
function knownAs(
  conclusion: Conclusion,
  { sighting }: Unknown,
  { known, sides }: Pursuit,
): KnownSeen | undefined {
  if (conclusion.kind !== 'finding' || conclusion.status === 'unconfirmed') return undefined
  const { oracle, mismatch, trial } = conclusion
  const { types } = sides.profile
  const smallest = sightingOf(oracle, mismatch, { evidence: trial.evidence, types })
  const found = known.find(smallest)
  known.learn(sighting, found)
  if (!found) return undefined
  const { kind } = smallest
  return { known: found, oracle, kind, shows: lookOf(smallest), isReduced: true }
}

async function tryWithout(
  { evidence: { plan } }: Trial,
  steps: readonly number[],
  { sides, investigation: { oracles, settings } }: Pursuit,
): Promise<Trial> {
  return tryPlan(withoutSteps(plan, steps), sides, oracles, settings)
}

function withoutSteps(plan: Plan, gone: readonly number[]): Plan {
  return { ...plan, steps: plan.steps.filter((_, index) => !gone.includes(index)) }
}

/** What is needed to investigate a mismatch with nothing known in its way. */
interface Isolated extends Pick<Unknown, 'oracle' | 'mismatch'> {
  readonly trial: Trial
  readonly oracles: readonly Oracle[]
}

/**
 * The case without the steps that show something known, if the mismatch is still there; else, and for what is known of the
 * same step, with oracles that are blind to it.
 */
async function isolated(
  trial: Trial,
  view: View & { readonly unknown: Unknown },
  pursuit: Pursuit,
): Promise<Isolated> {
  const here = view.unknown.mismatch.stepIndex
  const elsewhere = view.hits.flatMap(({ mismatch }) => mismatch.stepIndex ?? [])
  const gone = [...new Set(elsewhere)].filter((step) => step !== here)
  if (gone.length > 0) {
    const shorter = await tryWithout(trial, gone, pursuit)
    const left = lookPast(shorter, pursuit.sides.profile, pursuit.known)
    if (isSame(left.unknown, view.unknown))
      return blindTo(left.hits, left.unknown, shorter, pursuit)
  }
  return blindTo(view.hits, view.unknown, trial, pursuit)
}

function isSame(one: Unknown | undefined, other: Unknown): one is Unknown {
  return one !== undefined && JSON.stringify(one.sighting) === JSON.stringify(other.sighting)
}

function blindTo(
  hits: readonly Hit[],
  { oracle, mismatch }: Unknown,
  trial: Trial,
  { investigation: { oracles } }: Pursuit,
): Isolated {
  const blind = oracles.map((one) => oraclePast(one, hits, mismatch.stepIndex))
  const same = blind[oracles.indexOf(oracle)] ?? oracle
  return { trial, oracle: same, mismatch, oracles: blind }
}
