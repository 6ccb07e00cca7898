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
  const all = arms.length === 1 ? (arms[0] ?? '') : inOne(arms)
  const by = arms.length === 1 ? 'v.snapshot, v.detail' : 'invariant, snapshot, detail'
  const body = `${all}\nORDER BY ${by} LIMIT ${ROWS_MAX}`
  return (withRelations(body) + body).replaceAll('{M}', prefix)
}

function inOne(arms: readonly string[]): string {
  return `SELECT invariant, snapshot, detail FROM (\n${arms.join('\nUNION ALL\n')}\n) w`
}
