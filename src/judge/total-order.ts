import type { Rows } from '../model/outcome.js'
import { orderKeys } from './order-keys.js'
import { queryShape } from './query-shape.js'
import { tieGroups } from './tie-groups.js'

/**
 * Whether the rows of a result stand in a proven total order: its statement ends in an ORDER BY over columns of the result
 * (by name, by position or ALL), and no two rows are equal in all of them. Anything else may be in a total order too; it
 * is compared as a bag, because nothing proves it.
 */
export function isTotallyOrdered(sql: string, result: Rows): boolean {
  const order = orderKeys(queryShape(sql), result)
  if (!order?.isComplete || result.rows.length < 2) return false
  return tieGroups(result, order.keys).every(({ from, to }) => to - from === 1)
}
