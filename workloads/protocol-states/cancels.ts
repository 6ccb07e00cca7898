import { anySession, type Dice, reach } from '../../src/index.js'
import { anyWay, look, newRow, say, type World } from './world.js'

const CANCEL_AFTER_MS = 50

/**
 * So many steps on one core, one after the other: about a second for 20 000, however many cores there are. Inside of a
 * transaction that has written they are fewer, because a node of a cluster that is not told of the cancel has to get
 * through all of them before it can answer anybody.
 */
const longQuery = (steps: number): string =>
  `WITH RECURSIVE r(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM r WHERE n < ${steps}) SELECT count(*) AS c FROM r`
const STEPS = 40_000
const STEPS_INSIDE = 8_000

/** A statement that would run for seconds is cancelled; then the session goes on. */
export function cancelRunning(world: World, dice: Dice): void {
  if (!world.context.supports('cancel')) return
  const session = anySession(world, dice)
  const inside = dice.chance(1, 2)
  reach(world, inside ? 'cancel-in-transaction' : 'cancel-running')
  if (inside) say(world, session, 'BEGIN', { expect: 'ok' })
  if (inside) say(world, session, newRow(world), { expect: 'ok' })
  const delivery = dice.pick(['simple', 'extended', 'prepared'] as const)
  const wire = { cancelAfterMs: CANCEL_AFTER_MS }
  say(world, session, longQuery(inside ? STEPS_INSIDE : STEPS), {
    delivery,
    wire,
    expect: 'interrupt',
  })
  if (inside) say(world, session, 'ROLLBACK', { expect: 'ok' })
  look(world, session)
}

/** A cancel while nothing runs changes nothing: not the transaction, not the next statement. */
export function cancelIdle(world: World, dice: Dice): void {
  if (!world.context.supports('cancel')) return
  const session = anySession(world, dice)
  const inside = dice.chance(1, 2)
  reach(world, inside ? 'cancel-idle-in-transaction' : 'cancel-idle')
  if (inside) say(world, session, 'BEGIN', { expect: 'ok' })
  if (inside) say(world, session, newRow(world), { expect: 'ok' })
  world.script.steps.push({ kind: 'cancel', session })
  say(world, session, 'SELECT 1 AS one', { ...anyWay(world, dice), expect: 'ok' })
  if (inside) say(world, session, 'COMMIT', { expect: 'ok' })
  look(world, session)
}
