import { EngineError } from '../engine.js'
import type { Execute } from '../log/entry.js'
import type { MachineSession } from '../replica/machine.js'
import type { Executor } from './executor.js'

/** `aborted-commit-keeps`: COMMIT of an aborted transaction answers as it should, and keeps its rows on every node. */
export function abortedCommitKeeps(execute: Executor): Executor {
  const succeeded = new Map<string, Execute[]>()
  return async (session, entry, index) => {
    const before = session.engine.status()
    const applied = await execute(session, entry, index)
    const done = succeeded.get(session.id) ?? []
    if (applied.status === 'I') {
      succeeded.delete(session.id)
      if (before === 'E' && /^\s*(commit|end)\b/i.test(entry.sql)) await again(session, done)
    } else if (before !== 'I' && applied.result) {
      succeeded.set(session.id, [...done, entry])
    }
    return applied
  }
}

async function again(session: MachineSession, done: readonly Execute[]): Promise<void> {
  const run = (sql: string, parameters: Execute['parameters'] = []) =>
    session.engine.execute(sql, parameters).catch((error: unknown) => {
      if (!(error instanceof EngineError)) throw error
    })
  await run('BEGIN')
  for (const { sql, parameters } of done) await run(sql, parameters)
  await run('COMMIT')
  if (session.engine.status() !== 'I') await run('ROLLBACK')
}
