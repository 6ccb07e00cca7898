import type { Case } from '../model/case.js'
import type { Plan, Step } from '../model/plan.js'
import type { Statement } from '../model/statement.js'
import type { Grammar } from '../sql/peg/grammar.js'
import { candidateKey } from './candidate-key.js'
import { type Answer, type Asked, Lanes, type StillFails } from './lanes.js'
import { tidy } from './tidy.js'

/** How far a reduction may go, with how many hands, and what it knows from before. */
export interface ReduceOptions {
  /** The most candidates that are executed; those that `known` answers are not counted. */
  readonly maxExecutions: number
  /** Asked before every execution: a deadline, an interrupt. */
  readonly shouldStop: () => boolean
  /** Asked before a candidate is run: whether it can show the finding at all. Without it, each of them can. */
  readonly mayFail?: ((smaller: Plan) => boolean) | undefined
  /** Candidates that run at once, 1 or more; 1 without it. It changes the time and not the result. */
  readonly workers?: number | undefined
  /** Answers of an earlier reduction of the same case that was interrupted, by candidate. */
  readonly known?: ReadonlyMap<string, Answer> | undefined
  /** Told every new answer, as it comes in. */
  readonly remember?: ((key: string, answer: Answer) => void) | undefined
  /** DuckDB's grammar, for what is inside of statements; without it brackets and commas have to do. */
  readonly grammar?: Grammar | undefined
  /** Told after every candidate that was taken or refused. */
  readonly onProgress?: ((search: Search) => void) | undefined
  /** The finding shows now and then only: candidates are asked again in every round. */
  readonly isFlaky?: boolean | undefined
  /** Only whole steps are left out: what is inside of them stays. */
  readonly onlySteps?: boolean | undefined
  /** Asked after each phase that made the case smaller: if not, the phase is taken back. */
  readonly isSound?: ((smaller: Case) => Promise<boolean>) | undefined
}

/** Candidates that wait for their turn to be judged, for each worker: one slow one holds up few others. */
const WINDOW_PER_WORKER = 4

/**
 * The case as small as it is by now, and what it has cost. Every candidate that still fails becomes the current case.
 *
 * Candidates run at once, but they are judged in their order: a success counts when all before it have failed, so
 * case, result and `executions` are the same for any number of workers. What ran in vain is remembered as well.
 */
export class Search {
  /** Candidates whose answer was needed and had to be found by running them: the price with one worker. */
  executions = 0
  /** Candidates that were answered from `known`. */
  recalled = 0
  /** Set when a candidate was not tried because the budget was spent: the result may not be minimal. */
  isStopped = false
  private readonly lanes: Lanes
  /** The current case and all that were before it: none of them is taken again. */
  private readonly passed = new Set<string>()
  private readonly charged = new Set<string>()
  /** Begins the keys of this round. */
  private round = ''

  constructor(
    private current: Case,
    stillFails: StillFails,
    private readonly options: ReduceOptions,
  ) {
    this.passed.add(candidateKey(current.plan))
    this.lanes = new Lanes(stillFails, options)
  }

  get case(): Case {
    return this.current
  }

  get plan(): Plan {
    return this.current.plan
  }

  /** Candidates that were run, with those whose answer nobody needed. */
  get runs(): number {
    return this.lanes.runs
  }

  /**
   * The first of these candidates, in their order, that still fails becomes the current case; gives its position. The
   * iterable is drawn lazily, a little ahead; all its candidates were built from the plan as it was when `first` was
   * called. Each is made well-formed; one without steps or that was asked before is not run.
   */
  async first(candidates: Iterable<Plan>): Promise<number | undefined> {
    const waiting: Asked[] = []
    const drawn = this.draw(candidates, waiting)
    for (let hasMore = true; ; ) {
      for (let head = waiting[0]; head && this.lanes.isAnswered(head); head = waiting[0]) {
        waiting.shift()
        if (this.judge(head)) return head.position
      }
      if (!hasMore && waiting.length === 0) return undefined
      const next = hasMore && this.mayDraw(waiting) ? drawn.next() : undefined
      if (!next) await this.lanes.someAnswer()
      else if (next.done) hasMore = false
      else waiting.push(next.value)
    }
  }

  /** Tries one plan. */
  async attempt(candidate: Plan): Promise<boolean> {
    return (await this.first([candidate])) !== undefined
  }

  /** Tries other steps in the current plan. */
  attemptSteps(steps: readonly Step[]): Promise<boolean> {
    return this.attempt({ ...this.plan, steps })
  }

  /** Tries another statement in one step (see `withStatement`). */
  attemptStatement(stepIndex: number, statement: Statement): Promise<boolean> {
    return this.attempt(withStatement(this.plan, stepIndex, statement))
  }

  /** What running a plan showed, as far as that is known. */
  answerTo(plan: Plan): Answer | undefined {
    const tidied = tidy(plan)
    return tidied && this.lanes.answerOf(this.round + candidateKey(tidied))
  }

  /** From here on a candidate that did not fail before is asked again: a finding that shows now and then may have hidden. */
  beginRound(name: string): void {
    this.round = `${name} `
  }

  /** Takes a case back that was the current one before. */
  returnTo(earlier: Case): void {
    this.current = earlier
  }

  /** Waits for what still runs in vain; throws nothing. */
  settle(): Promise<void> {
    return this.lanes.settle()
  }

  private mayDraw(waiting: readonly Asked[]): boolean {
    return this.lanes.hasIdle && waiting.length < WINDOW_PER_WORKER * (this.options.workers ?? 1)
  }

  private *draw(candidates: Iterable<Plan>, waiting: readonly Asked[]): Generator<Asked> {
    let position = -1
    const drawn = new Set<string>()
    for (const candidate of candidates) {
      position += 1
      const plan = tidy(candidate)
      if (!plan || plan.steps.length === 0 || this.options.mayFail?.(plan) === false) continue
      const key = candidateKey(plan)
      if (this.passed.has(key) || drawn.has(key)) continue
      drawn.add(key)
      const asked = { position, key: this.round + key, candidate: { ...this.current, plan } }
      if (this.lanes.answerOf(asked.key)?.fails === false && this.charged.has(asked.key)) continue
      if (this.costs(asked.key) && this.isSpent(waiting)) {
        // Judged in its turn: a success before it makes it needless.
        yield { ...asked, isOverBudget: true }
        return
      }
      this.lanes.ask(asked)
      yield asked
    }
  }

  private isSpent(waiting: readonly Asked[]): boolean {
    const promised = waiting.filter(({ key }) => this.costs(key)).length
    return this.executions + promised >= this.options.maxExecutions || this.options.shouldStop()
  }

  private costs(key: string): boolean {
    return !this.charged.has(key) && !this.lanes.isRecalled(key)
  }

  private judge(asked: Asked): boolean {
    if (asked.isOverBudget) {
      this.isStopped = true
      return false
    }
    if (this.costs(asked.key)) this.executions += 1
    else if (!this.charged.has(asked.key)) this.recalled += 1
    this.charged.add(asked.key)
    const { fails } = this.lanes.take(asked)
    if (fails) {
      this.current = asked.candidate
      this.passed.add(candidateKey(asked.candidate.plan))
    }
    this.options.onProgress?.(this)
    return fails
  }
}

/**
 * The plan with another statement in one step. Another text goes into every step that is the same statement sent in
 * another way: they have to answer alike, so it is one statement or it is none.
 */
export function withStatement(plan: Plan, stepIndex: number, statement: Statement): Plan {
  const changed = plan.steps[stepIndex]
  const before = changed?.kind === 'statement' ? changed.statement : undefined
  const steps = plan.steps.map((step, index): Step => {
    if (step.kind !== 'statement') return step
    if (index === stepIndex) return { ...step, statement }
    const isOther = before && isSameText(before, step.statement) && isSentAlike(before, statement)
    return isOther ? { ...step, statement: { ...step.statement, sql: statement.sql } } : step
  })
  return { ...plan, steps }
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
