import { CATALOG_MUTANTS, ENDPOINT_MUTANTS } from '../faults/mutants-of-catalog.js'
import { VALUE_MUTANTS } from './mutants-of-values.js'
import { WIRE_MUTANTS } from './mutants-of-wire.js'

/** A deliberate fault of the lab. `area` says which layer carries it. */
export interface Mutant {
  readonly name: string
  readonly area:
    | 'values'
    | 'wire'
    | 'sql'
    | 'transaction'
    | 'replication'
    | 'attach'
    | 'catalog'
    /** No fault of a value or a state: what the endpoint as a whole cannot do, or does otherwise. */
    | 'endpoint'
  readonly summary: string
}

/** Every mutant, in the order in which `goldeneye list mutants` prints them. One mutant at a time is switched on. */
export const MUTANTS = [
  ...VALUE_MUTANTS,
  ...WIRE_MUTANTS,
  { name: 'duplicate-row-lost', area: 'sql', summary: 'one of two equal rows of a result is lost' },
  { name: 'nulls-order-swapped', area: 'sql', summary: 'ORDER BY puts NULLs at the other end' },
  {
    name: 'half-applied-statement',
    area: 'transaction',
    summary: 'an INSERT that fails leaves the rows before the failing one',
  },
  {
    name: 'aborted-commit-keeps',
    area: 'transaction',
    summary: 'COMMIT of an aborted transaction keeps its rows',
  },
  {
    name: 'entry-skipped',
    area: 'replication',
    summary: 'one follower skips an entry of the log now and then',
  },
  {
    name: 'entry-applied-twice',
    area: 'replication',
    summary: 'a follower applies an entry of the log twice now and then',
  },
  {
    name: 'stale-own-read',
    area: 'replication',
    summary: "a follower answers a read without waiting for the session's own write",
  },
  {
    name: 'alias-leaks',
    area: 'attach',
    summary: "USE in one session now and then changes another session's default catalog",
  },
  ...CATALOG_MUTANTS,
  ...ENDPOINT_MUTANTS,
] as const satisfies readonly Mutant[]

export type MutantName = (typeof MUTANTS)[number]['name']

/** The mutants that are switched on; empty for the lab as it should be. */
export type Mutations = ReadonlySet<MutantName>

export const NO_MUTATIONS: Mutations = new Set()

const SWITCHABLE: ReadonlySet<Mutant['area']> = new Set([
  ...(['values', 'wire', 'sql', 'catalog', 'endpoint'] as const),
])

/** Whether a mutant can be switched on and off while the lab is up: those that a connection carries can. */
export function isSwitchable(name: MutantName): boolean {
  return MUTANTS.some((mutant) => mutant.name === name && SWITCHABLE.has(mutant.area))
}
