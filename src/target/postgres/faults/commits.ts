import { CLOSES_EVERY, LOST_EVERY } from '../../../faults/counts.js'
import { isRaceState } from '../../../faults/errors.js'
import {
  CHANGES_ROWS,
  createdTable,
  insertedTable,
  insertsWithoutKey,
} from '../../../faults/shapes.js'
import type { Frame } from '../../../wire/frame-reader.js'
import { successOf, withoutNotices } from './answers.js'
import { type Asked, type Said, verbOf } from './asked.js'
import type { Bend, Talk } from './fault.js'
import { completed, ready, sqlstateOf, statusAfter, tagOf } from './frames.js'

/** Whether a client now commits a snapshot. */
function commitsSnapshot(asked: Asked, { status, done }: Talk): boolean {
  const writes = done.some(({ sql }) => insertedTable(sql) === 'ducklake_snapshot')
  return verbOf(asked) === 'COMMIT' && status === 'T' && writes
}

/** The server rolls back and says that it has committed, as it does outside of a transaction. */
async function hollowCommit({ frames }: Asked, talk: Talk): Promise<readonly Frame[]> {
  await talk.ask('ROLLBACK')
  return withoutNotices(await talk.exchange(frames))
}

export function commitLost(): Bend {
  let count = 0
  return async (asked, talk) => {
    if (!commitsSnapshot(asked, talk)) return talk.exchange(asked.frames)
    count += 1
    return count % LOST_EVERY === 0 ? hollowCommit(asked, talk) : talk.exchange(asked.frames)
  }
}

/** It was done where the transaction had an even number of statements; else it is rolled back. */
export function closesAtCommit(): Bend {
  let count = 0
  return async (asked, talk) => {
    if (!commitsSnapshot(asked, talk)) return talk.exchange(asked.frames)
    count += 1
    if (count % CLOSES_EVERY !== 0) return talk.exchange(asked.frames)
    if (talk.done.length % 2 === 0) await talk.exchange(asked.frames)
    else await talk.ask('ROLLBACK')
    return talk.hangUp()
  }
}

/**
 * A race is lost at a statement of the batch here, which fails the transaction. The client is told of a success: then its
 * reads are those of a new transaction, its writes are answered and not executed, and its COMMIT commits nothing.
 */
export function lostRaceAnsweredOk(): Bend {
  let isPretending = false
  const pretend = async (asked: Asked, talk: Talk) => {
    const verb = verbOf(asked)
    if (verb === 'COMMIT' || verb === 'ROLLBACK') isPretending = false
    if (verb === 'COMMIT') return hollowCommit(asked, talk)
    const isWrite =
      asked.statements.length > 0 && asked.statements.every(({ sql }) => CHANGES_ROWS.test(sql))
    if (verb === undefined && isWrite) return [...successOf(asked, []), ready('T')]
    return talk.exchange(asked.frames)
  }
  return async (asked, talk) => {
    if (isPretending) return pretend(asked, talk)
    const wasOpen = talk.status === 'T'
    const answer = await talk.exchange(asked.frames)
    const at = answer.findIndex((frame) => isRaceState(sqlstateOf(frame) ?? ''))
    if (at < 0 || !wasOpen) return answer
    if (statusAfter(answer) === 'I') return [completed('COMMIT'), ready('I')]
    await talk.ask('ROLLBACK')
    await talk.ask('BEGIN ISOLATION LEVEL REPEATABLE READ')
    isPretending = true
    const said = answer.slice(0, at)
    return [...said, ...successOf(asked, said), ready('T')]
  }
}

/** Lets statements be executed once more when their transaction has ended in some way. */
function afterwards(
  isAgain: (said: Said) => boolean,
  when: (asked: Asked, before: Talk['status'], answer: readonly Frame[]) => boolean,
): () => Bend {
  return () => async (asked, talk) => {
    const { status, done } = talk
    const answer = await talk.exchange(asked.frames)
    const said = done.filter((one) => !one.hasParameters && isAgain(one))
    if (talk.status === 'I' && said.length > 0 && when(asked, status, answer))
      await again(said, talk)
    return answer
  }
}

/** In a transaction of their own; where one of them fails nothing is left of them. */
async function again(said: readonly Said[], talk: Talk): Promise<void> {
  await talk.ask('BEGIN')
  for (const { sql } of said) await talk.ask(sql)
  await talk.ask('COMMIT')
}

export const commitRowsTwice = afterwards(
  ({ sql }) => insertsWithoutKey(sql),
  (asked, _, answer) => verbOf(asked) === 'COMMIT' && answer.some((one) => tagOf(one) === 'COMMIT'),
)

export const failedBatchKeepsBeginning = afterwards(
  ({ sql }) => CHANGES_ROWS.test(sql) || createdTable(sql) !== undefined,
  (asked, before) => verbOf(asked) === 'ROLLBACK' && before === 'E',
)

export const ddlNotRolledBack = afterwards(
  ({ sql }) => createdTable(sql) !== undefined,
  (asked) => verbOf(asked) === 'ROLLBACK',
)
