import type { Capability, Profile } from '../model/profile.js'

/** A workload or an oracle, as far as it asks for something. */
export interface Requiring {
  readonly name: string
  readonly requires?: readonly Capability[] | undefined
}

/** A workload that the subject cannot run, or an oracle that has no say on it, and what the subject lacks. */
export interface Unable {
  readonly name: string
  readonly missing: readonly Capability[]
}

/** What a subject can do, as workloads and oracles ask for it. */
export function supportsOf(profile: Profile) {
  const has = (capability: Capability): boolean => profile.capabilities.has(capability)
  const missingFor = ({ requires = [] }: Requiring) =>
    requires.filter((capability) => !has(capability))
  return {
    has,
    divide: <T extends Requiring>(all: readonly T[]) => ({
      able: all.filter((one) => missingFor(one).length === 0),
      unable: all
        .map((one): Unable => ({ name: one.name, missing: missingFor(one) }))
        .filter(({ missing }) => missing.length > 0),
    }),
  }
}
