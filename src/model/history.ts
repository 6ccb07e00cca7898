import type { CheckRecord } from './check.js'
import type { ClientEvent } from './client.js'
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
  /** What the plan's clients did, a list for each group that ran at once. */
  readonly clients?: readonly (readonly ClientEvent[])[] | undefined
  /** What oracles asked beside the plan, in the order in which it was asked; absent where none asks. */
  readonly checks?: readonly CheckRecord[] | undefined
}

/** All that an oracle sees. */
export interface Evidence {
  readonly plan: Plan
  readonly reference: History
  readonly subject: History
  /** Set where clients ran at once on the subject: `plan` is then one order in which the same was done. */
  readonly concurrent?: Concurrent | undefined
}

/** The run of clients behind a plan that was made from it. */
export interface Concurrent {
  /** The plan with its clients, as it was run. */
  readonly plan: Plan
  readonly clients: readonly (readonly ClientEvent[])[]
  /** Of each step of the plan that was made from it: the position of the state that it reads, where it is a client's. */
  readonly positions: readonly (number | undefined)[]
  /** What of it is not in that plan, by the reason. */
  readonly leftOut: readonly { readonly because: string; readonly count: number }[]
}
