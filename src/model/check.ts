import type { Outcome } from './outcome.js'
import type { Statement } from './statement.js'

/**
 * A question of an oracle, asked while a plan is executed and never part of it: steps keep their indices, case files, other
 * oracles and the reducer do not see it, and a smaller plan gets its own. It only reads, and it is asked only in a session
 * that is outside of a transaction, so that it changes nothing of what the plan does.
 */
export interface Check {
  readonly oracle: string
  /** What the oracle knows the question by. */
  readonly label: string
  /** What it is about: the name before the tables of a catalog. */
  readonly about: string
  /** The index of the step behind which it is asked; the number of steps for the end, behind all that clients did. */
  readonly after: number
  readonly session: string
  readonly statement: Statement
  /** The same was asked in another session: a target of a single node is not asked again. */
  readonly isRepeat?: true | undefined
}

/** The answer to a check; undefined where it was not asked, because its session was closed or in a transaction. */
export interface CheckRecord {
  readonly check: Check
  readonly outcome: Outcome | undefined
}
