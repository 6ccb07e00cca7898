import type { Arbitrary } from 'fast-check'
import type { Plan } from './plan.js'
import type { Capability } from './profile.js'

/** What a workload may know while it generates: what the subject can do, never who it is. */
export interface WorkloadContext {
  readonly supports: (capability: Capability) => boolean
  /** The most steps that a plan should have. */
  readonly maxSteps: number
}

/** A named source of plans. Generation does no I/O. */
export interface Workload {
  readonly name: string
  readonly summary: string
  readonly requires: readonly Capability[]
  /** Every feature that a plan of this workload can name. */
  readonly features: readonly string[]
  readonly plan: (context: WorkloadContext) => Arbitrary<Plan>
}
