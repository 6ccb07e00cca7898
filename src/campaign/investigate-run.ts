import { fingerprint, signatureLines } from '../corpus/fingerprint.js'
import type { Concurrent } from '../model/history.js'
import type { CaseId, Plan } from '../model/plan.js'
import type { Mismatch } from '../model/verdict.js'
import type { Sightings } from './confirm.js'
import { findingFacts } from './finding-facts.js'
import { insteadOf } from './instead.js'
import type { Conclusion, Investigation } from './investigate.js'
import { storyOf } from './run-story.js'
import type { Found } from './signature.js'
import { mismatchOf, type Sides, type Trial, tryPlan } from './trial.js'

/** A mismatch of clients that ran at once. */
export interface FoundInRun {
  readonly found: Found
  readonly concurrent: Concurrent
  readonly from: CaseId | undefined
}

/**
 * The trial of the serial order of a run, done in lockstep on both sides, where that shows a mismatch as well: then the
 * finding is one like any other, and can be made smaller. Undefined where it takes clients at once.
 */
export async function inLockstep(
  { trial, mismatch }: Found,
  sides: Sides,
  { oracles, settings }: Investigation,
): Promise<Found | undefined> {
  const { plan } = trial.evidence
  const steps =
    mismatch.stepIndex === undefined ? plan.steps : plan.steps.slice(0, mismatch.stepIndex + 1)
  const alone = await tryPlan({ ...plan, steps, features: [] }, sides, oracles, settings)
  const shown = mismatchOf(alone)
  return shown && { trial: alone, ...shown }
}

/**
 * What becomes of a mismatch that shows only while clients run at once: the run is made again as often as a mismatch is
 * confirmed. It stays as large as it is; the order in which it was done is its story.
 */
export async function concludeRun(
  { found, concurrent, from }: FoundInRun,
  sides: Sides,
  investigation: Investigation,
): Promise<Conclusion> {
  const plan = askedAfter(found, concurrent)
  const counted = await again(found, plan, { sides, investigation })
  const { oracle } = found
  const story = storyOf(found, concurrent)
  const evidence = story.trial.evidence
  const named = findingFacts(oracle, story.mismatch, { evidence, types: sides.profile.types })
  const id = fingerprint(named)
  const kind = found.mismatch.mismatch
  const whole = { header: { finding: id, oracle: oracle.name, kind, from }, plan }
  return {
    kind: 'finding',
    id,
    oracle: oracle.name,
    signature: signatureLines(named),
    status: counted.seen === counted.of ? 'confirmed' : 'flaky',
    seen: counted.seen,
    of: counted.of,
    instead: counted.instead,
    reduction: undefined,
    tiers: undefined,
    reduceMs: 0,
    case: whole,
    original: whole,
    mismatch: story.mismatch,
    trial: story.trial,
    attribution: undefined,
  }
}

/** The plan of the run, which asks behind its clients for what was found beside it. */
function askedAfter({ oracle, trial }: Found, { plan }: Concurrent): Plan {
  const { evidence } = trial
  const serialEnd = evidence.plan.steps.length
  const checks = evidence.subject.checks?.map(({ check, outcome }) => {
    const isEnd = check.after === serialEnd
    return { check: isEnd ? { ...check, after: plan.steps.length } : check, outcome }
  })
  const asRun = { ...evidence, plan, subject: { ...evidence.subject, checks } }
  // Nothing is tried, so it is the question that asks for most.
  return oracle.askInPlan?.(asRun).at(-1) ?? plan
}

async function again(
  found: Found,
  plan: Plan,
  { sides, investigation }: { readonly sides: Sides; readonly investigation: Investigation },
): Promise<Sightings> {
  const { oracles, settings, confirm, signal } = investigation
  const instead = new Set<string>()
  // The run that was found counts: what was acknowledged and is lost proves itself, and no two runs are the same.
  let [seen, of] = [1, 1]
  while (of <= confirm && !signal.aborted) {
    const trial = await tryPlan(plan, sides, oracles, settings)
    of += 1
    if (showsLike(trial, found)) seen += 1
    else instead.add(insteadOf(trial))
  }
  return { seen, of, instead: [...instead], last: undefined }
}

/** No two runs have the same statements, so it is the oracle and the kind that must come again. */
function showsLike({ verdicts }: Trial, { oracle, mismatch }: Found): Mismatch | undefined {
  const own = verdicts.find((one) => one.oracle.name === oracle.name)?.verdict
  return own?.kind === 'mismatch' && own.mismatch === mismatch.mismatch ? own : undefined
}
