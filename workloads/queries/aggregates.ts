import { type Dice, reach } from '../../src/index.js'
import { ask, BAG, expression, ONE_ROW, sometimes, type World } from './world.js'

/** Sums and the like of integers and decimals: exact in any order. */
export function exactAggregates(world: World, dice: Dice): void {
  reach(world, 'aggregate-exact')
  const items = [
    'count(*) AS c',
    'sum(i) AS i_sum',
    'sum(n) AS n_sum',
    `count(DISTINCT s) AS s_count`,
    `min(${expression('text', dice)}) AS s_min`,
    `max(${expression('date', dice)}) AS d_max`,
    'bool_and(b) AS b_and',
    'bit_xor(k) AS k_xor',
    `sum(${expression('integer', dice)}) AS x_sum`,
    'count(*) FILTER (WHERE b) AS b_count',
  ]
  const sql = `SELECT ${items.join(', ')} FROM d WHERE ${condition(dice)}`
  ask(world, dice, sql, sometimes(dice, ONE_ROW))
}

function condition(dice: Dice): string {
  return dice.chance(1, 2) ? 'true' : expression('boolean', dice)
}

/** Sums of floats, which depend on the order of their rows in the last digits. */
export function floatAggregates(world: World, dice: Dice): void {
  reach(world, 'aggregate-float')
  const items = ['sum(g) AS g_sum', 'avg(g) AS g_avg', 'sum(g * 3) AS g3_sum']
  const more = ['stddev_samp(g) AS g_dev', 'avg(i) AS i_avg', 'avg(n) AS n_avg', 'sum(f) AS f_sum']
  const grouped = dice.chance(1, 2)
  const list = [...(grouped ? ['b'] : []), ...items, dice.pick(more)].join(', ')
  ask(world, dice, `SELECT ${list} FROM d${grouped ? ' GROUP BY b' : ''}`)
}

/** Aggregates that depend on the order of their rows: in a total order, in one with ties, in none. */
export function orderedAggregates(world: World, dice: Dice): void {
  const call = dice.pick([
    (order: string) => `list(s${order})`,
    (order: string) => `string_agg(s, ','${order})`,
    (order: string) => `array_agg(i${order})`,
    (order: string) => `first(s${order})`,
    (order: string) => `last(i${order})`,
  ])
  const kinds = [
    ['aggregate-ordered', ' ORDER BY k'],
    ['aggregate-ordered-with-ties', ' ORDER BY b'],
    ['aggregate-unordered', ''],
  ] as const
  const [feature, order] = dice.pick(kinds)
  reach(world, feature)
  const grouped = dice.chance(1, 2)
  const select = `SELECT ${grouped ? 'b, ' : ''}${call(order)} AS x`
  ask(world, dice, `${select} FROM d${grouped ? ' GROUP BY b' : ''}`)
}

/** Any value, the one that belongs to an extreme, and the most frequent one: ties decide. */
export function chosenValues(world: World, dice: Dice): void {
  reach(world, 'aggregate-chosen')
  const item = dice.pick([
    'any_value(s)',
    'arg_max(s, k)',
    'arg_max(k, i)',
    'arg_min(s, n)',
    'mode(i)',
    'median(i)',
    'quantile_disc(i, 0.5)',
    'histogram(i)',
    'list(DISTINCT i)',
  ])
  ask(world, dice, `SELECT b, ${item} AS x FROM d GROUP BY b`)
}

/** GROUP BY one column, several, sets of them and expressions, with HAVING. */
export function groups(world: World, dice: Dice): void {
  const by = dice.pick([
    'i',
    's, b',
    'ROLLUP (i, b)',
    'CUBE (b, d)',
    'GROUPING SETS ((i), (b), ())',
    'ALL',
  ])
  reach(world, by.includes('(') ? 'grouping-sets' : 'group-by')
  const columns = by === 'ALL' ? 'l' : by.replaceAll(/[A-Z]+|[()]/g, '')
  const names = [...new Set(columns.split(',').map((name) => name.trim()))].filter((name) => name)
  const having = dice.chance(1, 3) ? ' HAVING count(*) > 1' : ''
  const sql = `SELECT ${names.join(', ')}, count(*) AS c, sum(k) AS k_sum FROM d GROUP BY ${by}${having}`
  ask(world, dice, sql, sometimes(dice, BAG))
}
