import { type Dice, freshNumber, reach, transactionOf } from '../../src/index.js'
import { alteration } from './alters.js'
import { rowChange } from './rows.js'
import {
  allIdle,
  bag,
  change,
  end,
  inLake,
  LAKE,
  say,
  someSession,
  someTable,
  start,
  type World,
} from './world.js'

/** BEGIN in an idle session, perhaps with a message for its commit. */
export function beginSomewhere(world: World, dice: Dice): void {
  const session = someSession(world, dice, ['idle'])
  if (!session || world.tables.length === 0) return
  reach(world, 'transaction')
  start(world, session)
  if (dice.chance(1, 3)) {
    reach(world, 'commit-message')
    const number = freshNumber(world)
    say(world, session, `CALL ${LAKE}.set_commit_message('author ${session}', 'it''s ${number}')`)
  }
}

/** COMMIT or ROLLBACK of an open transaction. */
export function finishSomewhere(world: World, dice: Dice): void {
  const session = someSession(world, dice, ['open'])
  if (!session) return
  const how = dice.chance(3, 4) ? 'COMMIT' : 'ROLLBACK'
  reach(world, how === 'COMMIT' ? 'commit' : 'rollback')
  end(world, session, how)
}

/**
 * Two transactions that begin at one snapshot: the first commits, then the second, which may have to try again or to fail.
 * Who is first may alter the table, so that the plan knows what it is afterwards.
 */
export function conflict(world: World, dice: Dice): void {
  const table = someTable(world, dice)
  if (!table || !allIdle(world)) return
  const [first, second] = dice.chance(1, 2) ? ['a', 'b'] : ['b', 'a']
  if (!first || !second) return
  reach(world, 'conflict')
  const place = inLake(table.name)
  start(world, second)
  say(world, second, bag(`SELECT k FROM ${place} WHERE k < 3`))
  start(world, first)
  const theirs = rowChange(world, table, dice)
  const altered = dice.chance(1, 3) ? alteration(world, table, dice) : undefined
  if (altered !== undefined) reach(world, 'conflict-alter')
  change(
    world,
    first,
    altered === undefined ? rowChange(world, table, dice) : `ALTER TABLE ${place} ${altered}`,
  )
  change(world, second, theirs)
  end(world, first)
  end(world, second)
}

/** Ends whatever is open. */
export function finishAll(world: World): void {
  for (const { name } of world.script.sessions) {
    if (transactionOf(world.script, name) !== 'idle') end(world, name)
  }
}
