import type { Case } from '../model/case.js'
import type { History } from '../model/history.js'
import type { Plan } from '../model/plan.js'
import type { Oracle } from '../model/verdict.js'
import type { Answer, StillFails } from '../reduce/lanes.js'
import { isAbsent } from '../target/absent.js'
import { insteadOf, refusedByReference } from './instead.js'
import { type Found, failsAnew, mayShow, type Signature, showsAgain } from './signature.js'
import { execute, judged, type Sides, settled, type TrialSettings } from './trial.js'

/** How many candidates came how far. */
export interface Tiers {
  /** Refused by what the reference answered, before the subject was asked. */
  reference: number
  /** Run on both sides. */
  subject: number
}

/** The trial that showed a finding. */
export type Shown = Pick<Found, 'trial' | 'mismatch'>

export interface CandidateSettings {
  readonly signature: Signature
  readonly oracles: readonly Oracle[]
  readonly settings: TrialSettings
  /** How often the subject is asked before a candidate is refused. */
  readonly attempts: () => number
}

/** Runs candidates for a reducer, and keeps what those showed that were taken. */
export interface CandidateRunner {
  readonly stillFails: StillFails
  readonly tiers: Tiers
  /** The trial of a candidate that showed the finding; undefined where its answer was known from before. */
  readonly shown: (candidate: Case) => Shown | undefined
}

/**
 * Each candidate goes to the reference first, which is near and quick: what the reference no longer takes, or no longer
 * answers as it did, is no smaller case of the same finding and never reaches the subject. Each worker has sides of its own.
 */
export function candidateRunner(
  lanes: readonly Sides[],
  options: CandidateSettings,
): CandidateRunner {
  const shown = new WeakMap<Case, Shown>()
  const tiers: Tiers = { reference: 0, subject: 0 }
  const stillFails = async (candidate: Case, worker: number): Promise<Answer> => {
    const sides = lanes[worker] as Sides
    const reference = await runReference(candidate.plan, sides, options)
    const refused = refusal(candidate.plan, reference, options.signature)
    tiers[refused === undefined ? 'subject' : 'reference'] += 1
    if (refused !== undefined) return { fails: false, instead: refused }
    const answer = await askSubject(candidate.plan, { reference, sides }, options)
    if ('instead' in answer) return { fails: false, instead: answer.instead }
    shown.set(candidate, answer)
    return { fails: true }
  }
  return { stillFails, tiers, shown: (candidate) => shown.get(candidate) }
}

function refusal(plan: Plan, reference: History, signature: Signature): string | undefined {
  if (isAbsent(reference.target)) return undefined
  const anew = failsAnew(plan, reference, signature)
  if (anew) return refusedByReference(plan, reference, anew)
  if (mayShow(plan, reference, signature)) return undefined
  return refusedByReference(plan, reference, signature.verbs)
}

/** The subject is asked until it shows the finding; the reference's answer stays. */
async function askSubject(
  plan: Plan,
  { reference, sides }: { readonly reference: History; readonly sides: Sides },
  { signature, oracles, settings, attempts }: CandidateSettings,
): Promise<Shown | { readonly instead: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const side = { scope: settings.nextScope(), settings, oracles }
    const subject = await execute(plan, sides.subject, { ...side, profile: undefined })
    const followed = await settled({ plan, reference, subject }, sides, { settings, oracles })
    const trial = judged(followed.evidence, sides, oracles)
    const mismatch = showsAgain(trial, signature)
    if (mismatch) return { trial, mismatch }
    if (attempt >= attempts()) return { instead: insteadOf(trial) }
  }
}

function runReference(
  plan: Plan,
  { reference, profile }: Sides,
  { settings, oracles }: CandidateSettings,
): Promise<History> {
  const side = { scope: settings.nextScope(), settings, oracles }
  return execute(plan, reference, { ...side, profile })
}
