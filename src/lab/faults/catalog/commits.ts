import { LOST_EVERY } from '../../../faults/counts.js'
import {
  CHANGES_ROWS,
  createdTable,
  insertedTable,
  insertsWithoutKey,
} from '../../../faults/shapes.js'
import { EngineError, type EngineResult } from '../../engine.js'
import { again, type Ending, endsBentBy, type Said } from './ends.js'

/** The answer of a COMMIT that has committed. */
const COMMITTED: EngineResult = {
  columns: undefined,
  rows: [],
  verb: 'COMMIT',
  affected: undefined,
}

/** Whether the transaction is a client's commit. */
export function writesSnapshot({ done }: Pick<Ending, 'done'>): boolean {
  return done.some(({ sql }) => insertedTable(sql) === 'ducklake_snapshot')
}

export const lostRaceAnsweredOk = endsBentBy(() => async ({ verb, end }) => {
  try {
    return await end()
  } catch (error) {
    if (verb !== 'COMMIT' || !(error instanceof EngineError)) throw error
    return COMMITTED
  }
})

export const commitLost = endsBentBy(() => {
  let count = 0
  return async (ending) => {
    const { session, verb, isFailed, end } = ending
    if (verb !== 'COMMIT' || isFailed || !writesSnapshot(ending)) return end()
    count += 1
    if (count % LOST_EVERY !== 0) return end()
    await session.execute('ROLLBACK', [])
    return COMMITTED
  }
})

export const commitRowsTwice = endsBentBy(() => async (ending) => {
  const { session, verb, isFailed, done, end } = ending
  const result = await end()
  if (verb === 'COMMIT' && !isFailed && writesSnapshot(ending)) {
    await again(session, done.filter(isWithoutKey))
  }
  return result
})

export const failedCommitKeepsRows = endsBentBy(() => async ({ session, verb, done, end }) => {
  try {
    return await end()
  } catch (error) {
    if (verb === 'COMMIT' && session.status() === 'I') {
      await again(session, done.filter(isWithoutKey))
    }
    throw error
  }
})

export const failedBatchKeepsBeginning = endsBentBy(
  () =>
    async ({ session, verb, isFailed, done, end }) => {
      const result = await end()
      if (verb === 'ROLLBACK' && isFailed) await again(session, done.filter(isChange))
      return result
    },
)

export const ddlNotRolledBack = endsBentBy(() => async ({ session, verb, done, end }) => {
  const result = await end()
  if (verb === 'ROLLBACK') await again(session, done.filter(isCreation))
  return result
})

function isWithoutKey({ sql }: Said): boolean {
  return insertsWithoutKey(sql)
}

function isChange({ sql }: Said): boolean {
  return CHANGES_ROWS.test(sql) || createdTable(sql) !== undefined
}

function isCreation({ sql }: Said): boolean {
  return createdTable(sql) !== undefined
}
