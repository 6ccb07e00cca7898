import type { Plan, SessionSpec, Step } from '../model/plan.js'
import type { Delivery, Parameter, Statement, WireForm } from '../model/statement.js'
import { quoteString } from '../sql/identifiers.js'
import { tokenize } from '../sql/lexer.js'
import { splitStatements } from '../sql/split.js'
import type { Search } from './search.js'
import { sweep } from './sweep.js'

/**
 * Plainer ways: every session on any node, no name shared with other steps, parameters as literals, pipeline, copy and
 * prepared → extended → simple, no wire form or less of it. All at once, then as many as can be.
 */
export async function simplifyDelivery(search: Search): Promise<void> {
  await simplifyNodes(search)
  for (const { change } of PLAINER) {
    const { plan } = search
    const indices = changedBy(plan, change)
    if (indices.length === 0 || (await search.attempt(changed(plan, indices, change)))) continue
    await sweep(search, indices, (kept) => {
      const others = indices.filter((index) => !kept.includes(index))
      return changed(plan, others, change)
    })
  }
}

/** Every plainer way for one session or one statement, by what it is. */
export function* plainerPlans(plan: Plan): Generator<Plainer> {
  for (const { name, node } of plan.sessions) {
    if (node !== 'any')
      yield { what: `with session ${name} on any node`, plan: anywhere(plan, name) }
  }
  for (const { what, change } of PLAINER) {
    for (const index of changedBy(plan, change)) {
      yield { what: `with step ${index + 1} ${what}`, plan: changed(plan, [index], change) }
    }
  }
}

interface Plainer {
  readonly what: string
  readonly plan: Plan
}

type Change = (statement: Statement) => Statement

const PLAINER: readonly { readonly what: string; readonly change: Change }[] = [
  { what: 'in its turn', change: inTurn },
  { what: 'as a simple query with literals', change: inlined },
  { what: 'without parameters', change: withLiterals },
  { what: 'as a simple query', change: asSimple },
  { what: 'apart from its other ways', change: unnamed },
  { what: 'in the plainest wire form', change: (statement) => withWire(statement, {}) },
  { what: 'as an extended query', change: asExtended },
  { what: 'with its portal read to the end', change: without('abandon') },
  { what: 'without pages', change: without('fetchRows') },
  { what: 'with results as text', change: without('results') },
  { what: 'with parameters as text', change: without('parameters') },
  { what: 'with one Sync', change: without('sync') },
  { what: 'executed', change: without('describeOnly') },
  { what: 'without a cancel', change: without('cancelAfterMs') },
]

async function simplifyNodes(search: Search): Promise<void> {
  const { plan } = search
  const chosen = plan.sessions.filter(({ node }) => node !== 'any').map(({ name }) => name)
  if (chosen.length === 0 || (await search.attempt(anywhere(plan, ...chosen)))) return
  for (const name of chosen) await search.attempt(anywhere(search.plan, name))
}

/** The plan with these sessions on any node. */
function anywhere(plan: Plan, ...names: readonly string[]): Plan {
  const sessions = plan.sessions.map(
    (session): SessionSpec =>
      names.includes(session.name) ? { ...session, node: 'any' } : session,
  )
  return { ...plan, sessions }
}

/** Where a change makes a difference. */
function changedBy({ steps }: Plan, change: Change): readonly number[] {
  return [...steps.entries()].flatMap(([index, step]) => {
    if (step.kind !== 'statement') return []
    const { statement } = step
    const plainer = change(statement)
    // PostgreSQL's words would stay as they are, and be another statement then.
    if (statement.postgres !== undefined && plainer.sql !== statement.sql) return []
    return JSON.stringify(plainer) === JSON.stringify(statement) ? [] : [index]
  })
}

/** The plan with these statements changed. */
function changed(plan: Plan, indices: readonly number[], change: Change): Plan {
  const chosen = new Set(indices)
  const steps = plan.steps.map(
    (step, index): Step =>
      step.kind === 'statement' && chosen.has(index)
        ? { ...step, statement: change(step.statement) }
        : step,
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

function inTurn({ waits, ...statement }: Statement): Statement {
  return statement
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

/** A simple query with its parameters as literals of their types in the text. */
function inlined(statement: Statement): Statement {
  return statement.params.length === 0 ? statement : delivered(withLiterals(statement), 'simple')
}

/** The same, sent as it was. */
function withLiterals(statement: Statement): Statement {
  const { sql, params } = statement
  if (params.length === 0) return statement
  let position = 0
  const texts = tokenize(sql).map(({ kind, text }) => {
    if (kind !== 'parameter') return text
    const number = /^\?$/.test(text) ? ++position : Number(text.slice(1))
    const param = params[number - 1]
    return param ? literal(param) : text
  })
  return without('parameters')({ ...statement, sql: texts.join(''), params: [] })
}

function literal({ type, text }: Parameter): string {
  return `CAST(${text === null ? 'NULL' : quoteString(text)} AS ${type})`
}
