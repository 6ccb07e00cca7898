import type { Capability, Profile } from '../model/profile.js'
import type { Workload } from '../model/workload.js'

/** A workload that the subject cannot run, and what it lacks. */
export interface Unable {
  readonly workload: string
  readonly missing: readonly Capability[]
}

/** What a subject can do, as workloads ask for it. */
export function supportsOf(profile: Profile) {
  const has = (capability: Capability): boolean => profile.capabilities.has(capability)
  const missingFor = (workload: Workload) =>
    workload.requires.filter((capability) => !has(capability))
  return {
    has,
    divide: (workloads: readonly Workload[]) => ({
      able: workloads.filter((workload) => missingFor(workload).length === 0),
      unable: workloads
        .map((workload): Unable => ({ workload: workload.name, missing: missingFor(workload) }))
        .filter(({ missing }) => missing.length > 0),
    }),
  }
}
