import { anySession, type Dice, freshNumber, reach } from '../../src/index.js'
import { anyWay, look, newRow, say, type World } from './world.js'

const ORDERED = { rows: 'ordered', because: 'ordered by a key' } as const

/** A portal that is left half-way; then other statements, and DDL on the table that it reads. */
export function abandonPortal(world: World, dice: Dice): void {
  if (!world.context.supports('portals')) return
  const session = anySession(world, dice)
  const inside = dice.chance(1, 2)
  reach(world, inside ? 'abandoned-portal-in-transaction' : 'abandoned-portal')
  const table = `p${freshNumber(world)}`
  const rows = `SELECT i, 'row ' || i AS v FROM generate_series(0, ${2 + dice.below(20)}::BIGINT) AS r(i)`
  say(world, session, `CREATE TABLE ${table} AS ${rows}`, { expect: 'ok' })
  if (inside) say(world, session, 'BEGIN', { expect: 'ok' })
  const read = `SELECT * FROM ${table} ORDER BY i`
  const delivery = dice.pick(['extended', 'prepared'] as const)
  const wire = { fetchRows: 1 + dice.below(2), abandon: true } as const
  say(world, session, read, { delivery, wire, expect: 'ok', compare: ORDERED })
  if (dice.chance(1, 2)) say(world, session, newRow(world), { expect: 'ok' })
  if (dice.chance(1, 2)) look(world, session)
  changeOrDrop(world, { session, table, dice })
  if (inside) say(world, session, dice.pick(['COMMIT', 'ROLLBACK']), { expect: 'ok' })
  say(world, session, read, { ...anyWay(world, dice), compare: ORDERED })
}

function changeOrDrop(world: World, place: Place): void {
  const { session, table, dice } = place
  const change = dice.pick([
    `ALTER TABLE ${table} ADD COLUMN extra INTEGER DEFAULT 7`,
    `DROP TABLE ${table}`,
    `DELETE FROM ${table} WHERE i > 0`,
  ])
  say(world, session, change, { expect: 'ok' })
}

interface Place {
  readonly session: string
  readonly table: string
  readonly dice: Dice
}

/** Pages inside of a transaction in which the session itself writes before and after. */
export function pagesInTransaction(world: World, dice: Dice): void {
  if (!world.context.supports('portals')) return
  const session = anySession(world, dice)
  reach(world, 'pages-in-transaction')
  say(world, session, 'BEGIN', { expect: 'ok' })
  say(world, session, newRow(world), { expect: 'ok' })
  const delivery = dice.pick(['extended', 'prepared'] as const)
  const wire = { fetchRows: dice.pick([1, 2, 1000]) }
  say(world, session, 'SELECT * FROM t ORDER BY k', { delivery, wire, compare: ORDERED })
  say(world, session, newRow(world), { expect: 'ok' })
  say(world, session, 'SELECT * FROM t ORDER BY k', { delivery, wire, compare: ORDERED })
  say(world, session, dice.pick(['COMMIT', 'ROLLBACK']), { expect: 'ok' })
}
