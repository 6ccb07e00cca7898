import type { Arbitrary } from 'fast-check'
import type { Program } from './client.js'
import type { Plan } from './plan.js'
import type { Capability } from './profile.js'

/** What a workload may know while it generates: what the subject can do, never who it is. */
export interface WorkloadContext {
  readonly supports: (capability: Capability) => boolean
  /** The most steps that a plan should have. */
  readonly maxSteps: number
  /** How many clients run at once, and how often they commit in all, where the user has said so. */
  readonly clients?:
    | { readonly writers: number | undefined; readonly commits: number | undefined }
    | undefined
}

/** A named source of plans. Generation does no I/O. */
export interface Workload {
  readonly name: string
  readonly summary: string
  readonly requires: readonly Capability[]
  /** Every feature that a plan of this workload can name. */
  readonly features: readonly string[]
  /** What the clients of its plans run. */
  readonly programs?: readonly Program[] | undefined
  readonly plan: (context: WorkloadContext) => Arbitrary<Plan>
}
