import {
  type Delivery,
  type Dice,
  freshNumber,
  newScript,
  type Script,
  type SessionSpec,
  type Statement,
  send,
  statement,
  type WireForm,
  type WorkloadContext,
} from '../../src/index.js'

/** Sessions on different nodes where there are several, and two on one. */
const SESSIONS: readonly SessionSpec[] = [
  { name: 'a', node: 'leader' },
  { name: 'b', node: 'follower' },
  { name: 'c', node: 'leader' },
]

/** What the plan knows while it is written. Between two scenes no transaction is open. */
export interface World {
  readonly script: Script
  readonly context: WorkloadContext
  nextNumber: number
}

/** Table `t` has the key 0 from the beginning to the end; sequence `s` was never used. */
export function newWorld(context: WorkloadContext): World {
  const world = { script: newScript(SESSIONS), context, nextNumber: 1 }
  say(world, 'a', 'CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR, n BIGINT)', { expect: 'ok' })
  say(world, 'a', "INSERT INTO t VALUES (0, 'pinned', 0)", { expect: 'ok' })
  say(world, 'a', 'CREATE SEQUENCE s', { expect: 'ok' })
  return world
}

/** The next step. */
export function say(
  world: World,
  session: string,
  sql: string,
  more: Partial<Omit<Statement, 'sql'>> = {},
): void {
  send(world.script, session, statement(sql, more))
}

/** INSERT of a row that nobody has. */
export function newRow(world: World): string {
  const key = freshNumber(world)
  return `INSERT INTO t VALUES (${key}, 'row ${key}', ${key * 10})`
}

/** What is in the table, by some session. */
export function look(world: World, session: string): void {
  const compare = { rows: 'ordered', because: 'ordered by the primary key' } as const
  say(world, session, 'SELECT * FROM t ORDER BY k', { compare })
}

/** How a statement travels, whatever it says. */
export type Sending = Pick<Statement, 'delivery' | 'wire'>

/** A way for one statement; in pages and in binary only where the endpoint can. */
export function anyWay({ context }: World, dice: Dice): Sending {
  const delivery: Delivery = dice.pick(['simple', 'extended', 'prepared', 'pipeline'])
  if (delivery === 'simple') return { delivery }
  const wire: WireForm = {
    ...(delivery !== 'pipeline' && context.supports('portals') && dice.chance(1, 3)
      ? { fetchRows: 1 + dice.below(3) }
      : {}),
    ...(context.supports('binary-results') && dice.chance(1, 3) ? { results: 'binary' } : {}),
  }
  return Object.keys(wire).length > 0 ? { delivery, wire } : { delivery }
}
