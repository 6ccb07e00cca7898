import { describe, expect, test } from 'vitest'
import { commitOrder } from '../../../oracles/commit-order/commit-order.js'
import { differential } from '../../../oracles/differential/differential.js'
import { state } from '../../../oracles/state/state.js'
import { clientCounts } from '../../../src/campaign/client-counts.js'
import { type Trial, tryPlan } from '../../../src/campaign/trial.js'
import { lossIncidents } from '../../../src/campaign/undecided-events.js'
import { planOf } from '../../../src/generate/sample.js'
import { attemptsOf } from '../../../src/judge/serial/attempts.js'
import type { Reply } from '../../../src/model/outcome.js'
import { statement } from '../../../src/model/statement.js'
import type { Session, Target } from '../../../src/model/target.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'
import { printChange } from '../../../workloads/ducklake-metadata/change.js'
import { createdCatalog } from '../../../workloads/ducklake-metadata/creation.js'
import { readChanges } from '../../../workloads/ducklake-writers/changes-made.js'
import { conflictOf, isRetried } from '../../../workloads/ducklake-writers/conflict.js'
import { ducklakeWriters } from '../../../workloads/ducklake-writers/ducklake-writers.js'
import { twoDuckDBs } from '../campaign/two-duckdbs.js'

const sides = twoDuckDBs('writers')
const programs = new Map(ducklakeWriters.programs?.map((one) => [one.name, one]))
const oracles = [commitOrder, differential, state]
const supports = () => true

function run(subject: Target, seed: bigint, commits: number): Promise<Trial> {
  const clients = { writers: 3, commits }
  const plan = planOf(ducklakeWriters, { supports, maxSteps: 80, clients }, seed)
  const { reference, settings } = sides
  return tryPlan(plan, { reference, subject, profile: duckdb }, oracles, { ...settings, programs })
}

function countOf({ evidence }: Trial, what: string, because: string): number {
  const counts = evidence.concurrent ? clientCounts(evidence.concurrent) : []
  return counts.find((one) => one.what === what && one.because === because)?.count ?? 0
}

test('three writers at once: every commit is there, in an order that gives the same again', async () => {
  const trial = await run(sides.honest, 7n, 9)
  expect(trial.verdicts.map(({ verdict }) => verdict.kind)).toEqual(['agree', 'agree', 'agree'])
  expect(countOf(trial, 'commits', 'acknowledged')).toBe(9)
  const attempts = trial.evidence.concurrent?.clients.flatMap(attemptsOf) ?? []
  // They did race, or this would say nothing.
  expect(attempts.filter(({ end }) => end === 'failed').length).toBeGreaterThan(0)
})

/** Every third COMMIT of a writer loses its connection: in turn before it is sent and after it is done. One that fails is answered. */
function cutting(target: Target): Target {
  let [commits, cuts] = [0, 0]
  const send = async (session: Session, ...[one, limits]: Parameters<Session['send']>) => {
    if (one.sql !== 'COMMIT') return session.send(one, limits)
    commits += 1
    if (commits % 3 !== 0) return session.send(one, limits)
    const reply = await session.send(cuts % 2 === 0 ? one : statement('ROLLBACK'), limits)
    if (reply.outcomes.some(({ kind }) => kind === 'error')) return reply
    cuts += 1
    return GONE
  }
  const open = async (...where: Parameters<Target['open']>): Promise<Session> => {
    const session = await target.open(...where)
    if (where[0] !== 'any') return session
    let isGone = false
    return {
      send: async (...what) => {
        const reply = isGone ? GONE : await send(session, ...what)
        isGone ||= reply === GONE
        return reply
      },
      cancel: () => session.cancel(),
      close: () => session.close(),
    }
  }
  return {
    facts: target.facts,
    reset: (scope) => target.reset(scope),
    open,
    state: (scope) => target.state(scope),
    clean: (scope) => target.clean(scope),
    close: () => target.close(),
  }
}

const GONE: Reply = {
  outcomes: [{ kind: 'unknown', reason: 'connection-lost', detail: 'the connection was closed' }],
  status: undefined,
}

test('a COMMIT without an answer is decided by a later read, and is a fault in neither case', async () => {
  const trial = await run(cutting(sides.honest), 11n, 9)
  expect(trial.verdicts.map(({ verdict }) => verdict.kind)).toEqual(['agree', 'agree', 'agree'])
  expect(countOf(trial, 'commits', 'of unknown end, found done')).toBeGreaterThan(0)
  expect(countOf(trial, 'commits', 'of unknown end, found not done')).toBeGreaterThan(0)
  const gaveUp = 'nobody knows what became of its COMMIT'
  expect(countOf(trial, 'gave-up', gaveUp)).toBeGreaterThan(0)
})

/** Every COMMIT warns that it may be lost. */
function warning(target: Target): Target {
  const notices = [{ severity: 'WARNING', sqlstate: '01000', message: 'canceling wait' }]
  return {
    facts: target.facts,
    reset: (scope) => target.reset(scope),
    state: (scope) => target.state(scope),
    clean: (scope) => target.clean(scope),
    close: () => target.close(),
    open: async (...where) => {
      const session = await target.open(...where)
      return {
        send: async (one, limits) => {
          const reply = await session.send(one, limits)
          return one.sql === 'COMMIT' ? { ...reply, notices } : reply
        },
        cancel: () => session.cancel(),
        close: () => session.close(),
      }
    },
  }
}

test('a client believes in a commit that may be lost, and nobody is held to it', async () => {
  const trial = await run(warning(sides.honest), 13n, 2)
  expect(trial.verdicts.map(({ verdict }) => verdict.kind)).toEqual(['agree', 'agree', 'agree'])
  expect(countOf(trial, 'commits', 'acknowledged')).toBe(0)
  expect(countOf(trial, 'commits', 'of unknown end, found done')).toBe(2)
  expect(countOf(trial, 'commit-at-risk', 'canceling wait')).toBe(2)
  const both = { reference: sides.reference, subject: sides.honest, profile: duckdb }
  const told = lossIncidents(trial, both, 'here').map((event) => JSON.stringify(event))
  expect(told).toEqual([expect.stringMatching(/here: \d+ commits were .*: they may be lost; /)])
})

test('a seed gives the same plan, and a writer the arguments that the user asked for', () => {
  const plan = (clients?: { writers: number; commits: number }) =>
    planOf(ducklakeWriters, { supports, maxSteps: 80, clients }, 3n)
  expect(JSON.stringify(plan())).toBe(JSON.stringify(plan()))
  const writers = plan({ writers: 3, commits: 7 }).clients?.slice(0, 3) ?? []
  expect(writers.map(({ args }) => (args as { commits: number }).commits)).toEqual([3, 2, 2])
})

describe('what a client reads of the changes of others', () => {
  const catalog = createdCatalog()
  test.each([
    ['inserted_into_table:4,deleted_from_table:12', 2],
    ['created_table:"main"."we\'ird ""s"', 1],
    ['created_schema:"a,b:c"', 1],
    ['', 0],
  ])('%s', (said, count) => {
    const changes = readChanges(said, catalog)
    expect(changes?.length).toBe(count)
    expect(changes?.map(printChange).join(',')).toBe(said)
  })

  test.each(['inserted_into_table', 'created_table:main.t', 'x:1;y:2'])('%s is none', (said) => {
    expect(readChanges(said, catalog)).toBeUndefined()
  })

  test.each([
    ['inserted_into_table:4', 'altered_table:4', 'inserted_into_table met altered_table'],
    ['inserted_into_table:4', 'altered_table:5', undefined],
    ['inserted_into_table:4', 'inserted_into_table:4', undefined],
    ['created_table:"main"."T"', 'created_table:"main"."t"', 'created_table met created_table'],
    ['deleted_from_table:4', 'inlined_insert:4', 'deleted_from_table met inlined_insert'],
  ])('%s after %s', (mine, theirs, why) => {
    const read = (said: string) => readChanges(said, catalog) ?? []
    expect(conflictOf(read(mine), read(theirs))).toBe(why)
  })
})

test('a client tries again for four words only', () => {
  const errors = [
    'Duplicate key "x" violates PRIMARY KEY constraint',
    'Transaction conflict: cannot update a table that has been altered!',
    'could not serialize access due to concurrent update',
    'duplicate key value violates unique constraint',
    'doppelter Schlüsselwert',
  ]
  expect(errors.map(isRetried)).toEqual([true, true, true, true, false])
})
