import { anySession, type Dice, reach } from '../../src/index.js'
import { anyWay, say, type World } from './world.js'

const NOTHING = ['', ' ', ';', ' ; ; ', '-- only a comment', '/* only a comment */', ';-- x\n;']

/** A text without a statement in it, in every way, idle and inside of a transaction. */
export function emptyText(world: World, dice: Dice): void {
  const session = anySession(world, dice)
  const inside = dice.chance(1, 3)
  reach(world, inside ? 'empty-in-transaction' : 'empty')
  if (inside) say(world, session, 'BEGIN', { expect: 'ok' })
  say(world, session, dice.pick(NOTHING), anyWay(world, dice))
  if (inside) say(world, session, 'COMMIT', { expect: 'ok' })
}

/** Empty statements and comments between others, which have no answer of their own. */
export function emptyBetween(world: World, dice: Dice): void {
  reach(world, 'empty-between')
  const text = dice.pick([
    'SELECT 1 AS one;; SELECT 2 AS two;',
    '/* before */ SELECT 1 AS one; -- between\nSELECT 2 AS two -- after',
    ';SELECT 1 AS one; /* nothing */ ; SELECT 2 AS two',
  ])
  const delivery = dice.pick(['simple', 'pipeline'] as const)
  say(world, anySession(world, dice), text, { delivery, expect: 'ok' })
}
