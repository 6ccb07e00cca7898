import { type Catalog, collide, type Effect, meet } from './catalog.js'
import type { Change } from './change.js'
import type { Commit } from './draft.js'
import type { Failure } from './steps.js'

/** What has happened to a catalog while several transactions were open. */
export interface World {
  /** The commits in their order, since the writers began. */
  readonly commits: readonly Commit[]
  readonly newest: Catalog
  /** What open transactions have written, by their sessions. */
  readonly held: ReadonlyMap<string, readonly Effect[]>
}

/** A transaction: its first read fixes what it sees. */
export interface View {
  readonly session: string
  /** How many commits it sees. */
  readonly seen: number
  readonly catalog: Catalog
}

export function openWorld(base: Catalog): World {
  return { commits: [], newest: base, held: new Map() }
}

/** The transaction of a session that reads for the first time now. */
export function look(world: World, session: string): View {
  return { session, seen: world.commits.length, catalog: world.newest }
}

/** What was committed behind a transaction's back. */
export function unseenChanges(world: World, from: number, to: number): readonly Change[] {
  return world.commits.slice(from, to).flatMap((one) => one.changes)
}

/** The world after a transaction has written something. */
export function hold(world: World, session: string, effects: readonly Effect[]): World {
  const before = world.held.get(session) ?? []
  return { ...world, held: new Map(world.held).set(session, [...before, ...effects]) }
}

/** The world after a transaction was rolled back. */
export function release(world: World, session: string): World {
  const held = new Map(world.held)
  held.delete(session)
  return { ...world, held }
}

/** The world after a transaction has committed. */
export function committed(world: World, session: string, made: Commit): World {
  const { held } = release(world, session)
  return { commits: [...world.commits, made], newest: made.after, held }
}

/** True when a COMMIT finds its snapshot id taken: the primary key is looked at again there. */
export function isTaken(world: World, view: View): boolean {
  return world.commits.length > view.seen
}

/** True when a statement writes what another transaction has written, and cannot see. */
export function isConflicting(world: World, view: View, effects: readonly Effect[]): boolean {
  const others = [...world.held].filter(([session]) => session !== view.session)
  const unseen = world.commits.slice(view.seen).map((one) => one.effects)
  return [...others.map(([, theirs]) => theirs), ...unseen].some((theirs) =>
    collide(theirs, effects),
  )
}

/** The same in PostgreSQL, where a row that one has updated and another deletes is a conflict too. */
export function isConflictingInPostgres(
  world: World,
  view: View,
  effects: readonly Effect[],
): boolean {
  const unseen = world.commits.slice(view.seen).some((one) => meet(one.effects, effects))
  return unseen || heldBy(world, view.session, effects)
}

/** True when another transaction that is open has written what these effects would write. */
export function heldBy(world: World, session: string, effects: readonly Effect[]): boolean {
  return [...world.held].some(([other, theirs]) => other !== session && meet(theirs, effects))
}

/**
 * Where a batch fails in DuckDB. Its first statement takes the snapshot id: when somebody has
 * committed that id already, the INSERT finds it, although the transaction cannot see it. An id that
 * another transaction has only inserted is found at COMMIT.
 */
export function failureOf(world: World, view: View, made: Commit): Failure | undefined {
  if (isTaken(world, view)) return { at: 0, expect: 'constraint' }
  const at = made.statements.findIndex((one) => isConflicting(world, view, one.effects))
  return at < 0 ? undefined : { at, expect: 'transaction' }
}
