import { type Comparison, type Dice, reach, statement, transactionOf } from '../../src/index.js'
import { isStranded, say, stateOf, type World } from './world.js'

const LIST = [
  "SELECT substr(database_name, length('${schema}_') + 1) AS name, readonly",
  "FROM duckdb_databases() WHERE starts_with(database_name, '${schema}_') ORDER BY name",
].join(' ')
const BY_NAME: Comparison = { rows: 'ordered', because: 'ordered by a unique name' }

/** The catalog of databases as one or several sessions see it. */
export function listDatabases(world: World, dice: Dice): void {
  const names = world.script.sessions.map(({ name }) => name)
  const clear = names.filter((name) => !isStranded(world, name))
  const count = Math.min(clear.length, 1 + dice.below(3))
  const start = dice.below(names.length)
  reach(world, 'list-databases')
  for (let offset = 0; offset < count; offset += 1) {
    const session = clear[(start + offset) % clear.length]
    if (session) say(world, session, statement(LIST, { compare: BY_NAME }))
  }
}

const BY_KEY: Comparison = { rows: 'ordered', because: 'ordered by the primary key' }
const DEFAULT_NAME = "SELECT substr(current_database(), length('${schema}_') + 1) AS name"
const ONE_ROW: Comparison = { rows: 'ordered', because: 'one row' }

/** The session that was busy before `session` finds out whether its default is still its own. */
export function checkDefaultOfAnother(world: World, session: string): void {
  const before = world.script.steps.findLast((step) => step.session !== session)?.session
  if (!before || isStranded(world, before)) return
  if (transactionOf(world.script, before) === 'aborted') return
  reach(world, 'default-of-another')
  const atHome = stateOf(world, before).home === undefined
  const what = atHome
    ? statement('SELECT i, v FROM home ORDER BY i', { compare: BY_KEY })
    : statement(DEFAULT_NAME, { compare: ONE_ROW })
  say(world, before, what)
}
