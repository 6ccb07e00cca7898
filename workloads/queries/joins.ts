import { type Dice, reach } from '../../src/index.js'
import { ask, BAG, expression, ONE_ROW, sometimes, TOTAL, type World } from './world.js'

/** Joins of every kind, over columns with NULLs and with several matches. */
export function joins(world: World, dice: Dice): void {
  const on = dice.pick([
    'd.i = e.x',
    'd.s = e.s',
    'd.i < e.x AND d.s = e.s',
    'd.i IS NOT DISTINCT FROM e.x',
  ])
  const kind = dice.pick(['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'SEMI JOIN', 'ANTI JOIN'])
  reach(world, `join-${kind.split(' ')[0]?.toLowerCase()}`)
  const isHalf = kind === 'SEMI JOIN' || kind === 'ANTI JOIN'
  const list = isHalf ? 'd.k, d.s' : 'd.k, d.i, e.x, e.s AS es, e.w'
  ask(world, dice, `SELECT ${list} FROM d ${kind} e ON ${on}`, sometimes(dice, BAG))
}

/** Subqueries: correlated, EXISTS, IN with NULLs among the values, and LATERAL. */
export function subqueries(world: World, dice: Dice): void {
  reach(world, 'subquery')
  const sql = dice.pick([
    'SELECT k, (SELECT count(*) FROM e WHERE e.x = d.i) AS c FROM d',
    'SELECT k, (SELECT max(w) FROM e WHERE e.s = d.s) AS w FROM d',
    'SELECT k FROM d WHERE EXISTS (SELECT 1 FROM e WHERE e.x > d.i)',
    'SELECT k FROM d WHERE i IN (SELECT x FROM e)',
    'SELECT k FROM d WHERE i NOT IN (SELECT x FROM e)',
    'SELECT k FROM d WHERE i > ALL (SELECT x FROM e WHERE x IS NOT NULL)',
    'SELECT d.k, q.w FROM d, LATERAL (SELECT sum(e.w) AS w FROM e WHERE e.x <= d.i) AS q',
    'SELECT d.k, q.k AS before FROM d ASOF JOIN (SELECT k FROM d WHERE b) AS q ON d.k >= q.k',
  ])
  ask(world, dice, sql, sometimes(dice, BAG))
}

/** Set operations over rows that are there several times, with and without ALL. */
export function setOperations(world: World, dice: Dice): void {
  const operation = dice.pick(['UNION', 'EXCEPT', 'INTERSECT'])
  reach(world, operation.toLowerCase())
  const all = dice.pick(['', ' ALL'])
  const sql = `SELECT i, s FROM d ${operation}${all} SELECT x, s FROM e`
  if (dice.chance(1, 2)) ask(world, dice, sql, sometimes(dice, BAG))
  else ask(world, dice, `${sql} ORDER BY ALL`)
}

/** Common table expressions, used twice, materialised, and recursive. */
export function commonTables(world: World, dice: Dice): void {
  const kinds = [
    () => {
      reach(world, 'cte')
      const how = dice.pick(['', ' MATERIALIZED', ' NOT MATERIALIZED'])
      const inner = `SELECT k, ${expression('integer', dice)} AS x FROM d`
      const sql = `WITH q AS${how} (${inner}) SELECT a.k, b.x FROM q AS a JOIN q AS b ON a.k = b.k`
      ask(world, dice, sql, sometimes(dice, BAG))
    },
    () => {
      reach(world, 'cte-recursive')
      const steps = `SELECT 1 AS n, 0::HUGEINT AS f, 1::HUGEINT AS g UNION ALL SELECT n + 1, g, f + g FROM r`
      const sql = `WITH RECURSIVE r AS (${steps} WHERE n < ${5 + dice.below(60)}) SELECT n, f FROM r ORDER BY n`
      ask(world, dice, sql, sometimes(dice, TOTAL))
    },
    () => {
      reach(world, 'values-list')
      ask(
        world,
        dice,
        "SELECT count(*) AS c, max(v) AS m FROM (VALUES ('a'), ('é'), (NULL)) AS t(v)",
        ONE_ROW,
      )
    },
  ]
  dice.pick(kinds)()
}

/** unnest of lists, maps and structs: empty ones give no row. */
export function unnests(world: World, dice: Dice): void {
  reach(world, 'unnest')
  const sql = dice.pick([
    'SELECT k, unnest(l) AS x FROM d',
    'SELECT k, q.x FROM d, unnest(l) AS q(x)',
    'SELECT k, unnest(map_keys(m)) AS x FROM d',
    'SELECT k, unnest(st) FROM d',
    'SELECT k, unnest(generate_series(1, i)) AS x FROM d',
    'SELECT unnest([1, 2, NULL]) AS x, unnest([4]) AS y',
  ])
  ask(world, dice, sql, sometimes(dice, BAG))
}
