import {
  anySession,
  asParameter,
  builder,
  COLUMN_TYPES,
  type Comparison,
  columnType,
  compiled,
  type Dice,
  keyOf,
  NUL_TEXT,
  plainColumns,
  reach,
  statement,
  type TrackedTable,
  type TypedText,
  typedValue,
} from '../../src/index.js'
import { columnList } from './rows.js'
import { keyText } from './tables.js'
import { anyDelivery, PINNED_KEY, say, tableFor, type World } from './world.js'

const BY_KEY: Comparison = { rows: 'ordered', because: 'ordered by the primary key' }
const NO_ORDER: Comparison = { rows: 'bag', because: 'no ORDER BY' }
const ONE_ROW: Comparison = { rows: 'ordered', because: 'at most one row' }

interface Reading {
  readonly session: string
  readonly table: TrackedTable
  readonly dice: Dice
}

const READS = [readTable, readWithNulls, readAggregates, readGroups, readRow]

/** One read of some table by some session. */
export function readSomething(world: World, dice: Dice): void {
  const session = anySession(world, dice)
  const table = tableFor(world, session, { dice })
  if (!table) return
  dice.pick(READS)(world, { session, table, dice })
}

/** The whole table: in the order of its key, or as a bag where it has none. */
export function readTable(world: World, { session, table, dice }: Reading): void {
  const columns = columnList(table)
  const key = keyOf(table)
  const delivery = anyDelivery(dice)
  if (key && dice.chance(2, 3)) {
    const text = `SELECT ${columns} FROM ${table.name} ORDER BY ${key.name}`
    say(world, session, statement(text, { delivery, compare: BY_KEY }))
    return
  }
  if (!key) reach(world, 'duplicate-rows')
  const text = `SELECT ${columns} FROM ${table.name}`
  say(world, session, statement(text, { delivery, compare: NO_ORDER }))
}

/** Ordered by a column with NULLs and ties, then by the key; where NULLs go is the default's business. */
function readWithNulls(world: World, reading: Reading): void {
  const { session, table, dice } = reading
  const key = keyOf(table)
  const columns = plainColumns(table)
  if (!key || columns.length === 0) {
    readTable(world, reading)
    return
  }
  reach(world, 'null-order')
  const name = dice.pick(columns).name
  const query = builder
    .selectFrom(table.name)
    .select([name, key.name])
    .orderBy(name, dice.pick(['asc', 'desc'] as const))
    .orderBy(key.name)
  const compare: Comparison = {
    rows: 'ordered',
    because: 'ordered by a column and then by the key',
  }
  say(world, session, compiled(query, anyDelivery(dice), { compare }))
}

/** count, min, max and sum, where their answer is exact. */
function readAggregates(world: World, { session, table, dice }: Reading): void {
  reach(world, 'aggregate')
  const parts = ['count(*) AS row_count', 'sum(n) AS n_sum']
  for (const { name, type } of plainColumns(table)) {
    const { exact, summable } = columnType(type)
    parts.push(`count(${name}) AS ${name}_count`)
    if (exact) parts.push(`min(${name}) AS ${name}_min`, `max(${name}) AS ${name}_max`)
    if (summable) parts.push(`sum(${name}) AS ${name}_sum`)
  }
  const text = `SELECT ${parts.join(', ')} FROM ${table.name}`
  say(world, session, statement(text, { delivery: anyDelivery(dice), compare: ONE_ROW }))
}

/** How often each value occurs, for a column whose equal values look equal. */
function readGroups(world: World, reading: Reading): void {
  const { session, table, dice } = reading
  const exact = plainColumns(table).filter(({ type }) => columnType(type).exact)
  const name = dice.pick(['n', ...exact.map((column) => column.name)])
  const text = `SELECT ${name}, count(*) AS row_count FROM ${table.name} GROUP BY ${name}`
  say(world, session, statement(text, { delivery: anyDelivery(dice), compare: NO_ORDER }))
}

/** One row by its key, with the key as a parameter. */
function readRow(world: World, reading: Reading): void {
  const { session, table, dice } = reading
  const key = keyOf(table)
  if (!key) {
    readTable(world, reading)
    return
  }
  const value = keyText(table, dice.pick([PINNED_KEY, ...(world.keys.get(table.name) ?? [])]))
  const query = builder
    .selectFrom(table.name)
    .select(table.columns.map(({ name }) => name))
    .where(key.name, '=', typedValue(value))
  const delivery = dice.pick(['extended', 'prepared'] as const)
  say(world, session, compiled(query, delivery, { compare: ONE_ROW }))
}

/** Right after a write: the same session reads, or another one, which is on another node. */
export function readBack(world: World, reading: Reading): void {
  const { session, dice } = reading
  const elsewhere = dice.chance(1, 3)
  const reader = elsewhere ? anySession(world, dice) : session
  const node = world.script.sessions.find(({ name }) => name === session)?.node
  if (reader !== session) reach(world, 'read-elsewhere')
  else if (node === 'follower') reach(world, 'own-read-on-follower')
  const seen = reader === session || reading.table.createdBy === undefined
  const read = dice.chance(1, 3) ? readWithNulls : readTable
  if (seen) read(world, { ...reading, session: reader })
}

/** A value that comes back as it went, with no table between. */
export function echo(world: World, dice: Dice): void {
  const { parameter, sql } = asParameter(echoed(world, dice))
  const delivery = dice.pick(['extended', 'prepared'] as const)
  const more = { params: [parameter], delivery, compare: ONE_ROW }
  say(world, anySession(world, dice), statement(`SELECT ${sql('$1')} AS x`, more))
}

function echoed(world: World, dice: Dice): TypedText {
  if (dice.chance(1, 3)) {
    reach(world, 'nul-byte')
    return NUL_TEXT
  }
  const type = dice.pick(COLUMN_TYPES)
  reach(world, type.feature)
  return { type: type.name, text: dice.pick(type.edges) }
}
