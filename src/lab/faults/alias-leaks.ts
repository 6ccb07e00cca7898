import { EngineError } from '../engine.js'
import type { MachineSession } from '../replica/machine.js'
import type { Executor } from './executor.js'

const LEAKS_EVERY = 2

/**
 * `alias-leaks`: now and then USE also changes the default catalog of the session that was active before. In DuckDB an
 * attached database is visible to every connection at once, even before COMMIT: what isolates sessions from each other
 * is the default catalog, so that is what leaks. `leakHere` changes the reads of a client of this node.
 */
export function aliasLeaks(
  execute: Executor,
  leakHere: (session: string, sql: string) => Promise<unknown>,
): { readonly execute: Executor; readonly ended: (session: string) => void } {
  const active = new Map<string, MachineSession>()
  let count = 0
  return {
    ended: (id) => void active.delete(id),
    execute: async (session, entry, index) => {
      active.delete(session.id)
      const victim = [...active.values()].at(-1)
      active.set(session.id, session)
      const applied = await execute(session, entry, index)
      const isUse = applied.result !== undefined && /^\s*use\b/i.test(entry.sql)
      if (isUse && victim && ++count % LEAKS_EVERY === 0) {
        await victim.engine.execute(entry.sql, []).catch((error: unknown) => {
          if (!(error instanceof EngineError)) throw error
        })
        await leakHere(victim.id, entry.sql)
      }
      return applied
    },
  }
}
