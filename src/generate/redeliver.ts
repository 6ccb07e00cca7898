import type { Plan, Step } from '../model/plan.js'
import type { Statement, WireForm } from '../model/statement.js'
import type { WorkloadContext } from '../model/workload.js'
import type { Dice } from '../random/dice.js'
import { splitStatements } from '../sql/split.js'
import { isQuery, statementKind } from '../sql/statement-kind.js'

/** Rows for each Execute of a redelivered query: one by one, in small pages, and often all at once. */
const PAGES = [1, 2, 7] as const

/**
 * The same plan with other deliveries: about half of its statements travel in another way that the endpoint supports, so
 * that every workload tries all of them. What a statement means stays the same. A statement that has a wire form or a
 * `same` name is left alone, because its workload has chosen.
 */
export function redeliver(plan: Plan, supports: WorkloadContext['supports'], dice: Dice): Plan {
  const steps = plan.steps.map((step): Step => {
    if (step.kind !== 'statement' || !isEligible(step.statement) || dice.chance(1, 2)) return step
    return { ...step, statement: otherwise(step.statement, supports, dice) }
  })
  return { ...plan, steps }
}

function isEligible({ wire, same, delivery }: Statement): boolean {
  return wire === undefined && same === undefined && delivery !== 'pipeline' && delivery !== 'copy'
}

/**
 * Several statements cannot be one Parse: they stay a simple query or become a pipeline, which is as much of a transaction
 * as the simple query was. A pipeline here carries no parameters, which a statement with them does not lose by staying.
 */
function otherwise(
  statement: Statement,
  supports: WorkloadContext['supports'],
  dice: Dice,
): Statement {
  const count = splitStatements(statement.sql).length
  if (count === 0) return statement
  if (count > 1) return dice.chance(1, 3) ? { ...statement, delivery: 'pipeline' } : statement
  const hasParameters = statement.params.length > 0
  const delivery = dice.pick(
    hasParameters
      ? (['extended', 'prepared'] as const)
      : (['simple', 'extended', 'extended', 'prepared', 'prepared', 'pipeline'] as const),
  )
  const wire = delivery === 'simple' ? {} : wireForm({ ...statement, delivery }, supports, dice)
  return { ...statement, delivery, ...(Object.keys(wire).length > 0 ? { wire } : {}) }
}

function wireForm(
  { sql, params, delivery }: Statement,
  supports: WorkloadContext['supports'],
  dice: Dice,
): WireForm {
  const results = supports('binary-results') && isQuery(sql) && dice.chance(1, 2)
  const parameters = supports('binary-parameters') && params.length > 0 && dice.chance(1, 2)
  const pages =
    supports('portals') &&
    delivery !== 'pipeline' &&
    statementKind(sql) === 'SELECT' &&
    dice.chance(1, 3)
  return {
    ...(results ? { results: 'binary' } : {}),
    ...(parameters ? { parameters: 'binary' } : {}),
    ...(pages ? { fetchRows: dice.pick(PAGES) } : {}),
  }
}
