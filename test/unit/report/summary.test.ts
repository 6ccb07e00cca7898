import { describe, expect, test } from 'vitest'
import { exitCodeOf } from '../../../src/report/conclusion.js'
import type { EventBody } from '../../../src/report/events.js'
import { summarize } from '../../../src/report/summary.js'
import { findingEvents, finishedCase, numbered, started, syntheticRun } from './synthetic-run.js'

const budget = { kind: 'budget' } as const

function exitOf(...bodies: EventBody[]) {
  return exitCodeOf(summarize(numbered([started, ...bodies])), budget)
}

const finding = (more: Partial<Parameters<typeof findingEvents>[0]> = {}) =>
  findingEvents({
    id: 'GE-7f3a9c21',
    index: 1,
    kind: 'value',
    summary: 's',
    reference: '1',
    subject: '2',
    ...more,
  })

describe('the conclusion', () => {
  test('says how much was searched, never "passed"', () => {
    const cases = Array.from({ length: 1284 }, (_, index) =>
      finishedCase(index, { verdicts: [{ oracle: 'differential', verdict: 'agree' }] }),
    )
    const { conclusion } = summarize(
      numbered([started, ...cases, { type: 'run-finished', exitCode: 0, reason: 'done' }]),
    )
    expect(conclusion).toBe(
      '0 findings after 1 284 cases, 51 360 statements (83 % executed on both), 1 284 features',
    )
  })

  test('names doubt first', () => {
    const lost: EventBody = { type: 'target-lost', target: 'lab', reason: 'n1 is gone' }
    const { exitCode, reason } = exitOf(finishedCase(1), lost)
    const end: EventBody = { type: 'run-finished', exitCode, reason }
    expect(summarize(numbered([started, finishedCase(1), lost, end])).conclusion).toBe(
      'inconclusive: lab is lost: n1 is gone; ' +
        '0 findings after 1 case, 40 statements (83 % executed on both), 1 feature',
    )
  })

  test('of a log without an end is not "0 findings"', () => {
    const { verdict, exitCode, conclusion } = summarize(numbered([started, finishedCase(1)]))
    expect({ verdict, exitCode }).toEqual({ verdict: 'inconclusive', exitCode: 3 })
    expect(conclusion).toMatch(/^inconclusive: the log ends before the run did; 0 findings/)
  })
})

describe('the exit code', () => {
  test.each([
    [0, 'agree', [finishedCase(1)]],
    [1, 'a confirmed finding', [finishedCase(1), ...finding()]],
    [1, 'a flaky finding', [finishedCase(1), ...finding({ status: 'flaky' })]],
    [0, 'a mismatch never seen again', [finishedCase(1), ...finding({ status: 'unconfirmed' })]],
    [3, 'a mismatch not followed up', [finishedCase(1), ...finding().slice(0, 1)]],
    [3, 'no case', []],
    [3, 'nothing executed on both', [finishedCase(1, { executedOnBoth: 0 })]],
    [
      3,
      'an oracle that never judged',
      [finishedCase(1, { verdicts: [{ oracle: 'state', verdict: 'inconclusive' }] })],
    ],
    [3, 'a lost target', [finishedCase(1), { type: 'target-lost', target: 'x', reason: 'y' }]],
    [
      1,
      'a finding and a lost target',
      [finishedCase(1), ...finding(), { type: 'target-lost', target: 'x', reason: 'y' }],
    ],
  ] as const)('is %i for %s', (code, _what, bodies) => {
    expect(exitOf(...(bodies as readonly EventBody[])).exitCode).toBe(code)
  })

  test('is 4 for our bug, 130 and 143 for signals, whatever was found', () => {
    const summary = summarize(numbered([started, finishedCase(1), ...finding()]))
    expect(exitCodeOf(summary, { kind: 'bug', message: 'm' }).exitCode).toBe(4)
    expect(exitCodeOf(summary, { kind: 'interrupted', signal: 'SIGINT' }).exitCode).toBe(130)
    expect(exitCodeOf(summary, { kind: 'interrupted', signal: 'SIGTERM' }).exitCode).toBe(143)
  })
})

test('findings of one fingerprint are one, shown by the better confirmed case', () => {
  const [first, second] = [finding({ index: 5, status: 'flaky' }), finding({ index: 9 })]
  const { findings } = summarize(numbered([started, ...first, ...second]))
  expect(findings).toHaveLength(1)
  expect(findings[0]).toMatchObject({
    id: 'GE-7f3a9c21',
    index: 9,
    status: 'confirmed',
    confirmed: { times: 5, of: 5 },
    seen: [
      { workload: 'typed-mutations', index: 5 },
      { workload: 'typed-mutations', index: 9 },
    ],
  })
})

test('counts by workload, by oracle, and what was ignored', () => {
  const { totals, workloads, oracles, ignored } = summarize(syntheticRun())
  expect(totals).toEqual({
    cases: 30,
    statements: 1200,
    executedOnBoth: 990,
    failedOnBoth: 180,
    features: 30,
  })
  expect(workloads.map(({ workload, cases }) => [workload, cases])).toEqual([
    ['attach-storm', 10],
    ['typed-mutations', 20],
  ])
  expect(oracles).toEqual([
    { oracle: 'differential', agree: 30, mismatch: 0, inconclusive: 0, because: [] },
    {
      oracle: 'state',
      agree: 25,
      mismatch: 0,
      inconclusive: 5,
      because: [{ what: 'state', because: 'node n3 did not answer in time', count: 5 }],
    },
  ])
  expect(ignored).toEqual([{ what: 'row order', because: 'no ORDER BY', count: 90 }])
})

test('a log without a beginning is refused', () => {
  expect(() => summarize([])).toThrow(/has no beginning/)
})
