import {
  anySession,
  begin,
  committed,
  type Dice,
  finish,
  freshNumber,
  keyOf,
  literal,
  reach,
  rolledBack,
  type SessionSpec,
  type Statement,
  sessionsIn,
  statement,
  type TrackedTable,
  transactionOf,
} from '../../src/index.js'
import { readTable } from './reads.js'
import { drawRow } from './rows.js'
import { createTable, drawTable, keyText } from './tables.js'
import { PINNED_KEY, say, tableFor, type World } from './world.js'
import { insertFlawed, remember, sendInsert } from './writes.js'

/** BEGIN in a session that has no transaction. */
export function beginSomewhere(world: World, dice: Dice): void {
  const idle = sessionsIn(world.script, 'idle')
  if (idle.length > 0) begin(world.script, dice.pick(idle).name)
}

/** COMMIT or ROLLBACK in a session that has a transaction, and a look at what became of it. */
export function finishSomewhere(world: World, dice: Dice): void {
  const busy = world.script.sessions.filter(
    ({ name }) => transactionOf(world.script, name) !== 'idle',
  )
  if (busy.length === 0) return
  const session = dice.pick(busy).name
  finishTransaction(world, session, dice.chance(2, 3) ? 'COMMIT' : 'ROLLBACK')
  const table = tableFor(world, session, { dice })
  if (table) readTable(world, { session: anySession(world, dice), table, dice })
}

/** Ends the session's transaction; what it created is everybody's or nobody's now. */
export function finishTransaction(world: World, session: string, how: 'COMMIT' | 'ROLLBACK'): void {
  const state = transactionOf(world.script, session)
  reach(world, state === 'aborted' ? `aborted-${how.toLowerCase()}` : how.toLowerCase())
  finish(world.script, session, how)
  const kept = how === 'COMMIT' && state !== 'aborted'
  world.catalog = kept ? committed(world.catalog, session) : rolledBack(world.catalog, session)
}

/** A transaction that inserts, fails in a way that aborts it, and is then committed all the same: nothing may stay. */
export function abortTransaction(world: World, dice: Dice): void {
  const place = quietPlace(world, dice)
  if (!place) return
  const { session, table } = place
  begin(world.script, session)
  insertOne(world, session, { table, dice })
  if (dice.chance(1, 2)) insertFlawed(world, { session, table, dice })
  else say(world, session, dice.pick(ABORTING))
  world.script.transactions.set(session, 'aborted')
  const refused = statement('SELECT 1 AS one', { expect: 'transaction' })
  if (dice.chance(1, 3)) say(world, session, refused)
  finishTransaction(world, session, dice.chance(2, 3) ? 'COMMIT' : 'ROLLBACK')
  readTable(world, { session, table, dice })
}

/** A transaction with an error that DuckDB finds before it executes: the transaction lives and keeps its rows. */
export function compileErrorInTransaction(world: World, dice: Dice): void {
  const place = quietPlace(world, dice)
  if (!place) return
  const { session, table } = place
  reach(world, 'compile-error-in-transaction')
  begin(world.script, session)
  insertOne(world, session, { table, dice })
  say(world, session, dice.pick(COMPILE_ERRORS))
  if (dice.chance(1, 2)) insertOne(world, session, { table, dice })
  finishTransaction(world, session, dice.chance(2, 3) ? 'COMMIT' : 'ROLLBACK')
  readTable(world, { session, table, dice })
}

/** A parameter whose text is no value of its type, inside a transaction that has written. */
export function badParameterInTransaction(world: World, dice: Dice): void {
  const place = quietPlace(world, dice)
  if (!place) return
  const { session, table } = place
  reach(world, 'bad-parameter-in-transaction')
  begin(world.script, session)
  insertOne(world, session, { table, dice })
  const bad = dice.pick(BAD_PARAMETERS)
  const delivery = dice.pick(['extended', 'prepared'] as const)
  const sql = `SELECT $1::${bad.type} AS x`
  say(world, session, statement(sql, { params: [bad], delivery, expect: 'conversion' }))
  world.script.transactions.set(session, 'aborted')
  finishTransaction(world, session, dice.chance(1, 2) ? 'COMMIT' : 'ROLLBACK')
  readTable(world, { session, table, dice })
}

const BAD_PARAMETERS = [
  { type: 'INTEGER', text: 'x' },
  { type: 'BIGINT', text: '1e' },
  { type: 'DATE', text: '2024-02-30' },
  { type: 'UUID', text: 'no-uuid' },
  { type: 'BOOLEAN', text: 'perhaps' },
]

const ABORTING: readonly Statement[] = [
  statement("SELECT 'x'::INTEGER AS x", { expect: 'conversion' }),
  statement("SELECT '2024-02-30'::DATE AS x", { expect: 'conversion' }),
  statement('SELECT 127::TINYINT + 1::TINYINT AS x', { expect: 'out-of-range' }),
  statement('BEGIN', { expect: 'transaction' }),
]

const COMPILE_ERRORS: readonly Statement[] = [
  statement('SELECT no_such_column FROM t0', { expect: 'binder' }),
  statement('SELECT 1 AS one FROM no_such_table', { expect: 'catalog' }),
  statement('SELEC 1', { expect: 'parser' }),
  statement('SELECT no_such_function(1) AS x', { expect: 'catalog' }),
  statement('CREATE TABLE t0 (i INTEGER)', { expect: 'catalog' }),
]

function insertOne(
  world: World,
  session: string,
  { table, dice }: { readonly table: TrackedTable; readonly dice: Dice },
): void {
  const rows = [drawRow(world, table, dice)]
  sendInsert(world, { session, table, rows, dice, expect: 'ok' })
  if (!keyOf(table)) return
  remember(world, table, rows)
}

/** An idle session and a keyed table. */
function quietPlace(world: World, dice: Dice) {
  const idle = sessionsIn(world.script, 'idle')
  if (idle.length === 0) return undefined
  const session = dice.pick(idle).name
  const table = tableFor(world, session, { dice, keyed: true })
  return table && { session, table }
}

/** Two transactions update the same row: the later one conflicts, whoever ends first. */
export function updateConflict(world: World, dice: Dice): void {
  const pair = quietPair(world, dice)
  if (!pair) return
  const { first, second, table } = pair
  reach(world, 'update-conflict')
  begin(world.script, first)
  begin(world.script, second)
  const where = `WHERE k = ${literal(keyText(table, PINNED_KEY))}`
  say(world, first, statement(`UPDATE ${table.name} SET n = n + 1 ${where}`, { expect: 'ok' }))
  const late = `UPDATE ${table.name} SET n = n + 10 ${where}`
  say(world, second, statement(late, { expect: 'transaction' }))
  world.script.transactions.set(second, 'aborted')
  finishBoth(world, { order: dice.chance(1, 2) ? [first, second] : [second, first], dice })
  readTable(world, { session: second, table, dice })
}

/** Two transactions insert the same key: both are let in, the second to commit is refused. */
export function keyConflict(world: World, dice: Dice): void {
  const pair = quietPair(world, dice)
  if (!pair) return
  const { first, second, table } = pair
  reach(world, 'key-conflict-at-commit')
  begin(world.script, first)
  begin(world.script, second)
  const row = drawRow(world, table, dice)
  sendInsert(world, { session: first, table, rows: [row], dice, expect: 'ok' })
  sendInsert(world, { session: second, table, rows: [row], dice, expect: 'ok' })
  remember(world, table, [row])
  finishTransaction(world, first, 'COMMIT')
  say(world, second, statement('COMMIT', { expect: 'transaction' }))
  world.script.transactions.set(second, 'idle')
  readTable(world, { session: second, table, dice })
}

function finishBoth(
  world: World,
  { order, dice }: { readonly order: readonly string[]; readonly dice: Dice },
): void {
  for (const session of order) {
    finishTransaction(world, session, dice.chance(2, 3) ? 'COMMIT' : 'ROLLBACK')
  }
}

/** Two sessions and a keyed table while no transaction is open anywhere. */
function quietPair(world: World, dice: Dice) {
  if (!allIdle(world)) return undefined
  const names = world.script.sessions.map(({ name }: SessionSpec) => name)
  const start = dice.below(names.length)
  const first = names[start]
  const second = names[(start + 1) % names.length]
  const table = first && tableFor(world, first, { dice, keyed: true })
  return first && second && table ? { first, second, table } : undefined
}

/** Whether no session has a transaction. */
export function allIdle(world: World): boolean {
  return sessionsIn(world.script, 'idle').length === world.script.sessions.length
}

/** A table that is created inside a transaction; only its own session may use it until the transaction ends. */
export function createInTransaction(world: World, dice: Dice): void {
  const open = sessionsIn(world.script, 'open')
  if (open.length === 0) return
  reach(world, 'create-in-transaction')
  const session = dice.pick(open).name
  const table = drawTable(world, `x${freshNumber(world)}`, { dice, keyed: dice.chance(1, 2) })
  createTable(world, table, { session, inTransaction: true })
  insertOne(world, session, { table, dice })
}
