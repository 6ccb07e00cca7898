import { catalogInvariants } from '../../oracles/catalog-invariants/catalog-invariants.js'
import { commitOrder } from '../../oracles/commit-order/commit-order.js'
import { commitProtocol } from '../../oracles/commit-protocol/commit-protocol.js'
import { differential } from '../../oracles/differential/differential.js'
import { state } from '../../oracles/state/state.js'
import { wire } from '../../oracles/wire/wire.js'
import { attachStorm } from '../../workloads/attach-storm/attach-storm.js'
import { deliveries } from '../../workloads/deliveries/deliveries.js'
import { ducklakeClient } from '../../workloads/ducklake-client/ducklake-client.js'
import { ducklakeMetadata } from '../../workloads/ducklake-metadata/ducklake-metadata.js'
import { ducklakeWriters } from '../../workloads/ducklake-writers/ducklake-writers.js'
import { protocolStates } from '../../workloads/protocol-states/protocol-states.js'
import { queries } from '../../workloads/queries/queries.js'
import { typedMutations } from '../../workloads/typed-mutations/typed-mutations.js'
import { types } from '../../workloads/types/types.js'
import type { Programs } from '../execute/clients.js'
import { UsageError } from '../model/errors.js'
import type { Oracle } from '../model/verdict.js'
import type { Workload } from '../model/workload.js'
import { nearest } from './nearest.js'

/** Every workload and every oracle: the only place that knows them all. */
export const WORKLOADS: readonly Workload[] = [
  types,
  ducklakeMetadata,
  ducklakeClient,
  attachStorm,
  typedMutations,
  deliveries,
  protocolStates,
  queries,
  ducklakeWriters,
]
export const ORACLES: readonly Oracle[] = [
  commitOrder,
  commitProtocol,
  differential,
  state,
  wire,
  catalogInvariants,
]

/** What clients of plans run, by name. */
export const PROGRAMS: Programs = new Map(
  WORKLOADS.flatMap(({ programs = [] }) => programs.map((one) => [one.name, one])),
)

/** The named ones, or all when none is named. Throws UsageError with a suggestion. */
export function pick<T extends { readonly name: string }>(
  all: readonly T[],
  names: readonly string[],
  noun: string,
): readonly T[] {
  if (names.length === 0) return all
  return [...new Set(names)].map((name) => {
    const found = all.find((candidate) => candidate.name === name)
    if (found) return found
    throw new UsageError(`there is no ${noun} "${name}"`, suggestion(all, name, noun))
  })
}

function suggestion(all: readonly { readonly name: string }[], name: string, noun: string): string {
  const known = all.map((one) => one.name)
  const close = nearest(name, known)
  return close ? `did you mean ${close}?` : `the ${noun}s are ${known.join(', ')}`
}
