import type { Column, Outcome, Rows } from '../model/outcome.js'
import type { UnstableFunctions } from '../model/profile.js'
import type { CellRule, Statement } from '../model/statement.js'
import type { Ignored } from '../model/verdict.js'
import type { Determined, Ties } from './determined.js'
import { columnHazards, type Hazards } from './hazards.js'
import { orderKeys } from './order-keys.js'
import { type QueryShape, queryShape } from './query-shape.js'
import { placedTokens } from './query-tokens.js'
import { tieGroups } from './tie-groups.js'
import { unstableFunctions, volatileInCondition } from './volatile.js'

const AS_BAG: Determined = { rows: 'bag', because: 'no total order is known' }

/**
 * How a statement's result is to be compared: as its workload says, and else as far as the text and the reference's answer
 * prove it to be determined. Nothing is asked of a database.
 */
export function determinedBy(
  { sql, compare }: Pick<Statement, 'sql' | 'compare'>,
  reference: Outcome | undefined,
  functions?: UnstableFunctions,
): Determined {
  if (compare) return compare
  if (reference?.kind === 'done') return changesDetermined(sql, functions)
  if (reference?.kind !== 'rows') return AS_BAG
  const shape = queryShape(sql)
  const hazards = columnHazards(shape, reference, functions)
  const columns = hazards.columns.map(({ index, rule }) => ({ index, rule }))
  const ignored = hazards.columns.map((hazard) => ignoredColumn(hazard, reference.columns))
  const order = orderOf(shape, reference, hazards)
  return { ...order, columns, ignored: [...(order.ignored ?? []), ...ignored] }
}

/** A volatile function in a condition decides how many rows a statement changes. */
function changesDetermined(sql: string, functions: UnstableFunctions | undefined): Determined {
  const call = volatileInCondition(placedTokens(sql), unstableFunctions(functions))
  if (!call) return AS_BAG
  return { rows: 'columns', because: `${call.text} gives another value each time` }
}

function orderOf(shape: QueryShape, reference: Rows, hazards: Hazards): Determined {
  if (hazards.whole) return hazards.whole
  const cut = cutOf(shape, reference)
  const keys = orderKeys(shape, reference)?.keys ?? []
  const loose = new Map(hazards.columns.map(({ index, rule }) => [index, rule]))
  const firstLoose = keys.findIndex((key) => loose.has(key))
  const exact = firstLoose < 0 ? keys : keys.slice(0, firstLoose)
  if (exact.length > 0) return inTies({ keys: exact, cut }, reference)
  if (!cut.first && !cut.last) return AS_BAG
  return { rows: 'count', because: 'LIMIT without a total order takes any rows' }
}

/** Where LIMIT and OFFSET can have cut: not behind a result that is shorter than the limit. */
function cutOf({ limit }: QueryShape, { rows }: Rows): Ties['cut'] {
  if (!limit) return { first: false, last: false }
  const isFull = limit.count === undefined || rows.length >= limit.count
  return { first: limit.hasOffset, last: isFull }
}

function inTies(ties: Ties, reference: Rows): Determined {
  const groups = tieGroups(reference, ties.keys)
  const hasTies = groups.some(({ from, to }) => to - from > 1)
  const isAllKeys = ties.keys.length === reference.columns.length
  const ignored: Ignored[] = []
  if (hasTies) {
    ignored.push({ what: 'row order among ties', because: 'ORDER BY does not tell them apart' })
  }
  if ((ties.cut.first || ties.cut.last) && reference.rows.length > 0 && !isAllKeys) {
    const because = 'LIMIT or OFFSET may cut through equal keys, and any of those rows is right'
    ignored.push({ what: 'contents of the rows at the cut, but for their keys', because })
  }
  return { rows: 'ties', because: 'ORDER BY', ties, ignored }
}

function ignoredColumn(
  { index, rule, because }: Hazards['columns'][number],
  columns: readonly Column[],
): Ignored {
  return { what: `${leftOut(rule)} ${columns[index]?.name ?? index + 1}`, because }
}

function leftOut(rule: CellRule): string {
  if (rule === 'any') return 'values of column'
  if (rule === 'bag') return 'order inside of column'
  if (rule === 'presence') return 'values other than NULL of column'
  return 'the last digits of column'
}
