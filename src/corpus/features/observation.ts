import type { StepRecord } from '../../model/history.js'

/** What one execution of a case on the reference showed: all that its features are read from, beside its text. */
export interface Observation {
  /** What was answered, in step order; shorter than the plan where the execution was cut short. */
  readonly records: readonly StepRecord[]
  /** DuckDB's `EXPLAIN (FORMAT JSON)` of the statements that could be explained, as it came. */
  readonly explained: readonly string[]
}

/** What the reference calls its functions, in lower case: a call of anything else is a macro of the case. */
export type FunctionNames = ReadonlySet<string>
