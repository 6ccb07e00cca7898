/**
 * What an endpoint may be able to do, as workloads require it. `optimistic-writes`: of two transactions that write equal
 * keys neither waits for the other, as in DuckDB; one of them fails. `copy-binary`: `COPY (...) TO STDOUT (FORMAT "binary")`.
 */
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
  'binary-results',
  'binary-parameters',
  'portals',
  'cancel',
  'copy-to-stdout',
  'copy-binary',
  'optimistic-writes',
] as const

/** What only a side can do that is itself a client of an endpoint: no endpoint has it, and no probe looks for it. */
export const CLIENT_CAPABILITIES = ['ducklake-client'] as const

/** What an endpoint can have. */
export type EndpointCapability = (typeof CAPABILITIES)[number]
export type Capability = EndpointCapability | (typeof CLIENT_CAPABILITIES)[number]

/**
 * What is done to both sides' values of a lossy type before they are compared (values/projection.ts):
 * `untagged`: the text of a UNION or VARIANT without its tag or type; `milliseconds`, `microseconds`: finer digits are cut;
 * `double`: the nearest double; `json-value`: JSON without its spelling; `any-field-order`: the fields of a struct sorted;
 * `text`: DuckDB's text of the value; `presence`: only whether it is NULL.
 */
export const PROJECTIONS = [
  'untagged',
  'milliseconds',
  'microseconds',
  'double',
  'json-value',
  'any-field-order',
  'text',
  'presence',
] as const

export type Projection = (typeof PROJECTIONS)[number]

/** What an endpoint is known to lose of a type. */
export interface Loss {
  readonly as: Projection
  /** A sentence for the report. */
  readonly because: string
}

/** How an endpoint spells one DuckDB type on the wire. */
export interface TypeSpelling {
  /** The OIDs that are right for this type. */
  readonly oids: readonly number[]
  /** Set where the endpoint is known to lose something; said once in the report. */
  readonly lossy?: Loss | undefined
  /** Set where values of the type cannot be had in binary, or cannot be sent as a parameter: `results`, `parameters`. */
  readonly textOnly?: readonly ('results' | 'parameters')[] | undefined
}

/** Functions by what duckdb_functions() says of their stability, on either side, in lower case. */
export interface UnstableFunctions {
  readonly volatile: ReadonlySet<string>
  readonly withinQuery: ReadonlySet<string>
}

/** What a kind of target supports, and its declared quirks. Data, one file per kind. */
export interface Profile {
  readonly name: string
  readonly summary: string
  readonly capabilities: ReadonlySet<Capability>
  /** Whose words it wants where a statement has both (Statement.postgres); absent: DuckDB's. */
  readonly sql?: 'postgres' | undefined
  /** By DuckDB type name without parameters (`DECIMAL`, `LIST`); types that are absent are not checked. */
  readonly types: ReadonlyMap<string, TypeSpelling>
  /** `duckdb`: a compile error leaves the transaction alive. `postgres`: every error fails the transaction. */
  readonly statusAfterError: 'duckdb' | 'postgres'
  /**
   * What several statements in one simple query, or before one Sync, are outside of a transaction: `each` commits by itself
   * as in DuckDB (the default), or all are one implicit `transaction` as in PostgreSQL.
   */
  readonly batches?: 'each' | 'transaction' | undefined
  /** `read-only`: a follower refuses writes, so only sessions that write nothing go to one. */
  readonly followers?: 'read-only' | undefined
  /** `linearizable` means that a session on any node sees every acknowledged write once `sessionSetup` was sent. */
  readonly reads: 'linearizable' | 'local'
  /** Statements that every new session sends first. */
  readonly sessionSetup: readonly string[]
  /** Its first cell is true on the node that takes writes; undefined where a node cannot tell. */
  readonly leaderQuery?: string | undefined
  /** Asked of both sides when they are opened; the oracles know a few names without it. */
  readonly unstable?: UnstableFunctions | undefined
}
