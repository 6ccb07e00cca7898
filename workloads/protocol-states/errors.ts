import type { Dice, ErrorClass } from '../../src/index.js'

/** A statement that fails. */
export interface Failing {
  readonly sql: string
  readonly expect: ErrorClass
}

/** Errors that fail a transaction: met while a statement runs or is planned. */
const ABORTING: readonly Failing[] = [
  { sql: "SELECT CASE WHEN k >= 0 THEN 'x' END::INTEGER AS x FROM t", expect: 'conversion' },
  { sql: 'SELECT 32767::SMALLINT + (k * 0 + 1)::SMALLINT AS x FROM t', expect: 'out-of-range' },
  { sql: 'INSERT INTO t (k) VALUES (0)', expect: 'constraint' },
  { sql: 'INSERT INTO t (k) VALUES (0) RETURNING v', expect: 'constraint' },
]

/** Errors that DuckDB finds before it runs anything: its transaction lives. */
const COMPILING: readonly Failing[] = [
  { sql: 'SELECT no_such_column AS x FROM t', expect: 'binder' },
  { sql: 'SELECT 1 AS one FROM no_such_table', expect: 'catalog' },
  { sql: 'SELECT no_such_function(k) AS x FROM t', expect: 'catalog' },
]

const UNREADABLE: readonly Failing[] = [{ sql: 'SELEC 1', expect: 'parser' }]

export function aborting(dice: Dice): Failing {
  return dice.pick(ABORTING)
}

export function compiling(dice: Dice): Failing {
  return dice.pick(COMPILING)
}

/** Any error that leaves the other statements of its text readable. */
export function anyFailing(dice: Dice): Failing {
  return dice.pick([...ABORTING, ...COMPILING])
}

export function unreadable(dice: Dice): Failing {
  return dice.pick(UNREADABLE)
}
