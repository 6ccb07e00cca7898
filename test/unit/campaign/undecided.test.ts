import { describe, expect, test } from 'vitest'
import { followCommits, lostCommitsText } from '../../../src/campaign/undecided.js'
import type { History } from '../../../src/model/history.js'
import type { Outcome } from '../../../src/model/outcome.js'
import type { Plan } from '../../../src/model/plan.js'
import { statement } from '../../../src/model/statement.js'
import { lab } from '../../../src/target/profile/lab.js'

const TEXTS = ['BEGIN', 'INSERT INTO t VALUES (1)', 'COMMIT', 'SELECT count(*) FROM t']
const PLAN: Plan = {
  sessions: [{ name: 'a', node: 'any' }],
  steps: TEXTS.map((sql) => ({ kind: 'statement', session: 'a', statement: statement(sql) })),
  features: [],
}
const LOST: Outcome = { kind: 'unknown', reason: 'connection-lost', detail: 'gone' }

function counted(count: number): Outcome {
  const columns = [{ name: 'c', type: { kind: 'duckdb', name: 'BIGINT' } as const }]
  return { kind: 'rows', columns, rows: [[String(count)]] }
}

/** A history of that plan: how COMMIT was answered, and what was read behind it. */
function history(commit: Outcome, read: Outcome): History {
  const done: Outcome = { kind: 'done', affected: undefined }
  const records = [done, done, commit, read].map((outcome, stepIndex) => ({
    ...{ stepIndex, session: 'a', invokedNs: 0n, completedNs: 0n },
    outcomes: [outcome],
    status: outcome === LOST ? undefined : ('I' as const),
  }))
  const target = { name: 'x', version: '1', profile: 'duckdb', address: '', nodes: ['x'] }
  return { target, records, state: [] }
}

const DONE: Outcome = { kind: 'done', affected: undefined, tag: 'COMMIT' }
const UNDONE: Outcome = { kind: 'done', affected: undefined, tag: 'ROLLBACK' }

/** The reference does as it is told; the number of its runs is counted. */
async function follow(subject: History) {
  const runs: string[] = []
  const run = async (plan: Plan) => {
    const [, , end] = plan.steps
    runs.push(end?.kind === 'statement' ? end.statement.sql : '')
    return history(UNDONE, counted(0))
  }
  const evidence = { plan: PLAN, reference: history(DONE, counted(1)), subject }
  return { runs, ...(await followCommits(evidence, lab, run)) }
}

describe('a COMMIT whose answer was lost', () => {
  test('has happened where a later read shows it', async () => {
    const { evidence, commits, runs } = await follow(history(LOST, counted(1)))
    expect(commits).toEqual([{ stepIndex: 2, found: 'applied', decidedAt: 3 }])
    expect(runs).toEqual(['ROLLBACK'])
    expect(evidence.plan).toBe(PLAN)
    expect(evidence.subject.records[2]?.outcomes).toEqual([DONE])
  })

  test('has not happened where it does not, and the reference goes that way', async () => {
    const { evidence, commits } = await follow(history(LOST, counted(0)))
    expect(commits).toEqual([{ stepIndex: 2, found: 'not applied', decidedAt: 3 }])
    expect(evidence.plan.steps[2]).toMatchObject({ statement: { sql: 'ROLLBACK' } })
    expect(evidence.subject.records[2]?.outcomes).toEqual([UNDONE])
    expect(evidence.reference.records[3]?.outcomes).toEqual([counted(0)])
  })

  test('is not decided by what fits neither way: that is a difference of its own', async () => {
    const { evidence, commits } = await follow(history(LOST, counted(7)))
    expect(commits).toEqual([{ stepIndex: 2, found: 'unread' }])
    expect(evidence.subject.records[3]?.outcomes).toEqual([counted(7)])
  })

  test('and nothing is asked again where every answer came', async () => {
    const { commits, runs } = await follow(history(DONE, counted(1)))
    expect([commits, runs]).toEqual([[], []])
  })
})

test('what became of them is said in one sentence', () => {
  const found = (...all: readonly ('applied' | 'not applied' | 'unread')[]) =>
    lostCommitsText(all.map((one, stepIndex) => ({ stepIndex, found: one })))
  expect(found()).toBeUndefined()
  expect(found('applied')).toMatch(/^1 commit unknown, decided by a later read: applied; /)
  expect(found('applied', 'not applied', 'applied')).toMatch(
    /^3 commits unknown, decided by later reads: 2 applied, 1 not applied; /,
  )
  expect(found('unread')).toMatch(/^1 commit unknown, and nothing that came later depends on it; /)
})
