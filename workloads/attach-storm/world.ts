import {
  type Dice,
  newScript,
  type Script,
  type SessionSpec,
  type Statement,
  send,
  statement,
  transactionOf,
  type WorkloadContext,
} from '../../src/index.js'

/** A database that is attached under an alias now. */
export interface Attached {
  /** The name inside `${db:...}`. */
  readonly alias: string
  /** The file's name inside `${dir:files}`; undefined for a database in memory. */
  readonly file: string | undefined
  readonly readOnly: boolean
  /** Tables that are committed in it. */
  readonly tables: string[]
}

/** What one session is doing. */
export interface SessionState {
  /** The alias that USE made the default; undefined at home, which is the case's own schema. */
  home: string | undefined
  /** The aliases that the open transaction has touched, and the place that it has written to. */
  touched: Set<string>
  wrote: string | undefined
}

export interface World {
  readonly script: Script
  readonly context: WorkloadContext
  readonly attached: Map<string, Attached>
  /** Tables in a file, whether or not it is attached; files that no plan has attached yet are absent. */
  readonly files: Map<string, string[]>
  readonly sessions: Map<string, SessionState>
  nextNumber: number
}

/** The writer of `home`, as `SessionState.wrote` names it. */
export const AT_HOME = 'the schema of the case'

const SESSIONS: readonly SessionSpec[] = [
  { name: 'a', node: 'leader' },
  { name: 'b', node: 'follower' },
  { name: 'c', node: 'any' },
  { name: 'd', node: 'any' },
]

/** Four sessions at home, nothing attached. */
export function newWorld(context: WorkloadContext): World {
  return {
    script: newScript(SESSIONS),
    context,
    attached: new Map(),
    files: new Map(),
    sessions: new Map(SESSIONS.map(({ name }) => [name, newSession()])),
    nextNumber: 1,
  }
}

function newSession(): SessionState {
  return { home: undefined, touched: new Set(), wrote: undefined }
}

/** The session's state; it begins anew where the session is not known. */
export function stateOf(world: World, session: string): SessionState {
  const state = world.sessions.get(session) ?? newSession()
  world.sessions.set(session, state)
  return state
}

/** Sends a statement. */
export function say(world: World, session: string, what: Statement): void {
  send(world.script, session, what)
}

/** A statement that must succeed. */
export function surely(sql: string): Statement {
  return statement(sql, { expect: 'ok' })
}

/** Whether what was the session's default is gone: hardly any statement binds until it goes home. */
export function isStranded(world: World, session: string): boolean {
  const { home } = stateOf(world, session)
  return home !== undefined && !world.attached.has(home)
}

/** Whether no session has a transaction. */
export function allIdle(world: World): boolean {
  return world.script.sessions.every(({ name }) => transactionOf(world.script, name) === 'idle')
}

/** A session that is not stranded, in one of those states of its transaction; undefined where there is none. */
export function someSession(
  world: World,
  dice: Dice,
  states: readonly string[] = ['idle'],
): string | undefined {
  const fit = world.script.sessions.filter(
    ({ name }) => states.includes(transactionOf(world.script, name)) && !isStranded(world, name),
  )
  return fit.length === 0 ? undefined : dice.pick(fit).name
}

/** A database that is attached; undefined where there is none. */
export function someAttached(world: World, dice: Dice): Attached | undefined {
  const all = [...world.attached.values()]
  return all.length === 0 ? undefined : dice.pick(all)
}

/** Whether an open transaction still holds what was attached under that alias or in that file. */
export function isHeld(world: World, alias: string): boolean {
  return [...world.sessions.values()].some(({ touched }) => touched.has(alias))
}
