import { hasWord, placedTokens } from '../../sql/placed-tokens.js'
import { statementKind } from '../../sql/statement-kind.js'

/**
 * Whether a statement inside of a transaction may be interrupted. It may where all that it did until then ends with its
 * transaction, because the other nodes do not execute it at all. DuckDB's sequences do not go back, so that what may
 * draw from one unseen (a default, a prepared statement) is `without-sequences`.
 */
export type Interruption = 'always' | 'without-sequences' | 'never'

const READS = new Set(['SELECT', 'SUMMARIZE'])
const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'CREATE TABLE'])
const UNSEEN = new Set(['EXECUTE', 'EXPLAIN'])
const NEXTVAL = new Set(['NEXTVAL'])

/** Decides by the statement's tokens alone. What is quick, and what no ROLLBACK undoes (DETACH, SET), is `never`. */
export function interruptionOf(sql: string): Interruption {
  const kind = statementKind(sql)
  if (hasWord(placedTokens(sql), NEXTVAL)) return 'never'
  if (READS.has(kind)) return 'always'
  return CHANGES.has(kind) || UNSEEN.has(kind) ? 'without-sequences' : 'never'
}
