import type { Plan, Step } from '../model/plan.js'
import type { Grammar } from '../sql/peg/grammar.js'
import { groupsOf } from './groups.js'
import { withSql } from './parameters.js'
import type { Search } from './search.js'
import { sweep } from './sweep.js'

/**
 * Shorter statements, from the last step to the first: fewer statements in a text, rows in VALUES, items in lists,
 * clauses, and at last single words.
 */
export async function reduceInside(search: Search, grammar: Grammar | undefined): Promise<void> {
  for (let index = search.plan.steps.length - 1; index >= 0; index -= 1) {
    for (let at = 0; ; at += 1) {
      const sql = sqlOf(search.plan, index)
      const group = sql === undefined ? undefined : groupsOf(sql, grammar)[at]
      if (!group) break
      const items = Array.from({ length: group.count }, (_, item) => item)
      await sweep(search, items, (kept) => withText(search.plan, index, group.textWith(kept)))
    }
  }
}

/** A plan with one thing less inside of a statement, and what that was. */
export interface InsideRemoval {
  readonly what: string
  readonly plan: Plan
}

/** Every single removal inside of statements: a row, an item, a clause, a word. None of a 1-minimal case still fails. */
export function* insideRemovals(
  plan: Plan,
  grammar: Grammar | undefined,
): Generator<InsideRemoval> {
  for (let index = plan.steps.length - 1; index >= 0; index -= 1) {
    const sql = sqlOf(plan, index)
    for (const group of sql === undefined ? [] : groupsOf(sql, grammar)) {
      for (let item = group.count - 1; item >= 0; item -= 1) {
        const others = Array.from({ length: group.count }, (_, at) => at).filter(
          (at) => at !== item,
        )
        const shorter = withText(plan, index, group.textWith(others))
        if (shorter) yield { what: `${group.what} ${item + 1} of step ${index + 1}`, plan: shorter }
      }
    }
  }
}

function sqlOf({ steps }: Plan, stepIndex: number): string | undefined {
  const step = steps[stepIndex]
  return step?.kind === 'statement' ? step.statement.sql : undefined
}

/** Another text goes into every step that is the same statement sent in another way: it is one statement or none. */
function withText(plan: Plan, stepIndex: number, sql: string | undefined): Plan | undefined {
  const changed = plan.steps[stepIndex]
  if (changed?.kind !== 'statement' || sql === undefined || sql === '') return undefined
  const { same, sql: before } = changed.statement
  const steps = plan.steps.map((step, index): Step => {
    if (step.kind !== 'statement') return step
    const isSame =
      same !== undefined && step.statement.same === same && step.statement.sql === before
    return index === stepIndex || isSame
      ? { ...step, statement: withSql(step.statement, sql) }
      : step
  })
  return { ...plan, steps }
}
