import type { Plan, Step } from '../model/plan.js'
import type { Capability, Profile } from '../model/profile.js'
import type { Comparison, Statement, WireForm } from '../model/statement.js'
import type { Mismatch, MismatchKind } from '../model/verdict.js'
import { splitStatements } from '../sql/split.js'
import { statementKind } from '../sql/statement-kind.js'

/** The same plan sent in another way. */
export interface OtherWay {
  readonly what: string
  readonly plan: Plan
  /** It asks for something else, so the reference must answer it anew. */
  readonly asksAnew?: true
}

interface Way {
  readonly what: string
  readonly delivery: Statement['delivery']
  readonly wire: WireForm | undefined
  readonly needs: Capability | undefined
}

const WAYS: readonly Way[] = [
  {
    what: 'with every statement as a simple query',
    delivery: 'simple',
    wire: undefined,
    needs: undefined,
  },
  {
    what: 'with every statement parsed anew and all values as text',
    delivery: 'extended',
    wire: undefined,
    needs: undefined,
  },
  {
    what: 'with every result in binary',
    delivery: 'extended',
    wire: { results: 'binary' },
    needs: 'binary-results',
  },
]

/** Other ways in which a plan can be sent to this kind of endpoint; ways that change nothing are left out. */
export function otherDeliveries(plan: Plan, profile: Profile): readonly OtherWay[] {
  const ways = WAYS.filter(({ needs }) => needs === undefined || profile.capabilities.has(needs))
  const known = new Set([JSON.stringify(plan.steps)])
  return ways.flatMap((way) => {
    const steps = plan.steps.map((step) => sentAs(step, way))
    const text = JSON.stringify(steps)
    if (known.has(text)) return []
    known.add(text)
    return [{ what: way.what, plan: { ...plan, steps } }]
  })
}

/** What the delivery itself is about stays: pipelines of several statements, cancels, portals that are left. */
function sentAs(step: Step, { delivery, wire }: Way): Step {
  if (step.kind !== 'statement') return step
  const { statement } = step
  const { describeOnly, abandon, cancelAfterMs } = statement.wire ?? {}
  const isSpecial = describeOnly || abandon || cancelAfterMs !== undefined
  if (isSpecial || splitStatements(statement.sql).length > 1) return step
  return { ...step, statement: { ...statement, delivery, wire } }
}

/** The statement that showed a mismatch inside of a subquery: as it is, and so that only text travels. */
export interface InSubquery {
  readonly plain: OtherWay
  readonly asText: OtherWay
}

/** How the engine tells as text what may have been lost on the wire. */
const AS_TEXT: Readonly<Partial<Record<MismatchKind, string>>> = {
  value: 'CAST(COLUMNS(*) AS VARCHAR)',
  type: 'typeof(COLUMNS(*))',
}

/** Only for a single SELECT whose values or types differ; undefined for all else. */
export function inSubquery(
  plan: Plan,
  { mismatch, stepIndex = -1 }: Pick<Mismatch, 'mismatch' | 'stepIndex'>,
): InSubquery | undefined {
  const step = plan.steps[stepIndex]
  const items = AS_TEXT[mismatch]
  if (items === undefined || step?.kind !== 'statement') return undefined
  const { sql } = step.statement
  if (statementKind(sql) !== 'SELECT' || splitStatements(sql).length > 1) return undefined
  const around = (what: string, select: string): OtherWay => {
    const text = `SELECT ${select} FROM (\n${sql.replace(/;\s*$/, '')}\n) AS inside`
    const changed: Statement = { ...step.statement, sql: text, compare: AS_BAG }
    const steps = plan.steps.with(stepIndex, { ...step, statement: changed })
    return { what, plan: { ...plan, steps }, asksAnew: true }
  }
  return {
    plain: around('with the statement in a subquery', '*'),
    asText: around('with the statement in a subquery and its values as text', items),
  }
}

const AS_BAG: Comparison = { rows: 'bag', because: 'the order is that of a subquery' }

/** The most nodes that are asked one by one. */
const NODES_MAX = 5

/** The same plan with every session on one node, for each node. */
export function onSingleNodes(plan: Plan, nodes: readonly string[]): readonly OtherWay[] {
  if (nodes.length < 2) return []
  return nodes.slice(0, NODES_MAX).map((node, index) => ({
    what: `with every session on ${node}`,
    plan: { ...plan, sessions: plan.sessions.map((session) => ({ ...session, node: index })) },
  }))
}
