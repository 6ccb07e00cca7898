import type { ErrorClass } from './error-class.js'

/** How a statement travels: as one simple query, by Parse/Bind/Execute without a name, or by a named prepared statement. */
export type Delivery = 'simple' | 'extended' | 'prepared'

/** A parameter: a DuckDB type and the value in the text that DuckDB casts to that type; null is NULL. */
export interface Parameter {
  readonly type: string
  readonly text: string | null
}

/** How the rows of a statement are to be compared, and why not exactly. */
export interface Comparison {
  /** `ordered`: the order is total. `bag`: any order. `count`: only how many. `none`: only that it succeeds. */
  readonly rows: 'ordered' | 'bag' | 'count' | 'none'
  readonly because: string
}

/**
 * One SQL text with its typed parameters ($1, $2, ...) and its delivery. The text may hold placeholders that each target
 * binds when it sends the statement: `${schema:x}`, `${db:x}`, `${dir:x}`, `${secret:x}` (see target/binder.ts).
 */
export interface Statement {
  readonly sql: string
  readonly params: readonly Parameter[]
  readonly delivery: Delivery
  /** The workload knows that this fails, or that it must not; undefined where it does not say. */
  readonly expect?: ErrorClass | 'ok' | undefined
  readonly compare?: Comparison | undefined
}

/** A statement sent as a simple query, with nothing else said about it. */
export function statement(sql: string, more: Partial<Omit<Statement, 'sql'>> = {}): Statement {
  return { sql, params: [], delivery: 'simple', ...more }
}
