import { CHANGES_ROWS } from '../../faults/shapes.js'
import type { Executor } from './executor.js'

/** Prime, so that the fault does not fall into step with a workload that repeats itself. */
const SKIPPED_EVERY = 17
const TWICE_EVERY = 11
const CAN_BE_TWICE = /^\s*(insert|update)\b/i

/** `entry-skipped`: now and then a change of rows is not executed, while `isChosen` says that this node is the one. */
export function entrySkipped(execute: Executor, isChosen: () => boolean): Executor {
  let count = 0
  return async (session, entry, index) => {
    const isSkipped = isChosen() && CHANGES_ROWS.test(entry.sql) && ++count % SKIPPED_EVERY === 0
    if (isSkipped) return { index, status: session.engine.status() }
    return execute(session, entry, index)
  }
}

/** `entry-applied-twice`: now and then an INSERT or UPDATE is executed a second time. */
export function entryAppliedTwice(execute: Executor, isChosen: () => boolean): Executor {
  let count = 0
  return async (session, entry, index) => {
    const applied = await execute(session, entry, index)
    const isTwice = isChosen() && CAN_BE_TWICE.test(entry.sql) && ++count % TWICE_EVERY === 0
    return isTwice && applied.result ? execute(session, entry, index) : applied
  }
}
