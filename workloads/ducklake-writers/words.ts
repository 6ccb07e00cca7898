import type { Statement } from '../../src/index.js'

/** Types of inlined columns and values that PostgreSQL has by another name, or that the client keeps as text there. */
const TYPES: readonly (readonly [duckdb: RegExp, postgres: string])[] = [
  [/ DOUBLE(?=[,)])/g, ' DOUBLE PRECISION'],
  [/ UBIGINT(?=[,)])/g, ' VARCHAR'],
]

/** A commit batch with PostgreSQL's types where it has others. Names of columns are followed by their types, and never so. */
export function batchTexts(sql: string): Pick<Statement, 'sql' | 'postgres'> {
  const postgres = TYPES.reduce((text, [from, to]) => text.replaceAll(from, to), sql)
  return postgres === sql ? { sql } : { sql, postgres }
}
