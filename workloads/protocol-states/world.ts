import {
  type Delivery,
  type Dice,
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

/** A number that was not given out before: a key, or part of a name. */
export function fresh(world: World): number {
  world.nextNumber += 1
  return world.nextNumber - 1
}

/** One of the sessions. */
export function anySession(world: World, dice: Dice): string {
  return dice.pick(world.script.sessions).name
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

/** Notes that the plan reached a situation. */
export function reach(world: World, ...features: readonly string[]): void {
  for (const feature of features) world.script.features.add(feature)
}

/** INSERT of a row that nobody has. */
export function newRow(world: World): string {
  const key = fresh(world)
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
