import type { ReadGate } from '../cluster/read-gate.js'
import type { ClusterSession } from '../cluster/session.js'
import type { Mutations } from '../mutants.js'
import type { AttachedDatabases } from '../snapshot/attached.js'
import { executePlainly, type Hooks } from './machine.js'

export interface HookOptions {
  readonly node: string
  readonly nodes: readonly string[]
  readonly mutations: Mutations
  readonly gate: ReadGate
  readonly attached: AttachedDatabases
  readonly isLeader: () => boolean
  /** The client's session on this node that has a name in the log. */
  readonly sessionHere: (id: string) => ClusterSession | undefined
}

const NEEDS_QUIET = /^\s*(force\s+checkpoint|checkpoint|vacuum)\b/i

/** What surrounds the execution of an entry: attached databases are noted, and faults come in. */
export function makeHooks(options: HookOptions): Hooks {
  const { attached, gate } = options
  return {
    execute: async (session, entry, index) => {
      attached.before(entry.sql)
      const run = () => executePlainly(session, entry, index)
      const applied = await (NEEDS_QUIET.test(entry.sql) ? gate.alone(run) : run())
      attached.after(session.id, entry.sql, applied)
      return applied
    },
    ended: (id) => attached.ended(id),
  }
}
