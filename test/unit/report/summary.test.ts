import { describe, expect, test } from 'vitest'
import { exitCodeOf } from '../../../src/report/conclusion.js'
import type { EventBody } from '../../../src/report/events.js'
import { doubtLines, notJudgedText } from '../../../src/report/inconclusive.js'
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

const NO_DOUBT = { mismatch: 0, inconclusive: 0, notJudged: 0, because: [] }

test('an oracle with nothing to judge neither agrees nor doubts, and is named', () => {
  const idle = {
    verdicts: [{ oracle: 'state', verdict: 'agree' as const }],
    notJudgedBy: ['order'],
  }
  const cases = [1, 2].map((index) => finishedCase(index, idle))
  const summary = summarize(numbered([started, ...cases]))
  expect(summary.oracles).toEqual([
    { oracle: 'state', agree: 2, ...NO_DOUBT },
    { oracle: 'order', agree: 0, ...NO_DOUBT, notJudged: 2 },
  ])
  expect(notJudgedText(summary.oracles)).toBe('nothing to judge for order')
  expect(exitOf(...cases).exitCode).toBe(0)
  expect(exitOf(finishedCase(1, { verdicts: [] }))).toEqual({
    exitCode: 3,
    reason: 'there was no oracle to judge any case',
  })
  const alone = finishedCase(1, { verdicts: [], notJudgedBy: ['order', 'protocol'] })
  expect(exitOf(alone)).toEqual({
    exitCode: 3,
    reason: 'there was nothing to judge for order and protocol',
  })
})

test('reasons that differ in numbers alone are one; the commonest first, the rest counted', () => {
  const because = ['step 3 failed', 'step 12 failed', 'step 3 failed', 'no answer', 'x'.repeat(99)]
  const cases = because.map((text, index) =>
    finishedCase(index, {
      verdicts: [{ oracle: 'state', verdict: 'inconclusive', because: text }],
    }),
  )
  const { oracles } = summarize(numbered([started, ...cases]))
  expect(doubtLines(oracles, { reasonsMax: 2, lengthMax: 40 })).toEqual([
    '3 × state: step 3 failed',
    '1 × state: no answer',
    '1 × 1 other reason, all in index.html',
  ])
  const [, , long] = doubtLines(oracles, { reasonsMax: 3, lengthMax: 40 })
  expect(long).toHaveLength('1 × '.length + 40)
})

test('what proves nothing says what to do next', () => {
  const nextOf = (...bodies: readonly EventBody[]) =>
    summarize(numbered([started, ...bodies, { type: 'run-finished', exitCode: 3, reason: 'x' }]))
      .next
  const silent = [{ oracle: 'state', verdict: 'inconclusive' as const, because: 'no answer' }]
  const lost: EventBody = { type: 'target-lost', target: 'lab', reason: 'gone' }
  expect([
    nextOf(finishedCase(1), lost),
    nextOf(),
    nextOf(finishedCase(1, { verdicts: silent })),
    nextOf({ type: 'case-not-run', workload: 'a', index: 0, because: 'no', isLeftOut: true }),
  ]).toEqual([
    'look why lab ended, start it again, and run this once more',
    'give it more time with --duration',
    'do away with the reason, or judge without it: name the others with --oracle',
    'see below what was left out and why, or name another workload',
  ])
  const agreed = summarize(
    numbered([started, finishedCase(1), { type: 'run-finished', exitCode: 0, reason: 'x' }]),
  )
  expect(agreed.next).toBeUndefined()
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
    { oracle: 'differential', agree: 30, ...NO_DOUBT },
    {
      oracle: 'state',
      agree: 25,
      ...NO_DOUBT,
      inconclusive: 5,
      because: [{ what: 'state', because: 'node n3 did not answer in time', count: 5 }],
    },
  ])
  expect(ignored).toEqual([{ what: 'row order', because: 'no ORDER BY', count: 90 }])
})

test('a log without a beginning is refused', () => {
  expect(() => summarize([])).toThrow(/has no beginning/)
})
