import { functionNames, observePlan, timePlan } from '../campaign/observe.js'
import { featuresOf } from '../corpus/features/case-features.js'
import type { FunctionNames } from '../corpus/features/observation.js'
import { loadCase } from '../corpus/load.js'
import type { FeatureIndex } from '../corpus/minimize/feature-index.js'
import { middleMsEach, seemsSlow } from '../corpus/minimize/weight.js'
import { assert, UsageError } from '../model/errors.js'
import type { StepRecord } from '../model/history.js'
import { type Plan, statementsOf } from '../model/plan.js'
import type { MinimizedFile } from './minimize-files.js'
import type { ReferenceLane } from './minimize-lanes.js'

/** What a collection works with. */
export interface Collection {
  readonly index: FeatureIndex
  /** Asked for only when something has to be executed. */
  readonly lanes: () => Promise<readonly ReferenceLane[]>
  readonly signal: AbortSignal
  /** Told after each case. */
  readonly progress: (done: number, all: number) => void
}

/** A file that is no case or cannot run, and why. */
export interface BrokenFile {
  readonly file: string
  readonly error: UsageError
}

/** What a collection did. */
export interface Collected {
  /** Cases that were executed, the others being in the index. */
  readonly observed: number
  readonly broken: readonly BrokenFile[]
}

/** A case that takes longer is slow without any doubt, and is not timed again. */
const TIMED_AGAIN_MS_MAX = 2000

/**
 * Observes on the reference every case that the index does not know, each of one contents once, and adds it to the index
 * at once. Which lane has a case makes no difference to what is found. Throws TargetLost.
 */
export async function collectFeatures(
  files: readonly MinimizedFile[],
  collection: Collection,
): Promise<Collected> {
  const { index, signal } = collection
  const fresh = unknownOf(files, index)
  if (fresh.length === 0 || signal.aborted) return { observed: 0, broken: [] }
  const [first] = await collection.lanes()
  assert(first, 'there is no lane')
  const known = await functionNames(first.target, first.settings)
  const broken = new Map<string, BrokenFile>()
  await eachInLanes(fresh, collection, async (file, lane) => {
    try {
      index.add(await observeFile(file, lane, known))
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      broken.set(file.key, { file: file.file, error })
    }
  })
  const observed = fresh.filter(({ key }) => index.get(key))
  await timeAgain(observed, collection)
  return { observed: observed.length, broken: brokenAmong(files, broken) }
}

/** Of several files with the same broken contents each is named. */
function brokenAmong(
  files: readonly MinimizedFile[],
  broken: ReadonlyMap<string, BrokenFile>,
): readonly BrokenFile[] {
  return files.flatMap(({ file, key }) => {
    const found = broken.get(key)
    if (!found) return []
    const said = found.error.message
    // A case that cannot run says what it lacks, and not where it is.
    const message = said.includes(found.file)
      ? said.replaceAll(found.file, file)
      : `${file}: ${said}`
    return [{ file, error: new UsageError(message, found.error.hint) }]
  })
}

/** The first file of each contents that the index does not know. */
function unknownOf(files: readonly MinimizedFile[], index: FeatureIndex): readonly MinimizedFile[] {
  const byKey = new Map<string, MinimizedFile>()
  for (const file of files) {
    if (!index.get(file.key) && !byKey.has(file.key)) byKey.set(file.key, file)
  }
  return [...byKey.values()]
}

/** Hands files to lanes as they become free, in order, until all are done, somebody asks to stop, or one throws. */
async function eachInLanes(
  files: readonly MinimizedFile[],
  { lanes, signal, progress }: Collection,
  work: (file: MinimizedFile, lane: ReferenceLane) => Promise<void>,
): Promise<void> {
  const waiting = [...files].reverse()
  let done = 0
  const run = async (lane: ReferenceLane): Promise<void> => {
    for (let file = waiting.pop(); file && !signal.aborted; file = waiting.pop()) {
      await work(file, lane).catch((error: unknown) => {
        waiting.length = 0
        throw error
      })
      done += 1
      progress(done, files.length)
    }
  }
  const ended = await Promise.allSettled((await lanes()).map(run))
  for (const end of ended) if (end.status === 'rejected') throw end.reason
}

async function observeFile(file: MinimizedFile, lane: ReferenceLane, known: FunctionNames) {
  const { plan } = (await loadCase(file.file)).case
  const observation = await observePlan(plan, lane.target, lane.settings)
  const timedOut = observation.records.some(hasTimedOut)
  return {
    key: file.key,
    ms: rounded(observation.ms),
    statements: statementsOf(plan).length,
    features: featuresOf(plan, observation, known),
    ...(timedOut && { timedOutMs: lane.settings.timeoutMs }),
  }
}

function hasTimedOut({ outcomes }: StepRecord): boolean {
  return outcomes.some((outcome) => outcome.kind === 'unknown' && outcome.reason === 'timeout')
}

/** One slow run may be the machine's fault: what seems slow for its statements counts with the better of two runs. */
async function timeAgain(files: readonly MinimizedFile[], collection: Collection): Promise<void> {
  const { index } = collection
  const costs = files.flatMap(({ key }) => index.get(key) ?? [])
  const middle = middleMsEach(costs)
  const slow = files.filter(({ key }) => {
    const cost = index.get(key)
    return cost && cost.ms <= TIMED_AGAIN_MS_MAX && seemsSlow(cost, middle)
  })
  const quiet = { ...collection, progress: () => undefined }
  await eachInLanes(slow, quiet, async ({ file, key }, lane) => {
    const before = index.get(key)
    const plan: Plan = (await loadCase(file)).case.plan
    const ms = rounded(await timePlan(plan, lane.target, lane.settings))
    if (before && ms < before.ms) index.add({ ...before, ms })
  })
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10
}
