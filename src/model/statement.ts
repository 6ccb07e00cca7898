import type { ErrorClass } from './error-class.js'

/**
 * How a statement travels: as one simple query; by Parse/Bind/Execute without a name; by a named prepared statement, which
 * is parsed once for each text in a session; as a pipeline, in which every statement of the text is sent by
 * Parse/Bind/Execute before anything is answered; or inside of `COPY (...) TO STDOUT`. In process only `pipeline` differs.
 */
export const DELIVERIES = ['simple', 'extended', 'prepared', 'pipeline', 'copy'] as const
export type Delivery = (typeof DELIVERIES)[number]

/** What the protocol does beside carrying the text. Absent: values as text, all rows at once, one Sync at the end. */
export interface WireForm {
  /** Results in binary; not with `simple`. A `copy` tells no types, so they are taken to be the reference's. */
  readonly results?: 'binary' | undefined
  /** Parameters in binary, where the type has a binary form. */
  readonly parameters?: 'binary' | undefined
  /** Rows for each Execute, 1 or more: the portal is suspended and resumed until its end. With `extended`, `prepared`. */
  readonly fetchRows?: number | undefined
  /** The portal is left after its first page; the rows of the answer are that page. Needs `fetchRows`. */
  readonly abandon?: true | undefined
  /** `each`: every statement of a pipeline has a Sync of its own, so that an error skips none of the others. */
  readonly sync?: 'each' | undefined
  /** Only Parse and Describe: nothing is executed, and the answer has columns and no rows. */
  readonly describeOnly?: true | undefined
  /**
   * A cancel request is sent so long after the statement, in milliseconds, and again until the answer comes: a server may
   * drop one that comes between two messages. In process: an interrupt.
   */
  readonly cancelAfterMs?: number | undefined
}

/** A parameter: a DuckDB type and the value in the text that DuckDB casts to that type; null is NULL. */
export interface Parameter {
  readonly type: string
  readonly text: string | null
}

/**
 * How the cells of a column are compared. `exact`: canonical text. `bag`: a list, map or text by its elements or characters
 * in any order. `presence`: only whether it is NULL. `any`: not at all. `memberOf`: an element of the list in that column of
 * the same row. `ulps`: floats so many units in the last place apart; `absolute`: numbers so far apart. NaN, infinities and
 * NULL are always exact.
 */
export type CellRule =
  | 'exact'
  | 'bag'
  | 'presence'
  | 'any'
  | { readonly memberOf: number }
  | { readonly ulps: number }
  | { readonly absolute: number }

/** The rule for the column with this index, from 0. */
export interface ColumnRule {
  readonly index: number
  readonly rule: CellRule
}

/** How the rows of a statement are to be compared, and why not exactly. */
export interface Comparison {
  /** `ordered`: the order is total. `bag`: any order. `count`: only how many. `none`: only that it succeeds. */
  readonly rows: 'ordered' | 'bag' | 'count' | 'none'
  readonly because: string
  /** Columns that are not compared exactly. */
  readonly columns?: readonly ColumnRule[] | undefined
}

/**
 * One SQL text with its typed parameters ($1, $2, ...) and its delivery. The text may hold placeholders that each target
 * binds when it sends the statement: `${schema:x}`, `${db:x}`, `${dir:x}`, `${secret:x}` (see target/binder.ts).
 */
export interface Statement {
  readonly sql: string
  /** The same statement in PostgreSQL's words: sent in place of `sql` where the profile says that they are spoken. */
  readonly postgres?: string | undefined
  readonly params: readonly Parameter[]
  readonly delivery: Delivery
  readonly wire?: WireForm | undefined
  /**
   * It writes what the step in front of it holds: on a target where writers wait for each other it is sent before that step,
   * and answered behind it. Others are sent it in its turn, which comes to the same.
   */
  readonly waits?: true | undefined
  /** Steps of one name are one logical statement, sent in several ways from one state: they must all answer alike. */
  readonly same?: string | undefined
  /** The workload knows that this fails, or that it must not; undefined where it does not say. */
  readonly expect?: ErrorClass | 'ok' | undefined
  readonly compare?: Comparison | undefined
}

/** A statement sent as a simple query, with nothing else said about it. */
export function statement(sql: string, more: Partial<Omit<Statement, 'sql'>> = {}): Statement {
  return { sql, params: [], delivery: 'simple', ...more }
}
