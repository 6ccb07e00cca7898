import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commitOrder } from '../../../oracles/commit-order/commit-order.js'
import { attemptsOf, ordersIn } from '../../../src/judge/serial/attempts.js'
import { faultsOf, staleReads } from '../../../src/judge/serial/order.js'
import type { ClientEvent, Committed } from '../../../src/model/client.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'
import { type Bend, type Faults, type ToyRun, toyEvidence } from './toy.js'

const SEEDS = Array.from({ length: 12 }, (_, i) => i * 7 + 1)

function judge(run: ToyRun) {
  return commitOrder.judge(toyEvidence(run), duckdb)
}

test('whatever the order is in which a sound database answers, it is done again with the same answers', () =>
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.nat(),
        writers: fc.integer({ min: 1, max: 5 }),
        commits: fc.integer({ min: 1, max: 6 }),
        faults: fc.record({ isSilent: fc.boolean(), breaks: fc.boolean() }),
      }),
      (run) => {
        const evidence = toyEvidence(run)
        const verdict = commitOrder.judge(evidence, duckdb)
        expect({ ...verdict, ignored: [] }).toEqual({ kind: 'agree', ignored: [] })
        const events = evidence.concurrent?.clients.flat() ?? []
        const [order] = ordersIn(events)
        expect(faultsOf(order, attemptsOf(events))).toEqual([])
        // Every commit that is there is done again, and nothing else is.
        const commits = evidence.plan.steps.filter(
          (step) => step.kind === 'statement' && step.statement.sql.startsWith('INSERT'),
        )
        expect(commits.length).toBe((order?.commits.length ?? 0) - 1)
      },
    ),
    { numRuns: 150 },
  ))

describe('a fault is caught whenever it has shown', () => {
  test.each<[fault: keyof Faults, kinds: readonly string[]]>([
    ['loses', ['lost-commit', 'double-commit']],
    ['denies', ['double-commit', 'stray-commit']],
    ['doubles', ['double-commit']],
    ['lags', ['stale-read']],
    ['misreads', ['row-count']],
  ])('%s', (fault, kinds) => {
    const verdicts = SEEDS.map((seed) => judge({ seed, faults: { [fault]: true } }))
    const found = verdicts.flatMap((one) => (one.kind === 'mismatch' ? [one.mismatch] : []))
    // A race that nobody ran and a read that nobody made wrong show nothing.
    expect(found.length).toBeGreaterThan(SEEDS.length / 2)
    expect([...new Set(found)].filter((kind) => !kinds.includes(kind))).toEqual([])
    const others = verdicts.filter(({ kind }) => kind !== 'mismatch')
    expect(others.map(({ kind }) => kind)).toEqual(others.map(() => 'agree'))
  })
})

test('the commit behind a wrong answer is named', () => {
  const verdicts = SEEDS.map((seed) => judge({ seed, faults: { misreads: true } }))
  const told = verdicts.flatMap((one) => (one.kind === 'mismatch' ? [one.summary] : []))
  expect(
    told.every((text) => /^at snapshot \d+.* it parts from its serial replay/.test(text)),
  ).toBe(true)
})

test('without a reference promises are held, and the serial order is left out aloud', () => {
  const alone = (run: ToyRun) => {
    const evidence = toyEvidence(run)
    const records = evidence.reference.records.map((one) => ({ ...one, outcomes: [] }))
    return commitOrder.judge({ ...evidence, reference: { ...evidence.reference, records } }, duckdb)
  }
  for (const seed of SEEDS) {
    expect(alone({ seed, faults: { misreads: true } })).toMatchObject({
      kind: 'agree',
      ignored: expect.arrayContaining([
        expect.objectContaining({ because: 'there is no reference to do it on' }),
      ]),
    })
  }
  const lost = SEEDS.filter((seed) => alone({ seed, faults: { loses: true } }).kind === 'mismatch')
  expect(lost.length).toBeGreaterThan(SEEDS.length / 2)
})

test('a session on a node with local reads may be behind', () => {
  const local = { ...duckdb, reads: 'local' as const }
  const run = { seed: 1, faults: { lags: true } }
  const other = commitOrder.judge(toyEvidence({ ...run, node: 'reader' }), local)
  const same = commitOrder.judge(toyEvidence({ ...run, node: 'leader' }), local)
  expect([other.kind, same.kind]).toEqual(['agree', 'mismatch'])
})

test('two commits in one place are one fault, however often a join tells them', () => {
  const [first, ...same] = [null, 'a', 'b', 'a', 'b'].map((key, i) => ({ position: i && 1, key }))
  const faults = faultsOf({ session: 'r', commits: [first as Committed, ...same] }, [])
  expect(faults[0]).toEqual({ kind: 'same-position', position: 1, keys: ['a', 'b'] })
  expect(faults.filter(({ kind }) => kind === 'twice')).toEqual([])
  const again = [first as Committed, ...same.slice(0, 1), ...same.slice(2, 3)]
  const [twice] = faultsOf({ session: 'r', commits: again }, [])
  expect(twice).toEqual({ kind: 'same-position', position: 1, keys: ['a', 'a'] })
})

/** The order that the reader tells, told otherwise. */
function telling(change: (commits: readonly Committed[]) => readonly Committed[]): Bend {
  return (clients) => clients.map((events) => events.map((event) => bent(event, change)))
}

function bent(event: ClientEvent, change: (commits: readonly Committed[]) => readonly Committed[]) {
  if (event.kind !== 'note' || event.note.kind !== 'order') return event
  return { ...event, note: { ...event.note, commits: change(event.note.commits) } }
}

test.each<
  [what: string, change: (all: readonly Committed[]) => readonly Committed[], verdict: string]
>([
  ['without one', (all) => all.toSpliced(4, 1), 'lost-commit'],
  ['without the last', (all) => all.slice(0, -1), 'lost-commit'],
  [
    'one twice',
    (all) => [...all, { ...all[3], position: all.length } as Committed],
    'double-commit',
  ],
  ['two in one place', (all) => [...all, { position: 3, key: 'w9.9' }], 'double-commit'],
  ['one with another key', (all) => all.with(5, { position: 5, key: 'x' }), 'lost-commit'],
  ['one more', (all) => [...all, { position: all.length, key: 'x' }], 'inconclusive'],
  ['nothing', () => [], 'inconclusive'],
])('an order %s', (_, change, wanted) => {
  const verdict = judge({ seed: 5, bend: telling(change) })
  expect(verdict.kind === 'mismatch' ? verdict.mismatch : verdict.kind).toBe(wanted)
})

test('ids that contradict time are no order of commits, which says nothing about the database', () => {
  const at = (ns: number, session: string, note: object) =>
    ({ kind: 'note', session, atNs: BigInt(ns), note }) as ClientEvent
  const commit = (session: string, position: number, [from, to]: readonly [number, number]) => [
    at(from, session, { kind: 'begin', attempt: 0 }),
    at(from, session, { kind: 'read', position: 0 }),
    at(from, session, { kind: 'write', position, key: session, what: 'x' }),
    answered(to, session),
    at(to, session, { kind: 'end', as: 'committed' }),
  ]
  const events = [...commit('a', 2, [1, 2]), ...commit('b', 1, [3, 4])]
  const commits = [
    { position: 0, key: null },
    { position: 1, key: 'b' },
    { position: 2, key: 'a' },
  ]
  const [fault] = faultsOf({ session: 'r', commits }, attemptsOf(events))
  expect(fault?.kind).toBe('real-time')
  expect(staleReads(attemptsOf(events)).map(({ attempt }) => attempt.session)).toEqual(['b'])
})

function answered(ns: number, session: string): ClientEvent {
  const statement = { sql: 'COMMIT', params: [], delivery: 'simple' } as const
  const times = { invokedNs: BigInt(ns), completedNs: BigInt(ns) }
  return { kind: 'statement', session, statement, ...times, outcomes: [], status: 'I' }
}

test('a plan without clients is nothing for this oracle', () => {
  const { concurrent: _, ...evidence } = toyEvidence({ seed: 3, faults: { loses: true } })
  expect(commitOrder.judge(evidence, duckdb)).toEqual({ kind: 'agree', ignored: [] })
  expect(commitOrder.appliesTo?.(evidence, duckdb)).toBe(false)
  expect(commitOrder.appliesTo?.(toyEvidence({ seed: 3 }), duckdb)).toBe(true)
})
