import { anySession, type Dice, reach } from '../../src/index.js'
import { aborting, compiling } from './errors.js'
import { anyWay, look, newRow, say, type World } from './world.js'

/** A failed transaction refuses everything, in every way; COMMIT ends it as ROLLBACK does, without an error. */
export function failedTransaction(world: World, dice: Dice): void {
  const session = anySession(world, dice)
  say(world, session, 'BEGIN', { ...anyWay(world, dice), expect: 'ok' })
  say(world, session, newRow(world), { ...anyWay(world, dice), expect: 'ok' })
  const { sql, expect } = aborting(dice)
  say(world, session, sql, { ...anyWay(world, dice), expect })
  for (let refused = dice.below(3); refused > 0; refused -= 1) {
    reach(world, 'refused-in-failed-transaction')
    const what = dice.pick(['SELECT 1 AS one', newRow(world), 'SELECT k FROM t ORDER BY k'])
    say(world, session, what, { ...anyWay(world, dice), expect: 'transaction' })
  }
  const ending = dice.pick(['COMMIT', 'ROLLBACK'])
  reach(world, `failed-${ending.toLowerCase()}`)
  say(world, session, ending, anyWay(world, dice))
  look(world, anySession(world, dice))
}

/** An error before anything ran: whether the transaction lives is for the endpoint to say, and to keep to. */
export function compileError(world: World, dice: Dice): void {
  const session = anySession(world, dice)
  reach(world, 'compile-error-in-transaction')
  say(world, session, 'BEGIN', { expect: 'ok' })
  say(world, session, newRow(world), { ...anyWay(world, dice), expect: 'ok' })
  const { sql, expect } = compiling(dice)
  say(world, session, sql, { ...anyWay(world, dice), expect })
  say(world, session, newRow(world), anyWay(world, dice))
  say(world, session, dice.pick(['COMMIT', 'ROLLBACK']), anyWay(world, dice))
  look(world, anySession(world, dice))
}

/** A connection that ends in the middle of a transaction: nothing of it stays. */
export function leaveTransaction(world: World, dice: Dice): void {
  const session = anySession(world, dice)
  reach(world, 'connection-ends-in-transaction')
  say(world, session, 'BEGIN', { expect: 'ok' })
  say(world, session, newRow(world), { ...anyWay(world, dice), expect: 'ok' })
  world.script.steps.push({ kind: 'close', session }, { kind: 'open', session })
  look(world, session)
}
