import { expect, test } from 'vitest'
import { catalogInvariants } from '../../../oracles/catalog-invariants/catalog-invariants.js'
import { differential } from '../../../oracles/differential/differential.js'
import { state } from '../../../oracles/state/state.js'
import { wire } from '../../../oracles/wire/wire.js'
import { canaryCaught } from '../../../src/campaign/canary.js'
import type { Check } from '../../../src/model/check.js'
import type { Evidence, History } from '../../../src/model/history.js'
import type { Column, Outcome } from '../../../src/model/outcome.js'
import { statement } from '../../../src/model/statement.js'
import { agree, type Oracle } from '../../../src/model/verdict.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'

const COLUMN: Column = { name: 'i', type: { kind: 'duckdb', name: 'INTEGER' } }
const ROWS: Outcome = {
  kind: 'rows',
  columns: [COLUMN],
  rows: [['1'], ['1']],
}
const NOTHING: Outcome = { ...ROWS, rows: [] }

function evidenceOf(outcome: Outcome): Evidence {
  const history: History = {
    target: { name: 'duckdb', version: '1', profile: 'duckdb', address: '', nodes: [] },
    records: [
      {
        stepIndex: 0,
        session: 'a',
        invokedNs: 0n,
        completedNs: 1n,
        outcomes: [outcome],
        status: 'I',
      },
    ],
    state: [{ node: 'n1', kind: 'state', objects: new Map([['table:t', 'digest']]) }],
  }
  const step = { kind: 'statement', session: 'a', statement: statement('FROM t') } as const
  const plan = { sessions: [{ name: 'a', node: 'any' }], steps: [step], features: [] } as const
  return { plan, reference: history, subject: history }
}

test('a row that is taken from the subject is reported by the oracles as shipped', () => {
  expect(canaryCaught(evidenceOf(ROWS), [differential, state], duckdb)).toBe(true)
})

test.each([differential, state])('$name catches it alone', (oracle) => {
  expect(canaryCaught(evidenceOf(ROWS), [oracle], duckdb)).toBe(true)
})

test('wire catches it alone where a statement was sent in two ways', () => {
  const { plan, subject } = evidenceOf(ROWS)
  const steps = [{ same: undefined }, { same: 'q1' }, { same: 'q1' }].map(({ same }) => {
    const sent = statement('FROM t', { same })
    return { kind: 'statement', session: 'a', statement: sent } as const
  })
  const records = steps.flatMap((_, stepIndex) =>
    subject.records.map((record) => ({ ...record, stepIndex })),
  )
  const history = { ...subject, records }
  const evidence = { plan: { ...plan, steps }, reference: history, subject: history }
  expect(canaryCaught(evidence, [wire], duckdb)).toBe(true)
  expect(canaryCaught(evidence, [differential], duckdb)).toBe(true)
})

test('an oracle that sees nothing does not catch it', () => {
  const blind: Oracle = { name: 'blind', summary: '', judge: () => agree() }
  expect(canaryCaught(evidenceOf(ROWS), [blind], duckdb)).toBe(false)
})

test('where there is no row to take, there is no canary', () => {
  expect(canaryCaught(evidenceOf(NOTHING), [differential], duckdb)).toBeUndefined()
})

test('an oracle that asks beside the plan is not expected to see it where nothing was asked', () => {
  expect(canaryCaught(evidenceOf(ROWS), [catalogInvariants], duckdb)).toBeUndefined()
})

test('it reports one thing more that is wrong in what it has asked', () => {
  const evidence = evidenceOf(ROWS)
  const check: Check = {
    oracle: catalogInvariants.name,
    label: 'catalog',
    about: 'm.',
    after: 1,
    session: 'a',
    statement: statement('SELECT 1'),
  }
  const checks = [{ check, outcome: { ...NOTHING, columns: Array(3).fill(COLUMN) } }]
  const subject = { ...evidence.subject, checks }
  expect(canaryCaught({ ...evidence, subject }, [catalogInvariants], duckdb)).toBe(true)
})
