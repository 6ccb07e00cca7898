import type { Column, Rows } from '../model/outcome.js'
import type { UnstableFunctions } from '../model/profile.js'
import type { CellRule } from '../model/statement.js'
import type { Determined } from './determined.js'
import { columnOf, withoutDirection } from './order-keys.js'
import type { QueryShape } from './query-shape.js'
import type { PlacedToken } from './query-tokens.js'
import { columnsOfItems } from './select-items.js'
import {
  type IsProvenWindow,
  reasonOf,
  type UnorderedCall,
  unorderedCalls,
} from './unordered-calls.js'
import { type Unstable, unstableCall, unstableFunctions } from './volatile.js'
import { innerLimit, onlyColumns, onlyCount, wholeHazard } from './whole-hazard.js'
import { windowProof } from './window-proof.js'

type Tokens = readonly PlacedToken[]

/** What keeps a result from being determined: some columns, or the whole of it. */
export interface Hazards {
  readonly columns: readonly ColumnHazard[]
  readonly whole?: Determined | undefined
}

export interface ColumnHazard {
  readonly index: number
  readonly rule: CellRule
  readonly because: string
}

interface Hazard {
  readonly rule: CellRule
  readonly because: string
}

/** Looks for what is not determined: in the items, where it spoils their columns, and elsewhere, where it spoils all. */
export function columnHazards(
  shape: QueryShape,
  reference: Rows,
  functions: UnstableFunctions | undefined,
): Hazards {
  const unstable = unstableFunctions(functions)
  const isProven = windowProof(shape, reference)
  const whole = wholeHazard(shape, unstable, isProven)
  if (whole) return { columns: [], whole }
  const columns = [
    ...shape.arms.flatMap((items) => itemHazards(items, reference, { unstable, isProven })),
    ...floatsFromElsewhere(shape, reference.columns, isProven),
    ...distinctOnHazards(shape, reference),
  ]
  const unsure = columns.find(({ index, rule }) => index < 0 || !isFloatRule(rule))
  const byIndex = new Map(columns.map((hazard) => [hazard.index, hazard]))
  if (!unsure) return { columns: [...byIndex.values()] }
  if (unsure.index < 0) return { columns: [], whole: onlyCount(unsure.because) }
  const comparesRows = !shape.isUnionAll || shape.distinct === 'all'
  if (comparesRows) return { columns: [], whole: onlyColumns(unsure.because) }
  return { columns: [...byIndex.values()] }
}

function isFloatRule(rule: CellRule): boolean {
  return typeof rule === 'object' && 'ulps' in rule
}

interface Search {
  readonly unstable: Unstable
  readonly isProven: IsProvenWindow
}

/** Index -1 stands for items that cannot be matched to columns. */
function itemHazards(
  items: readonly Tokens[] | undefined,
  { columns }: Rows,
  search: Search,
): readonly ColumnHazard[] {
  if (!items) return []
  const places = columnsOfItems(items, columns.length)
  return items.flatMap((item, at) => {
    const found = itemHazard(item, search)
    if (!found) return []
    if (!places && isFloatRule(found.rule)) return inFloatColumns(columns, found)
    if (!places) return [{ index: -1, ...found }]
    return (places[at] ?? []).flatMap((index) => {
      const rule = ruleForType(found.rule, columns[index])
      return rule === 'exact' ? [] : [{ index, ...found, rule }]
    })
  })
}

function itemHazard(item: Tokens, { unstable, isProven }: Search): Hazard | undefined {
  const call = unstableCall(item, unstable)
  if (call) return { rule: 'any', because: `${call.text} gives another value each time` }
  if (innerLimit(item)) return { rule: 'any', because: 'a LIMIT inside of it takes any rows' }
  if (item.some(({ word }) => word === 'ROWID')) {
    return { rule: 'any', because: 'rowid says where a row is stored' }
  }
  const calls = unorderedCalls(item, isProven)
  const [first] = calls.toSorted((one, other) => weight(other) - weight(one))
  if (!first) return undefined
  const because = reasonOf(first)
  if (first.kind === 'float') return { rule: widest(calls, first.rule), because }
  return { rule: first.isWhole && item.length > 0 ? first.rule : 'any', because }
}

const WEIGHTS = { float: 0, gathered: 1, estimate: 2, chosen: 3, window: 4 } as const

function weight({ kind }: UnorderedCall): number {
  return WEIGHTS[kind]
}

function widest(calls: readonly UnorderedCall[], otherwise: CellRule): CellRule {
  const ulps = calls.flatMap(({ rule }) =>
    typeof rule === 'object' && 'ulps' in rule ? [rule.ulps] : [],
  )
  return otherwise === 'presence' || ulps.length === 0 ? otherwise : { ulps: Math.max(...ulps) }
}

/** What can hold a float sum: floats, what has them inside, and a text that was made of one. */
const HOLDS_FLOATS = /\b(FLOAT|DOUBLE)\b|^VARCHAR$|\bVARCHAR\b.*[\])]$/

/** Additions are only inexact in floating point; sums of integers and decimals stay exact. */
function ruleForType(rule: CellRule, column: Column | undefined): CellRule {
  if (!isFloatRule(rule) || column?.type.kind !== 'duckdb') return rule
  return HOLDS_FLOATS.test(column.type.name) ? rule : 'exact'
}

/** A float sum in a subquery may end up in any float column. */
function floatsFromElsewhere(
  shape: QueryShape,
  columns: readonly Column[],
  isProven: IsProvenWindow,
): readonly ColumnHazard[] {
  const calls = unorderedCalls(shape.elsewhere, isProven)
  const [first] = calls
  if (!first) return []
  const rule = calls.some((call) => call.rule === 'presence')
    ? 'presence'
    : widest(calls, first.rule)
  return inFloatColumns(columns, { rule, because: reasonOf(first) })
}

function inFloatColumns(columns: readonly Column[], hazard: Hazard): readonly ColumnHazard[] {
  return columns.flatMap(({ type }, index) => {
    const isFloat = type.kind === 'duckdb' && /^(FLOAT|DOUBLE)$/.test(type.name)
    return isFloat ? [{ index, ...hazard }] : []
  })
}

/** DISTINCT ON keeps one row of each group: its keys are determined, and what the ORDER BY chooses it by. */
function distinctOnHazards(shape: QueryShape, reference: Rows): readonly ColumnHazard[] {
  if (typeof shape.distinct === 'string') return []
  const terms = [...shape.distinct.on, ...(shape.order ?? []).map(withoutDirection)]
  const known = new Set(terms.map((term) => columnOf(term, shape, reference)))
  const because = 'DISTINCT ON takes any row of a group'
  return reference.columns.flatMap((_, index) =>
    known.has(index) ? [] : [{ index, rule: 'any' as const, because }],
  )
}
