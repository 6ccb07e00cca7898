import { type Dice, reach } from '../../src/index.js'
import { ask, BAG, COLUMNS, expression, sometimes, TOTAL, type World } from './world.js'

const NAMES = COLUMNS.map(({ sql }) => sql)
const LISTED = 'k, i, n, f, s, d'

/** ORDER BY a column with ties, NULLs and, among floats, NaN, infinities and two zeros; with the key behind it or without. */
export function orderBy(world: World, dice: Dice): void {
  const name = dice.pick(NAMES)
  const how = `${name} ${dice.pick(['', 'ASC', 'DESC'])} ${dice.pick(['', 'NULLS FIRST', 'NULLS LAST'])}`
  if (name === 'f') reach(world, 'order-by-float')
  if (dice.chance(1, 2)) {
    reach(world, 'order-total')
    ask(world, dice, `SELECT ${LISTED} FROM d ORDER BY ${how}, k`, sometimes(dice, TOTAL))
    return
  }
  reach(world, 'order-with-ties')
  ask(world, dice, `SELECT ${name}, k FROM d ORDER BY ${how}`)
}

/** LIMIT and OFFSET: over a total order, and where they cut through ties, and without any order. */
export function limit(world: World, dice: Dice): void {
  const cut = `LIMIT ${1 + dice.below(8)}${dice.chance(1, 2) ? ` OFFSET ${dice.below(6)}` : ''}`
  const name = dice.pick(NAMES)
  const kinds = [
    () => {
      reach(world, 'limit-total')
      ask(world, dice, `SELECT ${LISTED} FROM d ORDER BY ${name}, k ${cut}`, sometimes(dice, TOTAL))
    },
    () => {
      reach(world, 'limit-cuts-ties')
      ask(world, dice, `SELECT i, k FROM d ORDER BY i ${cut}`)
    },
    () => {
      reach(world, 'limit-without-order')
      ask(world, dice, `SELECT k, s FROM d ${cut}`)
    },
    () => {
      reach(world, 'limit-in-subquery')
      ask(world, dice, `SELECT count(*) AS c FROM (SELECT s FROM d ORDER BY s, k ${cut}) AS q`)
    },
  ]
  dice.pick(kinds)()
}

/** ORDER BY positions, names of the result, expressions, and ALL. */
export function orderTerms(world: World, dice: Dice): void {
  const value = expression(dice.pick(['integer', 'text', 'date']), dice)
  const kinds = [
    `SELECT ${value} AS x, k FROM d ORDER BY 1, 2`,
    `SELECT ${value} AS x, k FROM d ORDER BY x DESC, k`,
    `SELECT ${value} AS x, k FROM d ORDER BY ALL`,
    `SELECT k AS key, i AS k FROM d ORDER BY d.k`,
    `SELECT s, k FROM d ORDER BY lower(s), k DESC`,
    'SELECT k, s FROM d ORDER BY s COLLATE NOCASE, k',
  ]
  reach(world, 'order-terms')
  ask(world, dice, dice.pick(kinds))
}

/** DISTINCT, also ON a column where the row that stays is determined by the order, and where it is not. */
export function distinct(world: World, dice: Dice): void {
  const name = dice.pick(['i', 'n', 's', 'b', 'd', 'l', 'st'])
  const kinds = [
    () => {
      reach(world, 'distinct')
      ask(world, dice, `SELECT DISTINCT ${name}, b FROM d`, sometimes(dice, BAG))
    },
    () => {
      reach(world, 'distinct-on-ordered')
      ask(world, dice, `SELECT DISTINCT ON (${name}) ${name}, k FROM d ORDER BY ${name}, k`)
    },
    () => {
      reach(world, 'distinct-on-any')
      ask(world, dice, `SELECT DISTINCT ON (${name}) ${name}, k FROM d`)
    },
  ]
  dice.pick(kinds)()
}
