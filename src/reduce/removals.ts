import type { Plan, Step } from '../model/plan.js'
import type { Grammar } from '../sql/peg/grammar.js'
import { plainerPlans } from './delivery.js'
import { insideRemovals } from './inside.js'

/** A plan that is one thing smaller or plainer, and what that thing was: `without DELETE FROM t`. */
export interface Removal {
  readonly what: string
  readonly plan: Plan
}

/** The most characters of a statement's text that a removal is named by. */
const TEXT_SHOWN_MAX = 100

/**
 * Every way to take one single thing out: a step, then a row, an item, a clause, a word inside of a statement. A case is
 * 1-minimal when none of them still fails.
 */
export function* singleRemovals(plan: Plan, grammar: Grammar | undefined): Generator<Removal> {
  yield* stepRemovals(plan)
  yield* insideOf(plan, grammar)
}

/** All that is tried last: single removals, two sessions in one, and each plainer way for a session or a statement. */
export function* lastAttempts(
  plan: Plan,
  {
    grammar,
    onlySteps,
  }: { readonly grammar?: Grammar | undefined; onlySteps?: boolean | undefined },
): Generator<Removal> {
  yield* stepRemovals(plan)
  yield* fewerSessions(plan)
  if (onlySteps) return
  yield* plainerPlans(plan)
  yield* insideOf(plan, grammar)
}

function* insideOf(plan: Plan, grammar: Grammar | undefined): Generator<Removal> {
  for (const { what, plan: shorter } of insideRemovals(plan, grammar)) {
    yield { what: `without ${what}`, plan: shorter }
  }
}

function* stepRemovals(plan: Plan): Generator<Removal> {
  for (let index = plan.steps.length - 1; index >= 0; index -= 1) {
    const step = plan.steps[index] as Step
    yield {
      what: `without ${textOf(step)}`,
      plan: { ...plan, steps: plan.steps.toSpliced(index, 1) },
    }
  }
}

/** Two sessions in one, the later one in an earlier one. */
export function* fewerSessions(plan: Plan): Generator<Removal> {
  const names = plan.sessions.map(({ name }) => name)
  for (const [index, name] of [...names.entries()].toReversed()) {
    for (const into of names.slice(0, index)) {
      const steps = plan.steps.map((step) =>
        step.session === name ? { ...step, session: into } : step,
      )
      yield { what: `with session ${name} in session ${into}`, plan: { ...plan, steps } }
    }
  }
}

function textOf(step: Step): string {
  if (step.kind !== 'statement') return `${GERUNDS[step.kind]} session ${step.session}`
  const text = step.statement.sql.trim().replaceAll(/\s+/g, ' ')
  return text.length <= TEXT_SHOWN_MAX ? text : `${text.slice(0, TEXT_SHOWN_MAX - 1)}…`
}

const GERUNDS = { open: 'opening', close: 'closing', cancel: 'a cancel in' } as const
