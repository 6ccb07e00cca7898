import { anySession, type Dice, reach } from '../../src/index.js'
import { aborting, anyFailing, unreadable } from './errors.js'
import { look, newRow, say, type World } from './world.js'

const EACH = { delivery: 'pipeline', wire: { sync: 'each' } } as const
const ONE = { delivery: 'pipeline' } as const

/** An error in the middle of a pipeline of reads: with one Sync the rest is skipped, with one for each it is not. */
export function readsAroundError(world: World, dice: Dice): void {
  const each = dice.chance(1, 2)
  reach(world, each ? 'pipeline-error-each' : 'pipeline-error-one-sync')
  const { sql, expect } = dice.chance(1, 4) ? unreadable(dice) : anyFailing(dice)
  const reads = [
    'SELECT 1 AS one',
    'SELECT k, v FROM t WHERE k = 0',
    'SELECT 2 AS two, NULL::DATE AS no',
  ]
  const session = anySession(world, dice)
  const text = [reads[0], reads[1], sql, reads[2]].join('; ')
  say(world, session, text, { ...(each ? EACH : ONE), expect })
  say(world, session, 'SELECT 3 AS three')
}

/** Writes around an error inside of a transaction: what was skipped must not be there afterwards. */
export function writesAroundError(world: World, dice: Dice): void {
  const each = dice.chance(1, 2)
  reach(world, each ? 'pipeline-writes-each' : 'skip-until-sync')
  const { sql, expect } = anyFailing(dice)
  const session = anySession(world, dice)
  say(world, session, 'BEGIN', { expect: 'ok' })
  say(world, session, `${newRow(world)}; ${sql}; ${newRow(world)}`, {
    ...(each ? EACH : ONE),
    expect,
  })
  say(world, session, dice.pick(['COMMIT', 'ROLLBACK']))
  look(world, anySession(world, dice))
}

/** A whole transaction in one pipeline. With an error in it and one Sync, its COMMIT is skipped and it stays open. */
export function transactionInPipeline(world: World, dice: Dice): void {
  const session = anySession(world, dice)
  const how = dice.pick([ONE, EACH, { delivery: 'simple' } as const])
  if (dice.chance(1, 2)) {
    reach(world, 'pipeline-transaction')
    say(world, session, `BEGIN; ${newRow(world)}; ${newRow(world)}; COMMIT`, {
      ...how,
      expect: 'ok',
    })
    look(world, anySession(world, dice))
    return
  }
  reach(world, 'pipeline-transaction-fails')
  const { sql, expect } = aborting(dice)
  say(world, session, `BEGIN; ${newRow(world)}; ${sql}; COMMIT`, { ...how, expect })
  say(world, session, 'SELECT 1 AS one')
  if (how !== EACH) say(world, session, 'ROLLBACK')
  look(world, session)
}

/** Several statements in one simple query, of which one fails: what came before it was answered. */
export function twoStatements(world: World, dice: Dice): void {
  const session = anySession(world, dice)
  const { sql, expect } = dice.chance(1, 4) ? unreadable(dice) : anyFailing(dice)
  if (dice.chance(1, 2)) {
    reach(world, 'second-statement-fails')
    say(world, session, `SELECT 1 AS one; ${sql}; SELECT 2 AS two`, { expect })
    return
  }
  reach(world, 'second-statement-fails-in-transaction')
  say(world, session, 'BEGIN', { expect: 'ok' })
  say(world, session, `${newRow(world)}; ${sql}; ${newRow(world)}`, { expect })
  say(world, session, dice.pick(['COMMIT', 'ROLLBACK']))
  look(world, anySession(world, dice))
}
