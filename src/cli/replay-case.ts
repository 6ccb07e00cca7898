import { caseFinished } from '../campaign/case-events.js'
import { findingEvents } from '../campaign/finding-events.js'
import type { Investigation } from '../campaign/investigate.js'
import type { KnownDifferences } from '../campaign/known/known-differences.js'
import { knownMatched, skippedAsKnown } from '../campaign/known/known-events.js'
import { pursue } from '../campaign/known/pursue.js'
import {
  mismatchOf,
  type Sides,
  type Trial,
  type TrialSettings,
  tryPlan,
} from '../campaign/trial.js'
import { lossIncidents } from '../campaign/undecided-events.js'
import type { Withholding } from '../campaign/withheld.js'
import type { LoadedCase } from '../corpus/load.js'
import { Interrupted } from '../model/errors.js'
import type { CaseId } from '../model/plan.js'
import type { EventBody } from '../report/events.js'
import { kindText } from '../report/words.js'
import { clock } from './surroundings.js'

/** A case with the name by which messages and reports call it. */
export interface NamedCase {
  readonly name: string
  readonly loaded: LoadedCase
}

/** What replaying one case gave. */
export interface Replayed {
  readonly trial: Trial
  readonly events: readonly EventBody[]
}

/** Where and how one case is replayed. */
export interface ReplayPlace {
  readonly sides: Sides
  readonly investigation: Investigation
  /** What is accepted and no finding. */
  readonly known: KnownDifferences
  /** The position of the case in its run, from 0. */
  readonly index: number
  /** Whether it is news that a case agrees which showed a finding when it was written down. */
  readonly tellsMended?: boolean | undefined
  /** Told what is being done with the case. */
  readonly within?: ((text: string) => void) | undefined
  /** Takes values out of what is told about a finding. */
  readonly withholding?: Withholding | undefined
  /** For the first execution alone: who looks on, and what may end it in its midst. */
  readonly settings?: Partial<TrialSettings> | undefined
}

/** Runs one case on both sides and looks into what differs. Throws TargetLost and Interrupted. */
export async function replayCase(one: NamedCase, place: ReplayPlace): Promise<Replayed> {
  const startedMs = clock.nowMs()
  const { sides, investigation } = place
  const { plan } = one.loaded.case
  const settings = { ...investigation.settings, ...place.settings }
  const trial = await tryPlan(plan, sides, investigation.oracles, settings)
  const looked = await look(trial, one, { ...place, trialMs: clock.nowMs() - startedMs })
  const mended = place.tellsMended ? mendedBy(trial, one) : undefined
  const lost = lossIncidents(trial, sides, one.name)
  const ended = finished(trial, one, { ...looked, mended, startedMs, place })
  return { trial, events: [...lost, ...looked.events, ended] }
}

/** The kind of mismatch that the case has shown, now that every oracle which can judge it agrees. */
function mendedBy({ verdicts }: Trial, { loaded }: NamedCase): string | undefined {
  const { kind, oracle } = loaded.case.header
  const now = verdicts.find((one) => oracle === undefined || one.oracle.name === oracle)
  const isClean = verdicts.every(({ verdict }) => verdict.kind !== 'mismatch')
  return isClean && now?.verdict.kind === 'agree' ? kind : undefined
}

/** The end of a case that was replayed and needs no look. */
export function finishedEvent(
  trial: Trial,
  one: NamedCase,
  at: { readonly startedMs: number; readonly index: number },
): EventBody {
  return finished(trial, one, { because: undefined, startedMs: at.startedMs, place: at })
}

function finished(
  trial: Trial,
  { name, loaded }: NamedCase,
  more: {
    readonly because: string | undefined
    readonly mended?: string | undefined
    readonly startedMs: number
    readonly place: Pick<ReplayPlace, 'index'>
  },
): EventBody {
  const id: CaseId = { workload: name, seed: '0', index: more.place.index }
  return caseFinished(id, trial, {
    elapsedMs: clock.nowMs() - more.startedMs,
    newFeatures: [],
    because: more.because,
    mended: more.mended,
    skipped: loaded.skipped.map(({ reason, count }) => ({
      what: 'statement',
      because: reason,
      count,
    })),
  })
}

interface Looked {
  /** Why a mismatch proves nothing. */
  readonly because: string | undefined
  readonly events: readonly EventBody[]
}

/** A case that takes longer is also given up in its midst while it is looked into; nobody waits so long for another run. */
const LONG_CASE_MS = 3_000

interface LookPlace extends ReplayPlace {
  /** How long the first execution took. */
  readonly trialMs: number
}

async function look(trial: Trial, one: NamedCase, place: LookPlace): Promise<Looked> {
  const found = mismatchOf(trial)
  if (!found) return { because: undefined, events: [] }
  const { investigation, trialMs, index } = place
  place.within?.(`${one.name}: looking into a ${kindText(found.mismatch)}`)
  const { signal } = investigation
  const tell = (phase: string) => place.within?.(`${one.name}: ${phase}`)
  const settings = { ...investigation.settings, ...(trialMs > LONG_CASE_MS && { signal }) }
  try {
    return await follow(trial, one, {
      ...place,
      investigation: { ...investigation, settings, tell },
    })
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
    const { name: oracle } = found.oracle
    const at = { finding: `F${index + 1}`, oracle, workload: one.name, index }
    return {
      because: undefined,
      events: [{ type: 'finding-opened', ...at, mismatch: found.mismatch }],
    }
  }
}

async function follow(trial: Trial, { name }: NamedCase, place: ReplayPlace): Promise<Looked> {
  const { index } = place
  const { seen, unknown, conclusion, because } = await pursue(trial, undefined, place)
  const known = seen.map((one) => knownMatched(one, { workload: name, index }))
  if (!unknown || !conclusion) return { because, events: known }
  if (conclusion.kind === 'doubtful') return { because: conclusion.because, events: known }
  const { types } = place.sides.profile
  const where = { workload: name, index, types }
  const told = findingEvents(conclusion, `F${index + 1}`, where)
  const { evidence } = conclusion.trial
  const events = place.withholding?.finding(told, evidence) ?? told
  return {
    because: undefined,
    events: [...known, ...events],
  }
}

/** The case without the reads of which nothing new can be learnt, because all that they may show is known. */
export function withoutKnownReads(one: NamedCase, known: KnownDifferences): NamedCase {
  const { loaded } = one
  const { plan, kept, notSent } = known.withoutKnownReads(loaded.case.plan)
  if (notSent.length === 0) return one
  const reasons = skippedAsKnown(notSent)
  const skipped = reasons.map(({ because: reason, count }) => ({ reason, count, examples: [] }))
  const { lines } = loaded
  return {
    ...one,
    loaded: {
      ...loaded,
      case: { ...loaded.case, plan },
      skipped: [...loaded.skipped, ...skipped],
      lines: lines && kept.map((step) => lines[step] ?? 0),
    },
  }
}
