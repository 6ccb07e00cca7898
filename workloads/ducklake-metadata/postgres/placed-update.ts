import type { Comparison, Step } from '../../../src/index.js'
import { SCHEMA } from './read-scope.js'
import type { Asking } from './read-words.js'
import { fetch, say } from './saying.js'

/** A change of one column by the places of its rows: what it looks at, and the type that the column has. */
export interface Change {
  readonly table: string
  readonly column: string
  readonly type: string
  readonly looksAt: string
}

/** Rows that a change is about, and the value that they get. */
interface Filling {
  readonly value: string
  readonly where: string
}

export const WITH_PLACES: Comparison = {
  rows: 'count',
  because: 'where a row is stored is no value: ctid there, rowid here',
}

/** An UPDATE of rows that the client has looked up; `number` makes the names of temporary tables. */
export function placed(change: Change, asking: Asking, number: number): readonly Step[] {
  const { table, looksAt } = change
  const scan = (place: string) => `SELECT "${looksAt}", ${place} FROM ${SCHEMA}."${table}"`
  const texts = { sql: scan('rowid::UINTEGER AS ctid'), postgres: scan('ctid') }
  const how = { fetching: asking.fetching, compare: WITH_PLACES }
  return [fetch(asking.session, texts, how), ...throughTable(change, asking.session, { number })]
}

/**
 * The new values in a temporary table that goes at COMMIT, and the UPDATE from it. Without rows there is nothing to fill
 * it with.
 */
export function throughTable(
  { table, column, type }: Omit<Change, 'looksAt'>,
  session: string,
  { number, filling }: { readonly number: number; readonly filling?: Filling },
): readonly Step[] {
  const data = `"update_data_01a202d7-0000-4000-8000-${String(number).padStart(12, '0')}"`
  const create = `TEMPORARY TABLE ${data}("${column}" ${type}, __page_id_string VARCHAR)`
  const fill = (place: string) => `INSERT INTO ${data} SELECT ${filling?.value}, ${place}::VARCHAR \
FROM ${SCHEMA}.${table} WHERE ${filling?.where}`
  const set = (place: string, as: string) =>
    `UPDATE ${SCHEMA}."${table}" SET "${column}" = ${data}."${column}" FROM ${data} \
WHERE "${table}".${place}=__page_id_string::${as}`
  return [
    say(session, { sql: `CREATE ${create}`, postgres: `CREATE LOCAL ${create} ON COMMIT DROP;` }),
    ...(filling ? [say(session, { sql: fill('rowid'), postgres: fill('ctid') })] : []),
    say(session, { sql: set('rowid', 'BIGINT'), postgres: set('ctid', 'TID') }),
  ]
}
