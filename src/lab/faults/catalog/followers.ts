import type { Executor } from '../executor.js'

const ENDS_ROWS = /\bupdate\b[\s\S]*\bset\s+end_snapshot\s*=/i

/** `end-lost-on-follower`: while `isOn`, the UPDATEs that end rows at a snapshot are not executed there. */
export function endLostOnFollower(execute: Executor, isOn: () => boolean): Executor {
  return async (session, entry, index) => {
    const isEnd = ENDS_ROWS.test(entry.sql) && isOn()
    if (isEnd && session.engine.status() === 'T') return { index, status: 'T' }
    return execute(session, entry, index)
  }
}
