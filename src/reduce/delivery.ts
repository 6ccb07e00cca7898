import type { Plan, Step } from '../model/plan.js'
import type { Parameter, Statement } from '../model/statement.js'
import { quoteString } from '../sql/identifiers.js'
import { tokenize } from '../sql/lexer.js'
import type { Search } from './search.js'

/**
 * Plainer ways: every session on any node, prepared → extended → simple, parameters as literals.
 * All at once, then each.
 */
export async function simplifyDelivery(search: Search): Promise<void> {
  await simplifyNodes(search)
  for (const plainer of [inlined, asSimple, asExtended]) {
    const { plan } = search
    if (await search.attempt(mapStatements(plan, plainer))) continue
    for (let index = 0; index < search.plan.steps.length; index += 1) {
      const step = search.plan.steps[index]
      if (step?.kind === 'statement') await search.attemptStatement(index, plainer(step.statement))
    }
  }
}

async function simplifyNodes(search: Search): Promise<void> {
  const anywhere = (plan: Plan, chosen?: string): Plan => ({
    ...plan,
    sessions: plan.sessions.map((session) =>
      chosen === undefined || session.name === chosen ? { ...session, node: 'any' } : session,
    ),
  })
  if (await search.attempt(anywhere(search.plan))) return
  for (const { name } of search.plan.sessions) await search.attempt(anywhere(search.plan, name))
}

function mapStatements(plan: Plan, change: (statement: Statement) => Statement): Plan {
  const steps = plan.steps.map(
    (step): Step =>
      step.kind === 'statement' ? { ...step, statement: change(step.statement) } : step,
  )
  return { ...plan, steps }
}

function asSimple(statement: Statement): Statement {
  return statement.params.length > 0 ? statement : { ...statement, delivery: 'simple' }
}

function asExtended(statement: Statement): Statement {
  return statement.delivery === 'prepared' ? { ...statement, delivery: 'extended' } : statement
}

/** With its parameters as literals of their types in the text. */
function inlined(statement: Statement): Statement {
  const { sql, params } = statement
  if (params.length === 0) return asSimple(statement)
  let position = 0
  const texts = tokenize(sql).map(({ kind, text }) => {
    if (kind !== 'parameter') return text
    const number = /^\?$/.test(text) ? ++position : Number(text.slice(1))
    const param = params[number - 1]
    return param ? literal(param) : text
  })
  return { ...statement, sql: texts.join(''), params: [], delivery: 'simple' }
}

function literal({ type, text }: Parameter): string {
  return `CAST(${text === null ? 'NULL' : quoteString(text)} AS ${type})`
}
