import {
  type Comparison,
  type Dice,
  freshNumber,
  reach,
  statement,
  transactionOf,
} from '../../src/index.js'
import { addTable, hold } from './attaching.js'
import {
  AT_HOME,
  type Attached,
  say,
  someAttached,
  someSession,
  stateOf,
  type World,
} from './world.js'

const BY_KEY: Comparison = { rows: 'ordered', because: 'ordered by the primary key' }
const ONE_ROW: Comparison = { rows: 'ordered', because: 'one row' }

/** A session and a table that is committed in an attached database. */
interface Place {
  readonly session: string
  readonly database: Attached
  readonly table: string
  /** With the database's name, or without it where the session's default says so. */
  readonly name: string
}

function somePlace(world: World, dice: Dice): Place | undefined {
  const states = dice.chance(1, 2) ? ['open'] : ['idle', 'open']
  const session = someSession(world, dice, states) ?? someSession(world, dice)
  const database = someAttached(world, dice)
  if (!session || !database || database.tables.length === 0) return undefined
  const table = dice.pick(database.tables)
  const short = stateOf(world, session).home === database.alias && dice.chance(2, 3)
  if (short) reach(world, 'unqualified-name')
  return { session, database, table, name: short ? table : `\${db:${database.alias}}.${table}` }
}

/** INSERT into an attached database: refused where it is read-only or where the transaction has written elsewhere. */
export function insertRow(world: World, dice: Dice): void {
  const place = somePlace(world, dice)
  if (!place) return
  const { session, database, name } = place
  const sql = `INSERT INTO ${name} VALUES (${freshNumber(world)}, 'row of ${session}')`
  const refusal = refusalOf(world, session, database)
  hold(world, session, database)
  say(world, session, statement(sql, { expect: refusal }))
  if (refusal) abort(world, session)
  else wrote(world, session, database.alias)
}

function refusalOf(world: World, session: string, { alias, readOnly }: Attached) {
  if (readOnly) {
    reach(world, 'write-read-only')
    return 'invalid-input'
  }
  const { wrote: before } = stateOf(world, session)
  if (before === undefined || before === alias) return undefined
  reach(world, 'write-two-databases')
  return 'transaction'
}

function wrote(world: World, session: string, where: string): void {
  if (transactionOf(world.script, session) === 'open') stateOf(world, session).wrote = where
}

function abort(world: World, session: string): void {
  const { transactions } = world.script
  if (transactions.get(session) === 'open') transactions.set(session, 'aborted')
}

/** Rows of an attached database, or a sum over them. */
export function readRows(world: World, dice: Dice): void {
  const place = somePlace(world, dice)
  if (!place) return
  const { session, database, name } = place
  reach(world, 'read')
  hold(world, session, database)
  const whole = statement(`SELECT i, v FROM ${name} ORDER BY i`, { compare: BY_KEY })
  const sql = `SELECT count(*) AS row_count, max(i) AS i_max FROM ${name}`
  say(world, session, dice.chance(2, 3) ? whole : statement(sql, { compare: ONE_ROW }))
}

/** A join over two databases, or rows copied from one to another. */
export function crossDatabases(world: World, dice: Dice): void {
  const [from, to] = [somePlace(world, dice), somePlace(world, dice)]
  if (!from || !to || from.database === to.database) return
  if (from.session !== to.session || transactionOf(world.script, to.session) !== 'idle') return
  reach(world, 'cross-database')
  if (dice.chance(1, 2) || to.database.readOnly) {
    const join = `SELECT count(*) AS pairs FROM ${from.name} x JOIN ${to.name} y ON x.i = y.i`
    say(world, to.session, statement(join, { compare: ONE_ROW }))
    return
  }
  const rows = `SELECT i + ${freshNumber(world) * 1000}, v FROM ${from.name}`
  say(world, to.session, statement(`INSERT INTO ${to.name} ${rows}`))
}

/** A read of a table whose database is not attached. */
export function readDetached(world: World, dice: Dice): void {
  const session = someSession(world, dice)
  if (!session) return
  const gone = ['m0', 'm1', 'm2', 'm3'].find((alias) => !world.attached.has(alias))
  if (!gone) return
  reach(world, 'read-detached')
  const sql = `SELECT i FROM \${db:${gone}}.t1`
  say(world, session, statement(sql, { expect: 'catalog' }))
}

/** A further table in an attached database. */
export function createTable(world: World, dice: Dice): void {
  const session = someSession(world, dice)
  const database = someAttached(world, dice)
  if (!session || !database || database.readOnly) return
  reach(world, 'create-table')
  addTable(world, session, database.alias)
}

/** A commit in the case's own schema while databases come and go. */
export function writeHome(world: World, dice: Dice): void {
  const session = someSession(world, dice, ['idle', 'open'])
  if (!session || stateOf(world, session).home !== undefined) return
  const { wrote: before } = stateOf(world, session)
  const refused = before !== undefined && before !== AT_HOME
  reach(world, refused ? 'write-two-databases' : 'write-home')
  const sql = `INSERT INTO home VALUES (${freshNumber(world)}, 'row of ${session}')`
  say(world, session, statement(sql, { expect: refused ? 'transaction' : undefined }))
  if (refused) abort(world, session)
  else wrote(world, session, AT_HOME)
}
