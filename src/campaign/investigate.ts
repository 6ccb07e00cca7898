import { fingerprint, signatureLines } from '../corpus/fingerprint.js'
import type { Case } from '../model/case.js'
import type { CaseId, Plan } from '../model/plan.js'
import type { Mismatch, Oracle } from '../model/verdict.js'
import type { Reduction } from '../reduce/reduce.js'
import type { Grammar } from '../sql/peg/grammar.js'
import { askedInPlan, stillAsks } from './asked-in-plan.js'
import { attribute } from './attribute.js'
import type { Tiers } from './candidates.js'
import { candidateTimeoutMs, FLAKY_RUNS, type Sightings, sightings, together } from './confirm.js'
import { type Perturbed, referenceDisagrees } from './doubt.js'
import { findingFacts } from './finding-facts.js'
import { concludeRun, inLockstep } from './investigate-run.js'
import { type ShrinkOptions, type Shrunk, shrink } from './shrink.js'
import { type Found, type Signature, signatureOf } from './signature.js'
import { type Simplest, simplestShown } from './simplest.js'
import { type Sides, type Trial, type TrialSettings, tryPlan } from './trial.js'
import type { Attribution } from './votes.js'

/** How often a confirmation is begun again because a process died in its midst. */
const CONFIRM_SERIES_MAX = 3

export interface Investigation {
  readonly settings: TrialSettings
  readonly oracles: readonly Oracle[]
  /** How often a mismatch is run again before it is believed. */
  readonly confirm: number
  /** 0 leaves findings as they are: nothing is made smaller, and nobody is asked whose fault it is. */
  readonly reduceBudgetMs: number
  readonly nowMs: () => number
  readonly signal: AbortSignal
  /** References under other settings, started when the first mismatch needs them. */
  readonly perturbed: () => Promise<readonly Perturbed[]>
  /** How often a process of a target has died or come back so far; without it, never. */
  readonly disturbances?: (() => number) | undefined
  /** DuckDB's grammar for what is inside of statements; without it brackets and commas have to do. */
  readonly grammar?: (() => Promise<Grammar | undefined>) | undefined
  /** How a finding is made smaller, where one place and the limits of a campaign are not enough. */
  readonly shrinking?: ShrinkOptions | undefined
  /** Told what is being done, in a few words such as `run again to confirm it`; for people who watch. */
  readonly tell?: ((phase: string) => void) | undefined
  /** A mismatch that is not seen again is run as often as one that is seen now and then before it is given up. */
  readonly isPatient?: boolean | undefined
}

/** What became of a mismatch. */
export type Conclusion =
  | { readonly kind: 'doubtful'; readonly because: string }
  | {
      readonly kind: 'finding'
      readonly id: string
      /** Who judges the smallest case so: on the way from the case as it was found, another one may have taken over. */
      readonly oracle: string
      /** What the name is made of, in three lines. */
      readonly signature: readonly string[]
      readonly status: 'confirmed' | 'flaky' | 'unconfirmed'
      /** The smallest case showed it so often ... */
      readonly seen: number
      /** ... of so many runs. */
      readonly of: number
      /** What other runs of the case as it was found showed in its place. */
      readonly instead: readonly string[]
      readonly reduction: Reduction | undefined
      /** How many candidates of the reduction came how far. */
      readonly tiers: Tiers | undefined
      readonly reduceMs: number
      readonly case: Case
      readonly original: Case
      readonly mismatch: Mismatch
      /** The trial of the smallest case that showed it. */
      readonly trial: Trial
      /** Whose fault it is, by vote; undefined where it was not seen again, or nobody was asked. */
      readonly attribution: Attribution | undefined
    }

/**
 * The order of suspicion: the reference against itself, the mismatch again, then smaller, then whose fault, then its name. What
 * clients at once have shown is first tried in the one order that came out of their run.
 */
export async function investigate(
  asFound: Found,
  from: CaseId | undefined,
  sides: Sides,
  all: Investigation,
): Promise<Conclusion> {
  const { concurrent } = asFound.trial.evidence
  const tell = all.tell ?? (() => undefined)
  tell(`confirming: ${asFound.mismatch.summary}`)
  if (concurrent) {
    const alone = await inLockstep(asFound, sides, all)
    if (alone) return investigate(alone, from, sides, all)
    return concludeRun({ found: asFound, concurrent, from }, sides, all)
  }
  const found = await askedInPlan(asFound, sides, all)
  const perturbed = await all.perturbed()
  const { settings } = all
  const doubt = await referenceDisagrees(found.trial, sides, found.oracle, { settings, perturbed })
  if (doubt) return { kind: 'doubtful', because: doubt }
  // Those before it must still agree, or the case has slipped; those behind it have no say.
  const oracles = all.oracles.slice(0, all.oracles.indexOf(found.oracle) + 1)
  const investigation: Investigation = { ...all, oracles, perturbed: async () => perturbed }
  const signature = signatureOf(found, sides.profile)
  const first = await confirmUndisturbed(found.trial.evidence.plan, signature, sides, investigation)
  const original: Case = { header: { from }, plan: found.trial.evidence.plan }
  tell('looking for it in simpler cases')
  const startedMs = all.nowMs()
  const seen = { original, signature, first, deadlineMs: startedMs + all.reduceBudgetMs }
  const { shown, executions } = await simplestOf(found, first, sides, all)
  const easy = shown && (await fromSimplest({ ...seen, shown, executions }, sides, all))
  const shrunk = easy ?? (await smaller(seen, sides, investigation))
  const reduceMs = all.nowMs() - startedMs
  const start = easy ? (shown ?? found) : found
  return conclude(start, { ...seen, shrunk, reduceMs, sides }, investigation)
}

/** A finding that always shows is looked for in the simplest cases of all first; a question has no simpler one. */
async function simplestOf(
  found: Found,
  first: Sightings,
  sides: Sides,
  { reduceBudgetMs, oracles, settings, nowMs, signal }: Investigation,
): Promise<Simplest> {
  const isSure = first.seen === first.of && reduceBudgetMs > 0
  if (!isSure || stillAsks(found.trial.evidence.plan)) return { shown: undefined, executions: 0 }
  const run = (plan: Plan): Promise<Trial> => tryPlan(plan, sides, oracles, settings)
  // So that a reduction that is taken up again gets somewhere, however long this takes.
  const deadlineMs = nowMs() + reduceBudgetMs / 2
  return simplestShown(found, sides.profile, {
    run,
    shouldStop: () => signal.aborted || nowMs() > deadlineMs,
  })
}

/** Goes on from the simplest case, which may have been shown by another oracle. */
async function fromSimplest(
  {
    original,
    first,
    deadlineMs,
    shown,
    executions,
  }: Seen & { readonly shown: Found; readonly executions: number },
  sides: Sides,
  all: Investigation,
): Promise<Shrunk | undefined> {
  const { oracle, mismatch, trial } = shown
  const oracles = all.oracles.slice(0, all.oracles.indexOf(oracle) + 1)
  const seen = {
    original: { ...original, plan: trial.evidence.plan },
    signature: signatureOf(shown, sides.profile),
    first: { ...first, last: { trial, mismatch } },
    deadlineMs,
  }
  const shrunk = await smaller(seen, sides, { ...all, oracles })
  if (!shrunk) return undefined
  const { reduction } = shrunk
  return { ...shrunk, reduction: { ...reduction, executions: reduction.executions + executions } }
}

/** What is known of a mismatch when its case was run again. */
interface Seen {
  readonly original: Case
  readonly signature: Signature
  readonly first: Sightings
  /** When the time for making it smaller is over. */
  readonly deadlineMs: number
}

async function smaller(
  { original, signature, first, deadlineMs }: Seen,
  sides: Sides,
  investigation: Investigation,
): Promise<Shrunk | undefined> {
  const { reduceBudgetMs, nowMs, signal, settings, oracles, shrinking } = investigation
  if (isUnconfirmed(first) || reduceBudgetMs === 0) return undefined
  const grammar = await investigation.grammar?.()
  const shouldStop = () => signal.aborted || nowMs() > deadlineMs
  const limited = { ...settings, timeoutMs: candidateTimeoutMs(settings.timeoutMs, first) }
  const common = { original, signature, sightings: first, oracles, grammar, shouldStop }
  const task = { ...common, settings: limited }
  return shrink(task, sides, { ...shrinking, onProgress: smallerTold(investigation) })
}

/** Tells how small a case is by now, beside whoever else wants to know. */
function smallerTold({ tell, shrinking }: Investigation): ShrinkOptions['onProgress'] {
  const first = shrinking?.onProgress
  if (!tell) return first
  tell('making it smaller')
  return (progress) => {
    first?.(progress)
    const { steps } = progress.case.plan
    tell(`making it smaller: ${steps.length} steps after ${progress.executions} executions`)
  }
}

async function conclude(
  found: Found,
  {
    original,
    first,
    shrunk,
    reduceMs,
    sides,
  }: Seen & {
    readonly shrunk: Shrunk | undefined
    readonly reduceMs: number
    readonly sides: Sides
  },
  investigation: Investigation,
): Promise<Conclusion> {
  const counted = shrunk?.sightings ?? first
  const status = statusOf(counted)
  investigation.tell?.('asking whose fault it is')
  const { trial, mismatch } = shrunk?.shown ?? found
  const accused = { trial, mismatch, oracle: found.oracle, isFlaky: status === 'flaky' }
  const attribution =
    status === 'unconfirmed' || investigation.reduceBudgetMs === 0
      ? undefined
      : await attribute(accused, sides, {
          ...investigation,
          perturbed: await investigation.perturbed(),
        })
  const facts = { evidence: trial.evidence, types: sides.profile.types }
  const named = findingFacts(found.oracle, mismatch, facts)
  const id = fingerprint(named)
  const { from } = original.header
  const header = { finding: id, oracle: found.oracle.name, kind: found.mismatch.mismatch, from }
  // What a smaller case still reaches of the original's features, nobody knows.
  const plan = shrunk ? { ...shrunk.reduction.case.plan, features: [] } : original.plan
  return {
    kind: 'finding',
    id,
    oracle: found.oracle.name,
    signature: signatureLines(named),
    status,
    seen: counted.seen,
    of: counted.of,
    instead: first.instead,
    reduction: shrunk?.reduction,
    tiers: shrunk?.tiers,
    reduceMs,
    case: { header, plan },
    original: { header, plan: original.plan },
    mismatch,
    trial,
    attribution,
  }
}

function statusOf(counted: Sightings): 'confirmed' | 'flaky' | 'unconfirmed' {
  if (counted.seen === counted.of) return 'confirmed'
  return isUnconfirmed(counted) ? 'unconfirmed' : 'flaky'
}

function isUnconfirmed({ seen, of }: Sightings): boolean {
  return seen === 0 && of > 0
}

/** What was seen only now and then, while a process died or came back, says nothing: then once more from the start. */
async function confirmUndisturbed(
  plan: Plan,
  signature: Signature,
  sides: Sides,
  investigation: Investigation,
): Promise<Sightings> {
  const { disturbances = () => 0, confirm: times, isPatient, signal } = investigation
  const shouldStop = () => signal.aborted
  for (let series = 1; ; series += 1) {
    const before = disturbances()
    const all = await sightings(plan, signature, sides, { ...investigation, times })
    const isClear = all.seen === 0 || all.seen === times || disturbances() === before
    if (!isClear && series < CONFIRM_SERIES_MAX) continue
    if (all.seen > 0 || times === 0 || !isPatient) return all
    const patient = { ...investigation, times: FLAKY_RUNS, shouldStop }
    return together(all, await sightings(plan, signature, sides, patient))
  }
}
