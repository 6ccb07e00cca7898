import { begin, type Dice, finish, reach, statement, transactionOf } from '../../src/index.js'
import { checkDefaultOfAnother } from './looking.js'
import { isStranded, say, someAttached, someSession, stateOf, surely, type World } from './world.js'

/** BEGIN in a session without a transaction. */
export function beginSomewhere(world: World, dice: Dice): void {
  const session = someSession(world, dice)
  if (session) begin(world.script, session)
}

/** COMMIT or ROLLBACK in a session with a transaction. */
export function finishSomewhere(world: World, dice: Dice): void {
  const busy = busySessions(world)
  if (busy.length > 0) finishTransaction(world, dice.pick(busy), dice)
}

/** Sessions with a transaction, aborted or not. */
export function busySessions(world: World): readonly string[] {
  const names = world.script.sessions.map(({ name }) => name)
  return names.filter((name) => transactionOf(world.script, name) !== 'idle')
}

/** Ends the session's transaction, mostly by COMMIT. */
export function finishTransaction(world: World, session: string, dice: Dice): void {
  const state = stateOf(world, session)
  const writers = [...world.sessions.values()].filter(({ wrote }) => wrote !== undefined)
  if (writers.length > 1) reach(world, 'concurrent-commit')
  const detached = [...state.touched].some((alias) => isGone(world, alias))
  if (detached) reach(world, 'commit-after-detach')
  finish(world.script, session, dice.chance(3, 4) ? 'COMMIT' : 'ROLLBACK')
  state.touched = new Set()
  state.wrote = undefined
}

function isGone(world: World, alias: string): boolean {
  return !alias.startsWith('file ') && !world.attached.has(alias)
}

/** USE of an attached database, or of one that is not there. */
export function useDatabase(world: World, dice: Dice): void {
  const session = someSession(world, dice)
  if (!session) return
  const database = dice.chance(1, 12) ? undefined : someAttached(world, dice)
  if (!database) {
    reach(world, 'use-unknown')
    say(world, session, statement('USE ${db:nobody}', { expect: 'catalog' }))
    return
  }
  reach(world, 'use')
  say(world, session, surely(`USE \${db:${database.alias}}`))
  stateOf(world, session).home = database.alias
  if (dice.chance(2, 3)) checkDefaultOfAnother(world, session)
}

/** A session whose default is elsewhere goes home; one whose default is gone finds out first. */
export function goHome(world: World, dice: Dice): void {
  const away = world.script.sessions
    .map(({ name }) => name)
    .filter((name) => stateOf(world, name).home !== undefined)
    .filter((name) => transactionOf(world.script, name) === 'idle')
  if (away.length === 0) return
  const session = dice.pick(away)
  if (isStranded(world, session)) {
    reach(world, 'stranded')
    say(world, session, statement('SELECT current_schema() AS name', { expect: 'binder' }))
  }
  if (dice.chance(1, 2)) reconnect(world, session)
  else returnHome(world, session)
}

/** `USE` alone looks for the schema in the database that is the default now, so the search path is reset first. */
function returnHome(world: World, session: string): void {
  reach(world, 'use-home')
  say(world, session, statement('RESET search_path'))
  say(world, session, statement('USE ${schema}'))
  stateOf(world, session).home = undefined
}

/** The session's connection is closed and opened again. */
export function reconnect(world: World, session: string): void {
  reach(world, 'reconnect')
  world.script.steps.push({ kind: 'close', session }, { kind: 'open', session })
  stateOf(world, session).home = undefined
}

/** Some idle session reconnects. A transaction is never cut off here: when its end is noticed is not determined. */
export function reconnectSomewhere(world: World, dice: Dice): void {
  const session = someSession(world, dice)
  if (session) reconnect(world, session)
}
