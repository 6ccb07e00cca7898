import { type Dice, reach } from '../../src/index.js'
import { ask, BAG, sometimes, type World } from './world.js'

/** Functions over a window whose order is total: each row has one answer. */
const TOTAL_CALLS = [
  'row_number()',
  'lag(s)',
  'lead(i, 2, -1)',
  'first_value(s)',
  'last_value(k)',
  'nth_value(i, 2)',
  'ntile(3)',
  'sum(k)',
  'count(i)',
  'list(i)',
]

/** Functions for which tied rows are alike. */
const PEER_CALLS = ['rank()', 'dense_rank()', 'percent_rank()', 'cume_dist()', 'sum(i)', 'count(*)']

const FRAMES = [
  '',
  ' ROWS BETWEEN 1 PRECEDING AND CURRENT ROW',
  ' ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING',
  ' ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW',
]

/** A window over a total order, one over peers, and one whose ties leave the answer open. */
export function windows(world: World, dice: Dice): void {
  const partition = dice.pick(['', 'PARTITION BY b ', 'PARTITION BY i '])
  const kinds = [
    () => {
      reach(world, 'window-total')
      const by = dice.pick(['k', 's, k', 'f DESC, k', 'd NULLS FIRST, k'])
      const over = `${partition}ORDER BY ${by}${dice.pick(FRAMES)}`
      const sql = `SELECT k, ${dice.pick(TOTAL_CALLS)} OVER (${over}) AS w FROM d`
      ask(world, dice, sql, sometimes(dice, BAG))
    },
    () => {
      reach(world, 'window-peers')
      const over = `${partition}ORDER BY ${dice.pick(['i', 's', 'f', 'd'])}`
      const sql = `SELECT k, ${dice.pick(PEER_CALLS)} OVER (${over}) AS w FROM d`
      ask(world, dice, sql, sometimes(dice, BAG))
    },
    () => {
      reach(world, 'window-with-ties')
      ask(world, dice, `SELECT k, i, row_number() OVER (${partition}ORDER BY i) AS w FROM d`)
    },
    () => {
      reach(world, 'window-qualify')
      const over = `PARTITION BY ${dice.pick(['i', 'b', 's'])} ORDER BY k DESC`
      const sql = `SELECT k, s FROM d QUALIFY row_number() OVER (${over}) = 1`
      ask(world, dice, sql, sometimes(dice, BAG))
    },
  ]
  dice.pick(kinds)()
}
