import type { Dice } from '../../src/index.js'
import { anySession, anyWay, look, newRow, reach, say, type World } from './world.js'

/** Long after a statement has begun on a busy machine, and long before this one ends anywhere. */
const CANCEL_AFTER_MS = 100
/**
 * Step by step on one core, so that it runs for a second or two however many cores there are; and not for hours, because a
 * node of a cluster that is not told of the cancel has to get through it.
 */
const LONG =
  'WITH RECURSIVE r(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM r WHERE n < 40000) SELECT count(*) AS c FROM r'

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
  say(world, session, LONG, { delivery, wire, expect: 'interrupt' })
  if (inside) say(world, session, dice.pick(['COMMIT', 'ROLLBACK']))
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
