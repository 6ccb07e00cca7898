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

/** Every workload; with the oracles below, the only place that knows them all. */
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
/**
 * In the order in which they are asked: a finding has the name of the first that sees it, so the one that says most comes
 * first, and an end state that differs, which says least of what went wrong, behind all that name a commit or a rule.
 */
export const ORACLES: readonly Oracle[] = [
  commitOrder,
  commitProtocol,
  differential,
  catalogInvariants,
  state,
  wire,
]

/** What clients of plans run, by name. */
export const PROGRAMS: Programs = new Map(
  WORKLOADS.flatMap(({ programs = [] }) => programs.map((one) => [one.name, one])),
)

/** The named ones in the order of all, or all when none is named. Throws UsageError with a suggestion. */
export function pick<T extends { readonly name: string }>(
  all: readonly T[],
  names: readonly string[],
  noun: string,
): readonly T[] {
  if (names.length === 0) return all
  const unknown = names.find((name) => !all.some((one) => one.name === name))
  if (unknown !== undefined) {
    throw new UsageError(`there is no ${noun} "${unknown}"`, suggestion(all, unknown, noun))
  }
  return all.filter(({ name }) => names.includes(name))
}

function suggestion(all: readonly { readonly name: string }[], name: string, noun: string): string {
  const known = all.map((one) => one.name)
  const close = nearest(name, known)
  return close ? `did you mean ${close}?` : `the ${noun}s are ${known.join(', ')}`
}
