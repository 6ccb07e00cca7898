import type { Plan, Step } from '../model/plan.js'
import { withSql } from './parameters.js'

/** The text of a step; undefined for a step that sends none. */
export function textOfStep({ steps }: Plan, stepIndex: number): string | undefined {
  const step = steps[stepIndex]
  return step?.kind === 'statement' ? step.statement.sql : undefined
}

/**
 * The plan with another text in one step, and in every step that is the same statement sent in
 * another way: they have to answer alike, so it is one statement or it is none. Undefined without a
 * text, and for a statement that has PostgreSQL's words as well: nobody knows what would become of them.
 */
export function withText(plan: Plan, stepIndex: number, sql: string | undefined): Plan | undefined {
  const changed = plan.steps[stepIndex]
  if (changed?.kind !== 'statement' || sql === undefined || sql === '') return undefined
  const { same, sql: before, postgres } = changed.statement
  if (postgres !== undefined) return undefined
  const steps = plan.steps.map((step, index): Step => {
    if (step.kind !== 'statement') return step
    const { statement } = step
    const isSame = same !== undefined && statement.same === same && statement.sql === before
    return index === stepIndex || isSame ? { ...step, statement: withSql(statement, sql) } : step
  })
  return { ...plan, steps }
}
