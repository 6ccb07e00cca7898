import { FEATURE_VERSION } from '../corpus/features/case-features.js'
import type { Candidate } from '../corpus/minimize/candidate.js'
import { FeatureIndex } from '../corpus/minimize/feature-index.js'
import type { KnownCase } from '../corpus/minimize/index-lines.js'
import { weightsOf } from '../corpus/minimize/weight.js'
import { installedDuckDB } from '../target/duckdb/installed.js'
import { type Collected, collectFeatures } from './minimize-collect.js'
import type { MinimizedFile } from './minimize-files.js'
import { ReferenceLanes } from './minimize-lanes.js'
import type { MinimizeTask } from './minimize-task.js'
import { probeProgress } from './probe-progress.js'

/** Files whose features are known, as far as they are cases that run. */
export interface Observed extends Collected {
  readonly index: FeatureIndex
  /** The version of DuckDB that they were seen on. */
  readonly duckdb: string
}

export interface ObserveHow {
  readonly signal: AbortSignal
  readonly isQuiet: boolean
}

/**
 * Observes files as far as the index does not know them, and gives all to `use`; references and index are closed again.
 * Throws UsageError, TargetLost.
 */
export async function withObserved<T>(
  files: readonly MinimizedFile[],
  task: Pick<MinimizeTask, 'index' | 'workers' | 'timeoutMs'> & ObserveHow,
  use: (observed: Observed) => Promise<T>,
): Promise<T> {
  const { timeoutMs, workers } = task
  const lanes = new ReferenceLanes(timeoutMs)
  try {
    const duckdb = installedDuckDB()
    const index = new FeatureIndex(task.index, { duckdb, version: FEATURE_VERSION, timeoutMs })
    try {
      const print = probeProgress(task.isQuiet)
      const collected = await collectFeatures(files, {
        index,
        lanes: () => lanes.open(workers),
        signal: task.signal,
        progress: (done, all) => print(`observed ${done} of ${all} cases`, done === all),
      })
      return await use({ ...collected, index, duckdb })
    } finally {
      index.close()
    }
  } finally {
    await lanes.close()
  }
}

/** The files that the index knows as candidates; `isPinned` says which of them stay. */
export function candidatesOf(
  files: readonly MinimizedFile[],
  index: FeatureIndex,
  isPinned: (file: MinimizedFile) => boolean,
): readonly Candidate[] {
  const known = files.flatMap((file): readonly (readonly [MinimizedFile, KnownCase])[] => {
    const found = index.get(file.key)
    return found ? [[file, found]] : []
  })
  const weights = weightsOf(known.map(([, cost]) => cost))
  return known.map(([file, { key, features }], at) => ({
    name: file.file,
    features,
    weight: weights[at] ?? 1,
    isPinned: isPinned(file),
    wasKept: index.wasKept(key),
    age: index.ageOf(key),
  }))
}
