import type { Plan, Step } from '../model/plan.js'
import type { Delivery, Parameter, Statement, WireForm } from '../model/statement.js'
import { quoteString } from '../sql/identifiers.js'
import { tokenize } from '../sql/lexer.js'
import { splitStatements } from '../sql/split.js'
import type { Search } from './search.js'

/**
 * Plainer ways: every session on any node, no name shared with other steps, parameters as literals, pipeline, copy and
 * prepared → extended → simple, no wire form or less of it. All at once, then each.
 */
export async function simplifyDelivery(search: Search): Promise<void> {
  await simplifyNodes(search)
  for (const plainer of PLAINER) {
    if (await search.attempt(mapStatements(search.plan, plainer))) continue
    for (let index = 0; index < search.plan.steps.length; index += 1) {
      const step = search.plan.steps[index]
      if (step?.kind === 'statement') await search.attemptStatement(index, plainer(step.statement))
    }
  }
}

const PLAINER: readonly ((statement: Statement) => Statement)[] = [
  inlined,
  asSimple,
  unnamed,
  (statement) => withWire(statement, {}),
  asExtended,
  without('abandon'),
  without('fetchRows'),
  without('results'),
  without('parameters'),
  without('sync'),
  without('describeOnly'),
  without('cancelAfterMs'),
]

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
  return statement.params.length > 0 ? statement : delivered(statement, 'simple')
}

/** A text of several statements is no extended query. */
function asExtended(statement: Statement): Statement {
  const { delivery, sql } = statement
  if (delivery === 'simple' || splitStatements(sql).length > 1) return statement
  return delivered(statement, 'extended')
}

/** Sent that way, with what of its wire form makes sense there. */
function delivered(statement: Statement, delivery: Delivery): Statement {
  const { results, parameters, fetchRows, abandon, sync, describeOnly, cancelAfterMs } =
    statement.wire ?? {}
  const isExtended = delivery === 'extended' || delivery === 'prepared'
  return withWire(
    { ...statement, delivery },
    {
      cancelAfterMs,
      ...(delivery === 'pipeline' ? { sync, results, parameters } : {}),
      ...(isExtended ? { results, parameters, fetchRows, abandon, describeOnly } : {}),
    },
  )
}

function unnamed({ same, ...statement }: Statement): Statement {
  return statement
}

/** Without one part of its wire form; a portal cannot be left that was never a page. */
function without(part: keyof WireForm): (statement: Statement) => Statement {
  return (statement) => {
    const wire = { ...statement.wire, [part]: undefined }
    return withWire(statement, part === 'fetchRows' ? { ...wire, abandon: undefined } : wire)
  }
}

/** An empty wire form is none. */
function withWire({ wire: _, ...statement }: Statement, wire: WireForm): Statement {
  const parts = Object.entries(wire).filter(([, value]) => value !== undefined)
  return parts.length === 0 ? statement : { ...statement, wire: Object.fromEntries(parts) }
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
  return delivered({ ...statement, sql: texts.join(''), params: [] }, 'simple')
}

function literal({ type, text }: Parameter): string {
  return `CAST(${text === null ? 'NULL' : quoteString(text)} AS ${type})`
}
