import { anySession, type Dice, freshNumber, reach } from '../../src/index.js'
import { say, type World } from './world.js'

const NAMED = { delivery: 'prepared' } as const
const ORDERED = { rows: 'ordered', because: 'ordered by a key' } as const

/** A named statement that fails for what is in the table, and is right once that was changed. */
export function namedAfterError(world: World, dice: Dice): void {
  const session = anySession(world, dice)
  reach(world, 'named-after-error')
  const table = newTable(world, session, "(1, '10'), (2, 'x')")
  const read = `SELECT i, v::INTEGER AS n FROM ${table} ORDER BY i`
  say(world, session, read, { ...NAMED, expect: 'conversion' })
  say(world, session, `UPDATE ${table} SET v = '20' WHERE i = 2`, { expect: 'ok' })
  say(world, session, read, { ...NAMED, expect: 'ok', compare: ORDERED })
}

/** A named INSERT whose parameters first collide and then do not. */
export function namedWithOtherValues(world: World, dice: Dice): void {
  const session = anySession(world, dice)
  reach(world, 'named-other-parameters')
  const insert = 'INSERT INTO t (k, v) VALUES ($1::INTEGER, $2::VARCHAR) RETURNING k, v'
  const row = (key: number) => [
    { type: 'INTEGER', text: String(key) },
    { type: 'VARCHAR', text: `named ${key}` },
  ]
  const [one, other] = [freshNumber(world), freshNumber(world)]
  say(world, session, insert, { ...NAMED, params: row(one), expect: 'ok' })
  say(world, session, insert, { ...NAMED, params: row(one), expect: 'constraint' })
  say(world, session, insert, { ...NAMED, params: row(other), expect: 'ok' })
}

/** A named statement whose table is changed, dropped and made again under it. */
export function namedAfterChange(world: World, dice: Dice): void {
  const session = anySession(world, dice)
  reach(world, 'named-after-change')
  const table = newTable(world, session, "(1, 'one')")
  const read = `SELECT * FROM ${table} ORDER BY i`
  say(world, session, read, { ...NAMED, expect: 'ok', compare: ORDERED })
  const other = anySession(world, dice)
  say(world, other, `ALTER TABLE ${table} ADD COLUMN d DATE`, { expect: 'ok' })
  say(world, session, read, { ...NAMED, compare: ORDERED })
  say(world, other, `DROP TABLE ${table}`, { expect: 'ok' })
  say(world, session, read, { ...NAMED, expect: 'catalog' })
  say(world, other, `CREATE TABLE ${table} (i DECIMAL(9,2))`, { expect: 'ok' })
  say(world, other, `INSERT INTO ${table} VALUES (1.5)`, { expect: 'ok' })
  say(world, session, read, { ...NAMED, compare: ORDERED })
}

/** A statement that cannot be prepared, until its table is there. */
export function namedTooEarly(world: World, dice: Dice): void {
  const session = anySession(world, dice)
  reach(world, 'named-too-early')
  const name = `e${freshNumber(world)}`
  const read = `SELECT i FROM ${name}`
  say(world, session, read, { ...NAMED, expect: 'catalog' })
  say(world, session, `CREATE TABLE ${name} AS SELECT 42 AS i`, { expect: 'ok' })
  say(world, session, read, { ...NAMED, expect: 'ok' })
}

function newTable(world: World, session: string, rows: string): string {
  const name = `n${freshNumber(world)}`
  say(world, session, `CREATE TABLE ${name} (i INTEGER, v VARCHAR)`, { expect: 'ok' })
  say(world, session, `INSERT INTO ${name} VALUES ${rows}`, { expect: 'ok' })
  return name
}
