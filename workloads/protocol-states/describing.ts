import { anySession, type Dice, freshNumber, reach } from '../../src/index.js'
import { look, newRow, say, type World } from './world.js'

const DESCRIBE = { delivery: 'extended', wire: { describeOnly: true } } as const

/** Describe of a statement with side effects has none. */
export function describeSideEffects(world: World, dice: Dice): void {
  const session = anySession(world, dice)
  const writes = [
    () => `${newRow(world)} RETURNING k, v, n`,
    () => 'UPDATE t SET n = n + 1 RETURNING k, n',
    () => 'DELETE FROM t WHERE k > 0 RETURNING k',
    () => newRow(world),
    () => `CREATE TABLE d${freshNumber(world)} (i INTEGER)`,
  ]
  reach(world, 'described-write')
  say(world, session, dice.pick(writes)(), { ...DESCRIBE, expect: 'ok' })
  look(world, anySession(world, dice))
}

/** Describe of nextval takes no value: the next one is the one after the last that was taken. */
export function describeSequence(world: World, dice: Dice): void {
  const session = anySession(world, dice)
  reach(world, 'described-nextval')
  const name = `s${freshNumber(world)}`
  say(world, session, `CREATE SEQUENCE ${name}`, { expect: 'ok' })
  const insert = `INSERT INTO t (k, n) VALUES (${freshNumber(world)}, nextval('${name}')) RETURNING n`
  say(world, session, insert, { ...DESCRIBE, expect: 'ok' })
  say(world, session, insert, { delivery: dice.pick(['simple', 'extended']), expect: 'ok' })
}

/** Describe inside of a transaction, also of one that has failed. */
export function describeInTransaction(world: World, dice: Dice): void {
  const session = anySession(world, dice)
  reach(world, 'described-in-transaction')
  say(world, session, 'BEGIN', { expect: 'ok' })
  say(world, session, 'SELECT k, v, n FROM t ORDER BY k', { ...DESCRIBE, expect: 'ok' })
  say(world, session, `${newRow(world)} RETURNING k`, { ...DESCRIBE, expect: 'ok' })
  say(world, session, 'SELECT no_such_column AS x FROM t', { ...DESCRIBE, expect: 'binder' })
  say(world, session, dice.pick(['COMMIT', 'ROLLBACK']))
  look(world, session)
}
