import type { Reply } from './outcome.js'
import type { Plan } from './plan.js'
import type { StateReport, StateUnavailable } from './state.js'
import type { TargetFacts } from './target.js'

/** What one step's execution looked like. Times are nanoseconds of one monotonic clock, taken in this process. */
export interface StepRecord extends Reply {
  readonly stepIndex: number
  readonly session: string
  readonly invokedNs: bigint
  readonly completedNs: bigint
}

/** The recorded invocations and outcomes of one plan on one target, in step order, and its state at the end. */
export interface History {
  readonly target: TargetFacts
  readonly records: readonly StepRecord[]
  /** One report a node; empty where the state was not asked for. */
  readonly state: readonly (StateReport | StateUnavailable)[]
}

/** All that an oracle sees. */
export interface Evidence {
  readonly plan: Plan
  readonly reference: History
  readonly subject: History
}
