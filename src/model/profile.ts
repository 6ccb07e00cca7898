/** What an endpoint may be able to do, as workloads require it. */
export const CAPABILITIES = [
  'multi-session',
  'schemas',
  'transactions',
  'attach-memory',
  'attach-file',
  'duckdb-catalog',
  'returning',
  'on-conflict',
  'duckdb-types',
] as const

export type Capability = (typeof CAPABILITIES)[number]

/** How an endpoint spells one DuckDB type on the wire. */
export interface TypeSpelling {
  /** The OIDs that are right for this type. */
  readonly oids: readonly number[]
  /** Set where the endpoint is known to lose something; the sentence is printed in the report. */
  readonly lossy?: string | undefined
}

/** What a kind of target supports, and its declared quirks. Data, one file per kind. */
export interface Profile {
  readonly name: string
  readonly summary: string
  readonly capabilities: ReadonlySet<Capability>
  /** By DuckDB type name without parameters (`DECIMAL`, `LIST`); types that are absent are not checked. */
  readonly types: ReadonlyMap<string, TypeSpelling>
  /** `duckdb`: a compile error leaves the transaction alive. `postgres`: every error fails the transaction. */
  readonly statusAfterError: 'duckdb' | 'postgres'
  /** `linearizable` means that a session on any node sees every acknowledged write once `sessionSetup` was sent. */
  readonly reads: 'linearizable' | 'local'
  /** Statements that every new session sends first. */
  readonly sessionSetup: readonly string[]
  /** Its first cell is true on the node that takes writes; undefined where a node cannot tell. */
  readonly leaderQuery?: string | undefined
}
