import {
  type Delivery,
  type Dice,
  newScript,
  type Script,
  type SessionSpec,
  type Statement,
  send,
  statement,
  type TrackedCatalog,
  type TrackedTable,
  visibleTo,
  type WorkloadContext,
} from '../../src/index.js'

/** Key 0 of every keyed table: inserted first, never deleted or moved, so that it can be collided with on purpose. */
export const PINNED_KEY = 0

/** What the plan knows of its world while it is written. */
export interface World {
  readonly script: Script
  readonly context: WorkloadContext
  catalog: TrackedCatalog
  /** Numbers that were given out as keys and names; nothing is used twice. */
  nextNumber: number
  /** Keys that were inserted, by table; some of them may be gone again. */
  readonly keys: Map<string, number[]>
}

/** Three sessions on different nodes, no table yet. */
export function newWorld(context: WorkloadContext): World {
  const sessions: readonly SessionSpec[] = [
    { name: 'a', node: 'leader' },
    { name: 'b', node: 'follower' },
    { name: 'c', node: 'any' },
  ]
  return { script: newScript(sessions), context, catalog: [], nextNumber: 1, keys: new Map() }
}

/** A table that the session sees, with or without a key as wanted; undefined where there is none. */
export function tableFor(
  world: World,
  session: string,
  choice: { readonly dice: Dice; readonly keyed?: boolean | undefined },
): TrackedTable | undefined {
  const tables = visibleTo(world.catalog, session).filter(
    ({ columns }) =>
      choice.keyed === undefined || choice.keyed === columns.some(({ role }) => role === 'key'),
  )
  return tables.length === 0 ? undefined : choice.dice.pick(tables)
}

/** How the next statement travels. */
export function anyDelivery(dice: Dice): Delivery {
  return dice.pick(['simple', 'simple', 'extended', 'prepared'] as const)
}

/** Sends, and notes what kind of values it carried. */
export function say(world: World, session: string, what: Statement | string): void {
  const sent = typeof what === 'string' ? statement(what) : what
  if (sent.delivery === 'prepared') world.script.features.add('prepared')
  if (sent.params.length > 0) world.script.features.add('parameter')
  send(world.script, session, sent)
}
