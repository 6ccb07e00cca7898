import type { Case } from '../model/case.js'
import type { Plan, Step } from '../model/plan.js'
import type { Statement } from '../model/statement.js'
import { tidy } from './tidy.js'

/**
 * The one question a reducer asks: does this smaller case show the same thing? It runs the case.
 */
export type StillFails = (candidate: Case) => Promise<boolean>

/** How far a reduction may go. */
export interface ReduceOptions {
  /** The most candidates that are executed. */
  readonly maxExecutions: number
  /** Asked before every execution: a deadline, an interrupt. */
  readonly shouldStop: () => boolean
}

/**
 * The case as small as it is by now, and what it has cost. Every candidate that still fails becomes
 * the current case.
 */
export class Search {
  executions = 0
  /**
   * Set when a candidate was not tried because the budget was spent: the result may not be minimal.
   */
  isStopped = false
  private readonly refuted = new Set<string>()

  constructor(
    private current: Case,
    private readonly stillFails: StillFails,
    private readonly options: ReduceOptions,
  ) {
    this.refuted.add(keyOf(current.plan))
  }

  get case(): Case {
    return this.current
  }

  get plan(): Plan {
    return this.current.plan
  }

  /** Tries a plan, made well-formed. Never runs the same candidate twice, nor one without steps. */
  async attempt(candidate: Plan): Promise<boolean> {
    const plan = tidy(candidate)
    if (!plan || plan.steps.length === 0) return false
    const key = keyOf(plan)
    if (this.refuted.has(key)) return false
    if (this.executions >= this.options.maxExecutions || this.options.shouldStop()) {
      this.isStopped = true
      return false
    }
    this.executions += 1
    this.refuted.add(key)
    const smaller = { ...this.current, plan }
    if (!(await this.stillFails(smaller))) return false
    this.current = smaller
    return true
  }

  /** Tries other steps in the current plan. */
  attemptSteps(steps: readonly Step[]): Promise<boolean> {
    return this.attempt({ ...this.plan, steps })
  }

  /**
   * Tries another statement in one step. Another text goes into every step that is the same statement sent in another way:
   * they have to answer alike, so it is one statement or it is none.
   */
  attemptStatement(stepIndex: number, statement: Statement): Promise<boolean> {
    const changed = this.plan.steps[stepIndex]
    const before = changed?.kind === 'statement' ? changed.statement : undefined
    const steps = this.plan.steps.map((step, index): Step => {
      if (step.kind !== 'statement') return step
      if (index === stepIndex) return { ...step, statement }
      const isOther = before && isSameText(before, step.statement) && isSentAlike(before, statement)
      return isOther ? { ...step, statement: { ...step.statement, sql: statement.sql } } : step
    })
    return this.attemptSteps(steps)
  }

  /** The first of these that still fails, if any. */
  async firstOf(candidates: Iterable<readonly Step[]>): Promise<boolean> {
    for (const steps of candidates) if (await this.attemptSteps(steps)) return true
    return false
  }
}

function isSameText(one: Statement, other: Statement): boolean {
  return one.same !== undefined && one.same === other.same && one.sql === other.sql
}

/** Whether a change is one of the text alone. */
function isSentAlike(before: Statement, after: Statement): boolean {
  return (
    before.delivery === after.delivery &&
    before.wire === after.wire &&
    before.same === after.same &&
    before.params === after.params
  )
}

function keyOf(plan: Plan): string {
  return JSON.stringify([plan.sessions, plan.steps])
}
