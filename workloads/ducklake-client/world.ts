import {
  begin,
  type Dice,
  finish,
  newScript,
  type Script,
  type SessionSpec,
  type Statement,
  send,
  statement,
  transactionOf,
  type WorkloadContext,
} from '../../src/index.js'

/** A column of a lake's table; `k` is a number of which rows are known to have different ones. */
export interface LakeColumn {
  readonly name: string
  readonly type: string
}

/** A table as the plan has made it. Who alters it changes it here. */
export interface LakeTable {
  /** With its schema: `main.t1`. */
  name: string
  columns: readonly LakeColumn[]
  /** What decides how the client writes its files; an altered type beside it takes the client down. */
  readonly traits: Set<'partitioned' | 'sorted' | 'retyped'>
  /** A snapshot at which it was not there yet, or just made. */
  readonly since: number
}

export interface World {
  readonly script: Script
  readonly context: WorkloadContext
  readonly tables: LakeTable[]
  readonly views: { readonly name: string; readonly of: LakeTable }[]
  readonly schemas: string[]
  /** The newest snapshot has this number at least: each statement that surely commits adds one. */
  snapshotsMin: number
  /** It has this number at most: each statement that may commit adds one. */
  snapshotsMax: number
  nextNumber: number
}

/** The lake's name in a plan; each side attaches its own under it. */
export const LAKE = '${db:lake}'

/** Where the client keeps its catalog's tables on either side; in quotes, so that it is one name to who reads the plan. */
export const METADATA = `"__ducklake_metadata_${LAKE}".\${schema}`

const SESSIONS: readonly SessionSpec[] = [
  { name: 'a', node: 'leader' },
  { name: 'b', node: 'leader' },
]

/** Two sessions, nothing attached. */
export function newWorld(context: WorkloadContext): World {
  return {
    script: newScript(SESSIONS),
    context,
    tables: [],
    views: [],
    schemas: ['main'],
    snapshotsMin: 0,
    snapshotsMax: 0,
    nextNumber: 1,
  }
}

/** Sends a statement that reads, or that says nothing to the catalog. */
export function say(world: World, session: string, what: Statement | string): void {
  send(world.script, session, what)
}

/** Sends a statement that may make a snapshot. */
export function change(world: World, session: string, what: Statement | string): void {
  send(world.script, session, what)
  if (transactionOf(world.script, session) === 'idle') world.snapshotsMax += 1
}

/** Sends a statement that surely makes a snapshot; outside of transactions only. */
export function surelyChange(world: World, session: string, sql: string): void {
  change(world, session, statement(sql, { expect: 'ok' }))
  world.snapshotsMin += 1
}

/** BEGIN. */
export function start(world: World, session: string): void {
  begin(world.script, session)
}

/** COMMIT or ROLLBACK. */
export function end(world: World, session: string, how: 'COMMIT' | 'ROLLBACK' = 'COMMIT'): void {
  finish(world.script, session, how)
  if (how === 'COMMIT') world.snapshotsMax += 1
}

/** Whether no session has a transaction. */
export function allIdle({ script }: World): boolean {
  return script.sessions.every(({ name }) => transactionOf(script, name) === 'idle')
}

/** A session in one of those states of its transaction; undefined where there is none. */
export function someSession(
  { script }: World,
  dice: Dice,
  states: readonly string[] = ['idle', 'open'],
): string | undefined {
  const fit = script.sessions.filter(({ name }) => states.includes(transactionOf(script, name)))
  return fit.length === 0 ? undefined : dice.pick(fit).name
}

/** One of the lake's tables; undefined where there is none. */
export function someTable({ tables }: World, dice: Dice): LakeTable | undefined {
  return tables.length === 0 ? undefined : dice.pick(tables)
}

/** `${db:lake}.main.t1`. */
export function inLake(name: string): string {
  return `${LAKE}.${name}`
}

/** A statement whose rows have no order. */
export function bag(sql: string, because = 'no order was asked for'): Statement {
  return statement(sql, { compare: { rows: 'bag', because } })
}

/** A statement with a total order, or with one row. */
export function ordered(sql: string, because: string): Statement {
  return statement(sql, { compare: { rows: 'ordered', because } })
}
