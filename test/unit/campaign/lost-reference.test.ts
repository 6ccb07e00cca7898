import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitOrder } from '../../../oracles/commit-order/commit-order.js'
import { differential } from '../../../oracles/differential/differential.js'
import { answeredToTheEnd } from '../../../src/campaign/answered-to-the-end.js'
import { type Trial, type TrialSettings, tryPlan } from '../../../src/campaign/trial.js'
import type { Watch } from '../../../src/execute/execute.js'
import { planOf } from '../../../src/generate/sample.js'
import type { Program } from '../../../src/model/client.js'
import { TargetLost } from '../../../src/model/errors.js'
import type { History, StepRecord } from '../../../src/model/history.js'
import { type DuckDBTarget, openDuckDBTarget } from '../../../src/target/duckdb/duckdb-target.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'
import { ducklakeWriters } from '../../../workloads/ducklake-writers/ducklake-writers.js'

const directory = mkdtempSync(join(tmpdir(), 'goldeneye-lost-reference-'))
let reference: DuckDBTarget
let subject: DuckDBTarget

beforeAll(async () => {
  reference = await openDuckDBTarget({ name: 'reference', directory })
  subject = await openDuckDBTarget({ name: 'subject', directory })
})
afterAll(async () => {
  await Promise.all([reference.close(), subject.close()])
  rmSync(directory, { recursive: true, force: true })
})

const NOTHING: Watch = { before: () => undefined }

/** How often clients were started. */
let started = 0
const programs = new Map(
  (ducklakeWriters.programs ?? []).map((one): [string, Program] => [
    one.name,
    {
      ...one,
      start: (call) => {
        started += 1
        return one.start(call)
      },
    },
  ]),
)

let scopes = 0
const settings: TrialSettings = {
  timeoutMs: 10_000,
  nowNs: () => process.hrtime.bigint(),
  programs,
  nextScope: () => {
    scopes += 1
    return { schema: `goldeneye_lost_${scopes}` }
  },
}

async function run(seed: bigint, ofReference: Watch): Promise<{ trial: Trial; clients: number }> {
  const context = { supports: () => true, maxSteps: 80, clients: { writers: 2, commits: 2 } }
  const plan = planOf(ducklakeWriters, context, seed)
  started = 0
  const trial = await tryPlan(
    plan,
    { reference, subject, profile: duckdb },
    [commitOrder, differential],
    { ...settings, watches: { reference: ofReference, subject: NOTHING } },
  )
  return { trial, clients: plan.clients?.length ?? 0 }
}

/** Ends the process of the reference before each step with one of these numbers, one after the other. */
function killing(...steps: readonly number[]): Watch {
  const left = [...steps]
  return {
    before: ({ records }) => {
      if (records.length !== left[0]) return
      left.shift()
      if (reference.processId !== undefined) process.kill(reference.processId, 'SIGKILL')
    },
  }
}

test('a reference that dies twice is asked again, and the clients have spoken once', async () => {
  const { trial, clients } = await run(7n, killing(30, 20))
  expect(trial.lost).toHaveLength(2)
  expect(trial.lost?.[0]).toMatch(/^step \d+ of \d+: /)
  expect(trial.verdicts.map(({ verdict }) => verdict.kind)).toEqual(['agree', 'agree'])
  expect(started).toBe(clients)
  const { records } = trial.evidence.reference
  expect(records.length).toBe(trial.evidence.plan.steps.length)
  expect(records.flatMap(({ outcomes }) => outcomes).some(({ kind }) => kind === 'unknown')).toBe(
    false,
  )
})

/** A history whose statement at this step was not answered; all were where there is none. */
function historyLostAt(step?: number): History {
  const records = [0, 1, 2].map((stepIndex): StepRecord => {
    const lost = { kind: 'unknown', reason: 'crash', detail: 'it died' } as const
    const done = { kind: 'done', affected: undefined } as const
    const outcomes = [stepIndex === step ? lost : done]
    const times = { invokedNs: 0n, completedNs: 0n }
    return { stepIndex, session: 'a', outcomes, status: 'I', ...times }
  })
  const target = { name: 'x', version: '', profile: 'duckdb', address: '', nodes: ['x'] }
  return { target, records, state: [] }
}

/** Gives one of these after the other; how often it was asked. */
async function asked(answers: readonly (History | TargetLost)[]) {
  let times = 0
  const run = async () => {
    const answer = answers[times]
    times += 1
    if (!answer || answer instanceof TargetLost) throw answer ?? new Error('asked too often')
    return answer
  }
  const end = await answeredToTheEnd(run, () => false).catch((error: Error) => error.name)
  return { times, end: typeof end === 'string' ? end : end.lost }
}

const gone = new TargetLost('x', 'gone')
test.each([
  ['answered', [historyLostAt()], { times: 1, end: [] }],
  [
    'lost at two places',
    [historyLostAt(1), historyLostAt(2), historyLostAt()],
    { times: 3, end: ['step 2 of 3: it died', 'step 3 of 3: it died'] },
  ],
  [
    'a statement that is the reason',
    [historyLostAt(1), historyLostAt(1)],
    { times: 2, end: ['step 2 of 3: it died'] },
  ],
  ['away and back', [gone, gone, historyLostAt()], { times: 3, end: ['gone', 'gone'] }],
  ['away', [gone, gone, gone, gone], { times: 4, end: 'TargetLost' }],
])('%s', async (_, answers, expected) => {
  expect(await asked(answers)).toEqual(expected)
})
