import { type Comparison, type Statement, type Step, statement } from '../../../src/index.js'
import { NAMELESS, type Scan, type ScanTexts } from './scan.js'
import { isNested, type MadeTables } from './type-map.js'

/** How the client fetches rows: by COPY in binary, its own way, or by a plain SELECT where it is told so. */
export type Fetching = 'copy-binary' | 'select'

const BAG: Comparison = { rows: 'bag', because: 'a scan has no ORDER BY' }
const COUNT: Comparison = { rows: 'count', because: 'the type of a bare NULL is not determined' }

/** A statement that both sides get as it is, or each in its own words. */
export function say(session: string, texts: ScanTexts, more: Partial<Statement> = {}): Step {
  const { sql, postgres } = texts
  const words = postgres === undefined ? {} : { postgres }
  return {
    kind: 'statement',
    session,
    statement: statement(sql, { expect: 'ok', ...words, ...more }),
  }
}

/** A question whose rows the client fetches. */
export function fetch(
  session: string,
  texts: ScanTexts,
  how: { readonly fetching: Fetching; readonly compare?: Comparison },
): Step {
  const compare = how.compare ?? BAG
  return how.fetching === 'select'
    ? say(session, texts, { compare })
    : say(session, texts, { compare, delivery: 'copy', wire: { results: 'binary' } })
}

/**
 * How the rows of a scan are compared: where it asks for none of its columns, by their number; nested values, which are
 * texts of the client's own there, by whether there is one.
 */
export function comparisonOf({ table, columns }: Scan, made: MadeTables): Comparison {
  if (columns.length === 0) return COUNT
  const types = made.get(table)
  const nested = columns.flatMap((name, index) => (isNested(types?.get(name) ?? '') ? [index] : []))
  if (nested.length === 0) return BAG
  return { ...BAG, columns: nested.map((index) => ({ index, rule: 'presence' as const })) }
}

/** What goes before and behind every use of a connection of the client's pool. */
export function checkedOut(session: string): readonly Step[] {
  return [say(session, PING, { compare: ONE })]
}

/** See checkedOut. DuckDB has no sessions to forget, so the reference sets a variable that nobody reads. */
export function givenBack(session: string): readonly Step[] {
  const discard = { sql: "SET VARIABLE ge_session = 'fresh'", postgres: 'DISCARD ALL' }
  return [say(session, PING, { compare: ONE }), say(session, discard)]
}

const PING: ScanTexts = { sql: `SELECT 1 AS ${NAMELESS}`, postgres: 'SELECT 1' }
const ONE: Comparison = { rows: 'ordered', because: 'one row' }

/** Every transaction of the client reads one snapshot, which DuckDB's always do. */
export function beginning(session: string): Step {
  return say(session, {
    sql: 'BEGIN TRANSACTION',
    postgres: 'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ',
  })
}

/** See beginning. */
export function committing(session: string): Step {
  return say(session, { sql: 'COMMIT' })
}
