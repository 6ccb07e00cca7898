import { type Dice, reach, statement } from '../../src/index.js'
import { allIdle, LAKE, ordered, say, someTable, type World } from './world.js'

/** The secret of the same name knows where this side's lake is. */
const PLACE = `'ducklake:${LAKE}'`

/** Attaches the lake for the first time, perhaps with an option. */
export function attachNew(world: World, dice: Dice): void {
  const isLimited = dice.chance(1, 3)
  if (isLimited) reach(world, 'attach-inlining')
  reach(world, 'attach')
  const options = isLimited ? ` (DATA_INLINING_ROW_LIMIT ${dice.pick([0, 3, 50])})` : ''
  say(world, 'a', statement(`ATTACH ${PLACE} AS ${LAKE}${options}`, { expect: 'ok' }))
}

/** Detaches it and attaches it again: what the client kept in memory is read from the catalog. */
export function attachAgain(world: World, dice: Dice): void {
  if (!allIdle(world)) return
  reach(world, 'attach-again')
  say(world, 'a', `DETACH ${LAKE}`)
  if (dice.chance(1, 3)) lookReadOnly(world, dice)
  say(world, 'b', statement(`ATTACH ${PLACE} AS ${LAKE}`, { expect: 'ok' }))
}

/** In between as it is or as it was, read-only: a write is refused. */
function lookReadOnly(world: World, dice: Dice): void {
  reach(world, 'attach-read-only')
  const isOld = dice.chance(1, 2)
  const option = isOld ? `SNAPSHOT_VERSION ${dice.below(world.snapshotsMax + 1)}` : 'READ_ONLY'
  say(world, 'a', `ATTACH ${PLACE} AS ${LAKE} (${option})`)
  const table = someTable(world, dice)
  if (table) {
    const name = `${LAKE}.${table.name}`
    say(world, 'a', ordered(`SELECT count(*) AS row_count FROM ${name}`, 'one row'))
    say(world, 'a', `DELETE FROM ${name} WHERE k = 1`)
  }
  say(world, 'a', `DETACH DATABASE IF EXISTS ${LAKE}`)
}
