import { type Dice, type ErrorClass, reach } from '../../src/index.js'
import type { Logical } from './logical.js'
import type { World } from './world.js'

/** Statements that fail, by the class of their error: found when they are parsed, bound, planned or half-way through. */
const FAILING: readonly (readonly [ErrorClass, Logical['kind'], string])[] = [
  ['parser', 'write', 'SELEC 1'],
  ['parser', 'write', "SELECT 'open"],
  ['binder', 'read', 'SELECT no_such_column AS x FROM t'],
  ['binder', 'read', 'SELECT sum(k) AS x FROM t WHERE sum(k) > 1'],
  ['catalog', 'read', 'SELECT 1 AS one FROM no_such_table'],
  ['catalog', 'read', 'SELECT no_such_function(k) AS x FROM t'],
  ['catalog', 'write', 'CREATE TABLE t (i INTEGER)'],
  ['conversion', 'read', "SELECT 'x'::INTEGER AS x"],
  [
    'conversion',
    'read',
    "SELECT CASE WHEN k < 3 THEN '1' ELSE 'x' END::INTEGER AS x FROM t ORDER BY k",
  ],
  ['out-of-range', 'read', 'SELECT 127::TINYINT + 1::TINYINT AS x'],
  ['out-of-range', 'read', 'SELECT (k + 2147483640)::INTEGER + 9::INTEGER AS x FROM t ORDER BY k'],
  ['constraint', 'write', 'INSERT INTO t (k) VALUES (5000), (1)'],
  ['constraint', 'write', 'INSERT INTO t (k) VALUES (NULL)'],
  ['constraint', 'returning', 'INSERT INTO t (k) VALUES (5000), (1) RETURNING k'],
]

/** One logical statement that fails in the same way however it is sent, and leaves the table as it is. */
export function someFailure(world: World, dice: Dice): Logical {
  const [expect, kind, text] = dice.pick(FAILING)
  reach(world, `fails-${expect}`)
  return { kind, text: () => text, expect }
}

/** The features that `someFailure` can reach. */
export const FAILURE_FEATURES: readonly string[] = [
  ...new Set(FAILING.map(([errorClass]) => `fails-${errorClass}`)),
]
