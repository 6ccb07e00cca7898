import type { ErrorClass } from '../model/error-class.js'
import type { TransactionStatus } from '../model/outcome.js'

/** What a protocol server asks of whatever executes SQL: one DuckDB (local-engine) or the replicated cluster. */
export interface Engine {
  open(login: Login): Promise<EngineSession>
}

export interface Login {
  readonly user: string
  readonly database: string
}

/** One connection. It answers one call at a time; only `cancel` may come in between. Errors are EngineError. */
export interface EngineSession {
  /** Splits a text into its statements with DuckDB's own parser. */
  split(sql: string): Promise<readonly string[]>
  /** Parses and binds one statement without executing it. Parameter types are DuckDB's, undefined where not declared. */
  describe(sql: string, parameterTypes: readonly (string | undefined)[]): Promise<Description>
  execute(sql: string, parameters: readonly EngineParameter[]): Promise<EngineResult>
  status(): TransactionStatus
  /** Interrupts what is running, if anything is. */
  cancel(): void
  close(): Promise<void>
}

export interface Description {
  /** DuckDB types of $1, $2, ...; `UNKNOWN` where DuckDB cannot tell. */
  readonly parameters: readonly string[]
  /** Undefined for a statement that returns no rows. */
  readonly columns: readonly EngineColumn[] | undefined
}

export interface EngineColumn {
  readonly name: string
  /** DuckDB's spelling, as values/duck-type.ts reads it. */
  readonly type: string
}

/** A parameter in the text that DuckDB casts to its type; undefined type where the client declared none. */
export interface EngineParameter {
  readonly type: string | undefined
  readonly text: string | null
}

export interface EngineResult {
  /** Undefined for a statement that returns no rows. */
  readonly columns: readonly EngineColumn[] | undefined
  /**
   * Node-api's values, read by structure and never by class, so that they survive v8.serialize between nodes
   * (`{micros}`, `{value, scale}`, `{items}`, ...). A STRUCT is `{entries: {name: value}}`; where its names are missing,
   * repeated or `__proto__` it is `{fields: [value, ...]}`, in the order of its type. Rows of cells; empty where there
   * are no columns.
   */
  readonly rows: readonly (readonly unknown[])[]
  /** The verb of PostgreSQL's command tag: `SELECT`, `INSERT`, `CREATE TABLE`, `BEGIN`, ... */
  readonly verb: string
  /** Rows changed, for INSERT, UPDATE, DELETE and the like. */
  readonly affected: number | undefined
}

/** What a statement failed with. `sqlstate` wins over the class's own where it is set. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  constructor(
    message: string,
    readonly errorClass: ErrorClass,
    readonly sqlstate?: string,
  ) {
    super(message)
  }
}
