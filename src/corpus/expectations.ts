import { ERROR_CLASSES } from '../model/error-class.js'
import type { Plan, Step } from '../model/plan.js'
import type { Statement } from '../model/statement.js'

const SUCCESS = '(?:\\d+ rows?(?: changed)?|done)'
const ALL_DONE = new RegExp(`^${SUCCESS}(?:; ${SUCCESS})*$`)
const ENDS_IN_ERROR = new RegExp(`^(?:${SUCCESS}; )*error ([a-z-]+)\\b`)

/**
 * A plan that says of each statement what the reference did when it was recorded: that it succeeds, or the class of its
 * error. So a corpus notices a case that shows nothing any more because its statements are refused. `answers` are those of
 * the reference as reports show them (`2 rows`, `error binder: ...`). What a statement says by itself stays.
 */
export function withExpectations(plan: Plan, answers: readonly (string | undefined)[]): Plan {
  const steps = plan.steps.map((step, index) => expecting(step, answers[index]))
  return { ...plan, steps }
}

function expecting(step: Step, answer: string | undefined): Step {
  if (step.kind !== 'statement' || answer === undefined) return step
  // A statement that is cancelled may end before its cancel comes.
  const { expect, wire } = step.statement
  if (expect !== undefined || wire?.cancelAfterMs !== undefined) return step
  const found = expectationIn(answer)
  return found === undefined ? step : { ...step, statement: { ...step.statement, expect: found } }
}

function expectationIn(answer: string): Statement['expect'] {
  if (ALL_DONE.test(answer)) return 'ok'
  const errorClass = ENDS_IN_ERROR.exec(answer)?.[1]
  return ERROR_CLASSES.find((known) => known === errorClass)
}
