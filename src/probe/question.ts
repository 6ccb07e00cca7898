import type { Parameter, Statement } from '../model/statement.js'
import { type Way, wireOf } from './way.js'

/** One value as it is put into a statement. */
export interface Item {
  /** The expression, in which `$1` stands for the parameter where there is one. */
  readonly sql: string
  readonly parameter?: Parameter | undefined
}

/** One statement for several values: a row for each, in order, the value in the second column. */
export function question(items: readonly Item[], way: Way): Statement {
  const rows = items.map((item, i) => `(${i}, ${numbered(item, i + 1)})`)
  return {
    sql: `SELECT i, v FROM (VALUES ${rows.join(', ')}) AS t(i, v) ORDER BY i`,
    params: items.flatMap(({ parameter }) => parameter ?? []),
    delivery: way.delivery,
    wire: wireOf(way),
  }
}

function numbered({ sql, parameter }: Item, number: number): string {
  return parameter === undefined ? sql : sql.replace('$1', () => `$${number}`)
}

/** What a person runs to see one value. */
export function printedQuestion({ sql, parameter }: Item): string {
  const text = parameter?.text === null ? 'NULL' : `'${parameter?.text.replaceAll("'", "''")}'`
  return `SELECT ${sql} AS v;${parameter === undefined ? '' : ` -- $1 = ${text}`}`
}
