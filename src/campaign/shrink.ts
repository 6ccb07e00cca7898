import type { Case } from '../model/case.js'
import type { Oracle } from '../model/verdict.js'
import type { Answer } from '../reduce/lanes.js'
import { type Reduction, reduceCase } from '../reduce/reduce.js'
import type { ReduceOptions } from '../reduce/search.js'
import type { Grammar } from '../sql/peg/grammar.js'
import { stillAsks } from './asked-in-plan.js'
import { candidateRunner, type Shown, type Tiers } from './candidates.js'
import {
  attemptsFor,
  FLAKY_RUNS,
  isOftenEnough,
  isSeldom,
  type Sightings,
  sightings,
  together,
} from './confirm.js'
import type { Signature } from './signature.js'
import type { Sides, TrialSettings } from './trial.js'

/** The most candidates that the reduction of one finding of a campaign may run. */
export const REDUCE_EXECUTIONS_MAX = 2_000

/** How a finding is made smaller, beyond what a campaign needs. */
export interface ShrinkOptions {
  /** The most candidates that are run. */
  readonly maxExecutions?: number | undefined
  /** Places for candidates that run at once; the first are the sides themselves. One without it. */
  readonly lanes?: readonly Sides[] | undefined
  /** What an interrupted reduction of the same finding has learned, and where answers go. */
  readonly journal?: ((signature: Signature) => ReductionJournal) | undefined
  readonly onProgress?: ((progress: ShrinkProgress) => void) | undefined
}

export interface ReductionJournal {
  readonly known: ReadonlyMap<string, Answer>
  readonly remember: (key: string, answer: Answer) => void
}

/** Where a reduction is. */
export interface ShrinkProgress {
  readonly case: Case
  readonly executions: number
  readonly recalled: number
}

/** What a reduction works on. */
export interface ShrinkTask {
  readonly original: Case
  readonly signature: Signature
  /** How often the original showed the finding. */
  readonly sightings: Sightings
  readonly oracles: readonly Oracle[]
  readonly settings: TrialSettings
  readonly grammar: Grammar | undefined
  readonly shouldStop: () => boolean
}

/** A reduction that was seen to show the finding. */
export interface Shrunk {
  readonly reduction: Reduction
  readonly tiers: Tiers
  /** How often the smallest case shows the finding. */
  readonly sightings: Sightings
  readonly shown: Shown
}

/**
 * Makes a case smaller and runs the result once more. Where that does not show the finding, either candidates that ran at
 * once disturbed each other, then it is done again one by one; or the finding shows now and then. Undefined when it was
 * not seen again at all.
 */
export async function shrink(
  task: ShrinkTask,
  sides: Sides,
  options: ShrinkOptions = {},
): Promise<Shrunk | undefined> {
  const isSure = task.sightings.seen === task.sightings.of
  const sure = isSure ? await reduceSure(task, sides, options) : undefined
  if (sure) return sure
  const more = await sightings(task.original.plan, task.signature, sides, {
    ...task,
    times: FLAKY_RUNS,
  })
  const all = isSure ? more : together(task.sightings, more)
  const alone = isSure ? { ...options, lanes: undefined, journal: undefined } : options
  const again = all.seen === all.of ? await reduceSure(task, sides, alone) : undefined
  if (again || all.seen === 0) return again
  return reduceFlaky({ ...task, sightings: all }, sides, alone)
}

/** What both ways of reducing ask of the reducer. */
function common(
  { original, shouldStop, grammar, signature }: ShrinkTask,
  { lanes, maxExecutions = REDUCE_EXECUTIONS_MAX, journal, onProgress }: ShrinkOptions,
): ReduceOptions {
  const workers = lanes?.length ?? 1
  const mayFail = stillAsks(original.plan)
  const limits = { maxExecutions, shouldStop, mayFail, workers }
  return { ...limits, grammar, onProgress, ...journal?.(signature) }
}

/** A finding that always shows: the smallest case is run once more, in the first place. */
async function reduceSure(
  task: ShrinkTask,
  sides: Sides,
  options: ShrinkOptions,
): Promise<Shrunk | undefined> {
  const runner = candidateRunner(options.lanes ?? [sides], { ...task, attempts: () => 1 })
  const reduction = await reduceCase(task.original, runner.stillFails, common(task, options))
  const times = { ...task, times: 1, shouldStop: undefined }
  const again = await sightings(reduction.case.plan, task.signature, sides, times)
  if (!again.last) return undefined
  return { reduction, tiers: runner.tiers, sightings: task.sightings, shown: again.last }
}

/** A finding that shows now and then: each candidate is run until it shows it, so often that few are missed. */
async function reduceFlaky(
  task: ShrinkTask,
  sides: Sides,
  options: ShrinkOptions,
): Promise<Shrunk | undefined> {
  let current = task.sightings
  const runner = candidateRunner(options.lanes ?? [sides], {
    ...task,
    attempts: () => attemptsFor(current),
  })
  const count = (candidate: Case) =>
    sightings(candidate.plan, task.signature, sides, { ...task, times: FLAKY_RUNS })
  const reduction = await reduceCase(task.original, runner.stillFails, {
    ...common(task, options),
    isFlaky: true,
    onlySteps: isSeldom(task.sightings),
    isSound: async (smaller) => {
      const now = await count(smaller)
      const isSound = isOftenEnough(now, task.sightings)
      if (isSound && now.seen > 0) current = now
      return isSound
    },
  })
  const final = await count(reduction.case)
  const shown = final.last ?? runner.shown(reduction.case) ?? task.sightings.last
  return shown && { reduction, tiers: runner.tiers, sightings: final, shown }
}
