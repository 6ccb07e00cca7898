import {
  type Dice,
  newScript,
  type Script,
  type SessionSpec,
  type Statement,
  send,
  type TrackedTable,
  type WorkloadContext,
} from '../../src/index.js'

/** The session that sends; the others are on other nodes, and one on the same, with its own named statements. */
export const HOME = 'a'
const SESSIONS: readonly SessionSpec[] = [
  { name: HOME, node: 'leader' },
  { name: 'b', node: 'follower' },
  { name: 'c', node: 'any' },
  { name: 'd', node: 'leader' },
]

/** What the plan knows while it is written. */
export interface World {
  readonly script: Script
  readonly context: WorkloadContext
  table: TrackedTable
  /** The rows of the table have the keys 1 to this. */
  rowCount: number
  nextNumber: number
}

/** The sessions, and a table that is yet to be created. */
export function newWorld(context: WorkloadContext): World {
  const table = { name: 't', columns: [] }
  return { script: newScript(SESSIONS), context, table, rowCount: 0, nextNumber: 1 }
}

/** Another session: on another node as far as there is one, or on the same. */
export function elsewhere(world: World, dice: Dice): string {
  return dice.pick(world.script.sessions.filter(({ name }) => name !== HOME)).name
}

/** The next step. */
export function say(world: World, what: Statement | string, session = HOME): void {
  send(world.script, session, what)
}

/** Ends the connection and makes a new one, which knows no prepared statement. */
export function reconnect(world: World, session = HOME): void {
  world.script.steps.push({ kind: 'close', session }, { kind: 'open', session })
}

/** How many steps the plan may still have. */
export function room(world: World, reserved = 0): number {
  return world.context.maxSteps - reserved - world.script.steps.length
}
