import type { Invariant } from './invariant.js'
import { withRelations } from './relations.js'

/** A catalog has so many violations at most that anybody wants to read. */
const ROWS_MAX = 200

/** The columns of every check: the invariant's id, the snapshot concerned, and what is wrong. */
export const CHECK_COLUMNS = ['invariant', 'snapshot', 'detail'] as const

/** One statement that returns the violations of all of these invariants in the catalog that `prefix` names. */
export function queryOf(invariants: readonly Invariant[], prefix: string): string {
  const arms = invariants.map(
    ({ id, sql }) =>
      `SELECT '${id}' AS invariant, v.snapshot, v.detail FROM (\n${sql}\n) v(snapshot, detail)`,
  )
  const body = `SELECT invariant, snapshot, detail FROM (\n${arms.join('\nUNION ALL\n')}\n) w
ORDER BY invariant, snapshot, detail LIMIT ${ROWS_MAX}`
  return (withRelations(body) + body).replaceAll('{M}', prefix)
}
