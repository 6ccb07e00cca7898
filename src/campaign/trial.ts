import type { Programs } from '../execute/clients.js'
import { executePlan, type Watch } from '../execute/execute.js'
import { serialise } from '../judge/serial/serialise.js'
import type { Check, CheckRecord } from '../model/check.js'
import type { Evidence, History } from '../model/history.js'
import type { Plan } from '../model/plan.js'
import type { Profile } from '../model/profile.js'
import type { Scope, Target } from '../model/target.js'
import type { Mismatch, Oracle, Verdict } from '../model/verdict.js'
import { type AnsweredToTheEnd, answeredToTheEnd, REPLAY_PATIENCE } from './answered-to-the-end.js'
import { type DecidedCommit, type Followed, followCommits } from './undecided.js'

/** The two sides of a campaign, and what is known about the subject. */
export interface Sides {
  readonly reference: Target
  readonly subject: Target
  readonly profile: Profile
}

/** What every execution of a campaign shares. */
export interface TrialSettings {
  readonly timeoutMs: number
  readonly nowNs: () => bigint
  /** A new clean place for one case. */
  readonly nextScope: () => Scope
  /** Aborted, a trial ends in its midst, and Interrupted is thrown. */
  readonly signal?: AbortSignal | undefined
  /** What clients of plans run. */
  readonly programs?: Programs | undefined
  /** At how many places in the midst of a plan an oracle may ask something at most. */
  readonly checkpointsMax?: number | undefined
  /** Look on, each at one side, while a plan is executed. */
  readonly watches?: { readonly reference: Watch; readonly subject: Watch } | undefined
}

/** One plan executed on both sides and judged by every oracle, in their order. */
export interface Trial {
  readonly evidence: Evidence
  readonly verdicts: readonly { readonly oracle: Oracle; readonly verdict: Verdict }[]
  /** The oracles that had nothing to judge. */
  readonly notJudgedBy?: readonly Oracle[] | undefined
  /** The commits whose answer was lost, and what became of them. */
  readonly commits?: readonly DecidedCommit[] | undefined
  /** Why the order of its clients was done again on the reference more than once. */
  readonly lost?: readonly string[] | undefined
}

/**
 * Runs one plan on both sides at once, in a scope of its own, and judges it. A plan with clients runs on the subject first,
 * and on the reference in the order that came out of it.
 */
export async function tryPlan(
  plan: Plan,
  sides: Sides,
  oracles: readonly Oracle[],
  settings: TrialSettings,
): Promise<Trial> {
  const scope = settings.nextScope()
  const { watches } = settings
  const common = { scope, settings, oracles }
  const asReference = { ...common, profile: sides.profile, watch: watches?.reference }
  const asSubject = { ...common, profile: undefined, watch: watches?.subject }
  if (plan.clients) {
    const ran = await execute(plan, sides.subject, asSubject)
    const on = { target: sides.reference, asReference }
    const { evidence, lost } = await followed(plan, ran, on)
    const trial = judged(evidence, sides, oracles)
    return lost.length > 0 ? { ...trial, lost } : trial
  }
  const [reference, subject] = await bothOrNeither(
    execute(plan, sides.reference, asReference),
    execute(plan, sides.subject, asSubject),
  )
  const { evidence, commits } = await settled({ plan, reference, subject }, sides, {
    settings,
    oracles,
  })
  const trial = judged(evidence, sides, oracles)
  return commits.length > 0 ? { ...trial, commits } : trial
}

/** The evidence in which commits whose answer was lost have happened or not. */
export function settled(
  evidence: Evidence,
  { reference, profile }: Sides,
  by: { readonly settings: TrialSettings; readonly oracles: readonly Oracle[] },
): Promise<Followed> {
  const { settings, oracles } = by
  return followCommits(evidence, profile, (plan) => {
    const side = { scope: settings.nextScope(), settings, oracles, profile }
    return execute(plan, reference, side)
  })
}

/**
 * The evidence of a run of clients: what it did, done again on the reference one after the other, if need be more than once:
 * the reference may be lost, and the run is not made again for that.
 */
async function followed(
  plan: Plan,
  ran: History,
  on: { readonly target: Target; readonly asReference: OneSide },
): Promise<{ readonly evidence: Evidence; readonly lost: readonly string[] }> {
  const { plan: serial, records, faults, positions, leftOut } = serialise(plan, ran)
  const isWhole = faults.length === 0
  const { history: reference, lost } = await doneAgain(serial, on)
  const concurrent = { plan, clients: ran.clients ?? [], positions, leftOut }
  const evidence: Evidence = {
    plan: serial,
    reference: isWhole ? reference : { ...reference, state: [] },
    subject: {
      target: ran.target,
      records,
      state: isWhole ? ran.state : [],
      checks: ran.checks && atEndOf(serial, plan, ran.checks),
    },
    concurrent,
  }
  return { evidence, lost }
}

/** In a scope of its own each time but the first, because a process that died may have left something behind. */
function doneAgain(
  serial: Plan,
  { target, asReference }: { readonly target: Target; readonly asReference: OneSide },
): Promise<AnsweredToTheEnd> {
  const { settings } = asReference
  const patient = { ...settings, timeoutMs: settings.timeoutMs * REPLAY_PATIENCE }
  let times = 0
  const run = () => {
    const scope = times === 0 ? asReference.scope : settings.nextScope()
    times += 1
    return execute(serial, target, { ...asReference, scope, settings: patient })
  }
  return answeredToTheEnd(run, () => settings.signal?.aborted === true)
}

/** What was asked behind all that clients did is asked behind their last step. */
function atEndOf(
  { steps }: Plan,
  plan: Plan,
  checks: readonly CheckRecord[],
): readonly CheckRecord[] {
  return checks.map(({ check, outcome }) => {
    const isEnd = check.after === plan.steps.length
    return { check: isEnd ? { ...check, after: steps.length } : check, outcome }
  })
}

/** What was executed on both sides, judged by every oracle that has something to judge in it. */
export function judged(evidence: Evidence, { profile }: Sides, oracles: readonly Oracle[]): Trial {
  const able = oracles.filter((oracle) => oracle.appliesTo?.(evidence, profile) ?? true)
  return {
    evidence,
    verdicts: able.map((oracle) => ({ oracle, verdict: oracle.judge(evidence, profile) })),
    notJudgedBy: oracles.filter((oracle) => !able.includes(oracle)),
  }
}

/** Waits for both, so that nothing still runs when the first failure is thrown on. */
async function bothOrNeither<T>(left: Promise<T>, right: Promise<T>): Promise<[T, T]> {
  await Promise.allSettled([left, right])
  return [await left, await right]
}

/**
 * At so many places in the midst of a plan an oracle may ask where nothing else is said: to plan such a question costs DuckDB
 * a tenth of a second, and many cases find more than one case that is looked at everywhere.
 */
const CHECKPOINTS_MAX = 1

/** So many are everywhere, for all but the longest recordings. */
export const CHECKPOINTS_EVERYWHERE = 500

interface OneSide {
  readonly scope: Scope
  readonly settings: TrialSettings
  /** Who judges it: what they look at is recorded, and what they ask is asked. */
  readonly oracles: readonly Oracle[]
  /** The subject's profile when the target plays the reference of that subject. */
  readonly profile: Profile | undefined
  readonly watch?: Watch | undefined
}

/** Executes a plan on one target as a campaign does it: the only place in which oracles get to ask. */
export function execute(plan: Plan, target: Target, side: OneSide): Promise<History> {
  const { scope, settings, oracles, profile, watch } = side
  const { programs } = settings
  // An endpoint of the subject's own kind does all that by itself.
  const dialect = target.facts.profile === profile?.name ? undefined : profile
  return executePlan(plan, target, {
    scope,
    limits: { timeoutMs: settings.timeoutMs, signal: settings.signal },
    nowNs: settings.nowNs,
    readState: oracles.some((oracle) => oracle.readsState === true),
    checks: checksOf(plan, target, side),
    watch,
    programs,
    everyErrorFailsTransaction: dialect?.statusAfterError === 'postgres',
    batchesAreTransactions: dialect?.batches === 'transaction',
  })
}

/** What is the same on every node is asked once where there is only one. */
function checksOf(plan: Plan, { facts }: Target, { oracles, settings }: OneSide): readonly Check[] {
  const most = settings.checkpointsMax ?? CHECKPOINTS_MAX
  const all = oracles.flatMap((oracle) => oracle.checks?.(plan, most) ?? [])
  return facts.nodes.length > 1 ? all : all.filter(({ isRepeat }) => !isRepeat)
}

/** The first mismatch of a trial. */
export function mismatchOf(
  trial: Trial,
): { readonly oracle: Oracle; readonly mismatch: Mismatch } | undefined {
  for (const { oracle, verdict } of trial.verdicts) {
    if (verdict.kind === 'mismatch') return { oracle, mismatch: verdict }
  }
  return undefined
}
