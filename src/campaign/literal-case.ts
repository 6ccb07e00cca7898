import { differingCells } from '../judge/differing-cells.js'
import type { Plan } from '../model/plan.js'
import type { Profile } from '../model/profile.js'
import type { Statement } from '../model/statement.js'
import type { Mismatch } from '../model/verdict.js'
import { quoteString } from '../sql/identifiers.js'
import { duckdbTextOf } from '../values/canonical-to-duckdb.js'
import { type DuckType, parseDuckType } from '../values/duck-type.js'
import { type ValueTree, valueTree } from '../values/value-tree.js'
import type { Trial } from './trial.js'

/** The most values that are tried by themselves. */
const VALUES_MAX = 12

/**
 * Cases of one statement that only ask for a value which came out wrong, sent as the statement that showed it was: the
 * innermost differing values first, then the whole cells. Whoever tries one knows whether more than the value mattered:
 * a fault of how a type is sent needs no table. None where the mismatch is not in a value.
 */
export function literalCases(
  { evidence: { plan, reference, subject } }: Trial,
  { stepIndex, mismatch }: Mismatch,
  types: Profile['types'],
): readonly Plan[] {
  const step = stepIndex === undefined ? undefined : plan.steps[stepIndex]
  if (step?.kind !== 'statement' || mismatch !== 'value') return []
  const outcomes = reference.records[stepIndex ?? -1]?.outcomes ?? []
  const cells = outcomes.flatMap((outcome, at) =>
    differingCells(outcome, subject.records[stepIndex ?? -1]?.outcomes[at], types),
  )
  const values = cells.flatMap(({ column, reference: cell, subject: other }) => {
    if (column.type.kind !== 'duckdb') return []
    const type = parseDuckType(column.type.name)
    return [...differingLeaves(cell, other, type), { cell, type: type.name }]
  })
  const texts = new Set(values.slice(0, VALUES_MAX).map(literalText))
  const session = plan.sessions.find(({ name }) => name === step.session)
  return [...texts].map((text) => ({
    sessions: session ? [{ ...session, node: 'any' }] : [],
    steps: [{ ...step, statement: { ...asSent(step.statement), sql: `SELECT ${text}` } }],
    features: [],
  }))
}

/** Delivery and wire form; what belongs to the statement's own text is left behind. */
function asSent({ delivery, wire }: Statement): Omit<Statement, 'sql'> {
  const way = delivery === 'pipeline' ? 'extended' : delivery
  const { results } = wire ?? {}
  const isBinary = results !== undefined && (way === 'extended' || way === 'prepared')
  return { params: [], delivery: way, ...(isBinary ? { wire: { results } } : {}) }
}

interface Value {
  readonly cell: string | null
  readonly type: string
}

function literalText({ cell, type }: Value): string {
  if (cell === null) return `NULL::${type}`
  return `${quoteString(duckdbTextOf(cell, parseDuckType(type)) ?? '')}::${type}`
}

/** The scalars inside of a nested value that differ, or all of them where the other side cannot be read. */
function differingLeaves(
  cell: string | null,
  other: string | null,
  type: DuckType,
): readonly Value[] {
  const tree = valueTree(cell, type)
  if (!tree || tree.kind === 'leaf') return []
  const wrong = new Set(leavesOf(valueTree(other, type)).map(({ cell: one }) => one))
  const leaves = leavesOf(tree)
  const missing = leaves.filter(({ cell: one }) => !wrong.has(one))
  return missing.length > 0 ? missing : leaves
}

function leavesOf(tree: ValueTree | undefined): readonly Value[] {
  if (!tree) return []
  if (tree.kind === 'leaf') return [tree]
  const children = tree.kind === 'list' ? tree.items : tree.entries.map(([, value]) => value)
  return children.flatMap(leavesOf)
}
