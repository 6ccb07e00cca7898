import type { Statement } from './statement.js'

/**
 * Which node of a cluster a session is on: the writer, a node that is not the writer, or the n-th endpoint (from 0). A
 * `reader` writes nothing and is on a follower also where followers take no writes; there a `follower` is on the leader.
 */
export type NodeChoice = 'leader' | 'follower' | 'reader' | 'any' | number

/** One logical connection with its own transaction state, named a, b, c. */
export interface SessionSpec {
  readonly name: string
  readonly node: NodeChoice
}

/**
 * A step of a plan. `open` and `close` are for connection churn; every session is open when the plan begins. `cancel` asks
 * the endpoint to cancel what the session runs while it runs nothing, which must change nothing.
 */
export type Step =
  | { readonly kind: 'statement'; readonly session: string; readonly statement: Statement }
  | { readonly kind: 'open'; readonly session: string }
  | { readonly kind: 'close'; readonly session: string }
  | { readonly kind: 'cancel'; readonly session: string }

/** A client of a plan: a program over a session of its own. */
export interface ClientSpec {
  readonly session: string
  readonly program: string
  /** A JSON value. */
  readonly args: unknown
  /** It is started when so many steps were executed, with all that have the same number, and all end before the next step. */
  readonly at: number
}

/**
 * Target-independent steps. The order of the steps is total (lockstep): a step is sent when the one before it is answered,
 * so each target executes the whole plan by itself and the histories are compared afterwards; where writers wait, a statement
 * that `waits` is sent one step earlier. Clients run at once, in no
 * order; a plan that has some is executed on the subject first, and then on the reference in the order that was found.
 */
export interface Plan {
  readonly sessions: readonly SessionSpec[]
  readonly steps: readonly Step[]
  /** In the order of `at`. */
  readonly clients?: readonly ClientSpec[] | undefined
  /** The situations that this plan reaches, by the names that its workload declares. */
  readonly features: readonly string[]
}

/** Where a case comes from: enough to generate it again, byte for byte. */
export interface CaseId {
  readonly workload: string
  /** The campaign's seed, decimal. */
  readonly seed: string
  readonly index: number
}

/** The statements of a plan, in order. */
export function statementsOf(plan: Plan): readonly Statement[] {
  return plan.steps.flatMap((step) => (step.kind === 'statement' ? [step.statement] : []))
}
