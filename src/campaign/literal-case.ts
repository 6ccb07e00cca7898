import { differingCells } from '../judge/differing-cells.js'
import type { Evidence } from '../model/history.js'
import type { Cell, Outcome } from '../model/outcome.js'
import type { Profile } from '../model/profile.js'
import type { Mismatch } from '../model/verdict.js'
import { quoteString } from '../sql/identifiers.js'
import { duckdbTextOf } from '../values/canonical-to-duckdb.js'
import { type DuckType, parseDuckType } from '../values/duck-type.js'
import { simplerTypes } from '../values/simpler-types.js'
import { type ValueTree, valueTree } from '../values/value-tree.js'

/** The most values that are tried by themselves. */
const VALUES_MAX = 8

/**
 * Queries that only ask for a value that came out wrong, the simplest first: what is innermost before what it is inside of,
 * each in the simpler types that can hold it before its own. A fault of how values are sent needs no table, and shows
 * in the same way in the simplest type that has it. None where the mismatch hangs on no value.
 */
export function literalQueries(
  evidence: Evidence,
  mismatch: Mismatch,
  types: Profile['types'],
): readonly string[] {
  const values = valuesOf(evidence, mismatch, types).slice(0, VALUES_MAX)
  return [...new Set(values.flatMap(literals))].map((literal) => `SELECT ${literal}`)
}

interface Value {
  readonly cell: Cell
  readonly type: string
}

function valuesOf(
  { reference, subject }: Evidence,
  { stepIndex = -1, mismatch }: Mismatch,
  types: Profile['types'],
): readonly Value[] {
  const ours = reference.records[stepIndex]?.outcomes ?? []
  const theirs = subject.records[stepIndex]?.outcomes ?? []
  switch (mismatch) {
    case 'value':
      return ours.flatMap((outcome, at) => wrongValues(outcome, theirs[at], types))
    case 'type':
      return ours.flatMap(columnTypes).map((type) => ({ cell: null, type }))
    case 'protocol':
      return ours.flatMap(strangeValues)
    default:
      return []
  }
}

function wrongValues(
  ours: Outcome,
  theirs: Outcome | undefined,
  types: Profile['types'],
): readonly Value[] {
  return differingCells(ours, theirs, types).flatMap(({ column, reference, subject }) => {
    if (column.type.kind !== 'duckdb') return []
    const type = parseDuckType(column.type.name)
    return [...differingLeaves(reference, subject, type), { cell: reference, type: type.name }]
  })
}

function columnTypes(outcome: Outcome): readonly string[] {
  const columns = outcome.kind === 'rows' ? outcome.columns : []
  return [...new Set(columns.flatMap(({ type }) => (type.kind === 'duckdb' ? [type.name] : [])))]
}

/** A message breaks at unusual characters: values that have any. */
const USUAL = /^[\w .:,+"-]*$/

function strangeValues(outcome: Outcome): readonly Value[] {
  if (outcome.kind !== 'rows') return []
  const types = outcome.columns.map(({ type }) => (type.kind === 'duckdb' ? type.name : undefined))
  const values = outcome.rows.flatMap((row) =>
    row.flatMap((cell, at): Value[] => {
      const type = types[at]
      return type === undefined || cell === null || USUAL.test(cell) ? [] : [{ cell, type }]
    }),
  )
  const leaves = values.flatMap(({ cell, type }) =>
    leavesOf(valueTree(cell, parseDuckType(type))).filter((leaf) => !USUAL.test(leaf.cell ?? '')),
  )
  return [...leaves, ...values]
}

function literals({ cell, type }: Value): readonly string[] {
  return [...simplerTypes(cell, type), { cell, type }].map((value) =>
    value.cell === null
      ? `NULL::${value.type}`
      : `${quoteString(duckdbTextOf(value.cell, parseDuckType(value.type)) ?? '')}::${value.type}`,
  )
}

/** The scalars inside of a nested value that differ, or all of them where the other side cannot be read. */
function differingLeaves(cell: Cell, other: Cell, type: DuckType): readonly Value[] {
  const tree = valueTree(cell, type)
  if (!tree || tree.kind === 'leaf') return []
  const right = new Set(leavesOf(valueTree(other, type)).map(({ cell: one }) => one))
  const leaves = leavesOf(tree)
  const missing = leaves.filter(({ cell: one }) => !right.has(one))
  return missing.length > 0 ? missing : leaves
}

function leavesOf(tree: ValueTree | undefined): readonly Value[] {
  if (!tree) return []
  if (tree.kind === 'leaf') return [tree]
  const children = tree.kind === 'list' ? tree.items : tree.entries.map(([, value]) => value)
  return children.flatMap(leavesOf)
}
