import type { ReadGate } from '../cluster/read-gate.js'
import type { ClusterSession } from '../cluster/session.js'
import { abortedCommitKeeps } from '../faults/aborted-commit.js'
import { aliasLeaks } from '../faults/alias-leaks.js'
import { endLostOnFollower } from '../faults/catalog/followers.js'
import type { Executor } from '../faults/executor.js'
import { halfApplied } from '../faults/half-applied.js'
import { entryAppliedTwice, entrySkipped } from '../faults/one-follower.js'
import type { Mutations } from '../mutants.js'
import type { AttachedDatabases } from '../snapshot/attached.js'
import { executePlainly, type Hooks } from './machine.js'

export interface HookOptions {
  readonly node: string
  readonly nodes: readonly string[]
  readonly mutations: Mutations
  readonly gate: ReadGate
  readonly attached: AttachedDatabases
  readonly leader: () => string | undefined
  /** The client's session on this node that has a name in the log. */
  readonly sessionHere: (id: string) => ClusterSession | undefined
}

const NEEDS_QUIET = /^\s*(force\s+checkpoint|checkpoint|vacuum)\b/i

/** What surrounds the execution of an entry: attached databases are noted, and faults come in. */
export function makeHooks(options: HookOptions): Hooks {
  const { attached } = options
  const { execute, ended } = faultyExecutor(options)
  return {
    execute: async (session, entry, index) => {
      attached.before(entry.sql)
      const applied = await execute(session, entry, index)
      attached.after(session.id, entry.sql, applied)
      return applied
    },
    ended: (id) => {
      attached.ended(id)
      ended(id)
    },
  }
}

function faultyExecutor(options: HookOptions) {
  const { mutations, sessionHere } = options
  const chosen = () => isChosen(options)
  let execute = quietExecutor(options.gate)
  // It can be switched on while the node is up, unlike those that follow.
  execute = endLostOnFollower(execute, () => mutations.has('end-lost-on-follower') && chosen())
  if (mutations.has('half-applied-statement')) execute = halfApplied(execute)
  if (mutations.has('aborted-commit-keeps')) execute = abortedCommitKeeps(execute)
  if (mutations.has('entry-skipped')) execute = entrySkipped(execute, chosen)
  if (mutations.has('entry-applied-twice')) execute = entryAppliedTwice(execute, chosen)
  if (!mutations.has('alias-leaks')) return { execute, ended: () => {} }
  return aliasLeaks(execute, async (id, sql) => sessionHere(id)?.leak(sql))
}

function quietExecutor(gate: ReadGate): Executor {
  return (session, entry, index) => {
    const run = () => executePlainly(session, entry, index)
    return NEEDS_QUIET.test(entry.sql) ? gate.alone(run) : run()
  }
}

/** One follower carries the faults of replication: the last node that does not lead. */
function isChosen({ node, nodes, leader }: HookOptions): boolean {
  const present = leader()
  return node !== present && nodes.filter((name) => name !== present).at(-1) === node
}
