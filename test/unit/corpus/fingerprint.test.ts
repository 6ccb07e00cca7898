import { expect, test } from 'vitest'
import {
  type FindingFacts,
  fingerprint,
  type Showing,
  signatureLines,
} from '../../../src/corpus/fingerprint.js'
import type { History } from '../../../src/model/history.js'
import type { Outcome } from '../../../src/model/outcome.js'
import type { Plan } from '../../../src/model/plan.js'
import { type Statement, statement } from '../../../src/model/statement.js'
import type { MismatchKind } from '../../../src/model/verdict.js'

const rows = (type: string, cell: string): Outcome => ({
  kind: 'rows',
  columns: [{ name: 'c', type: { kind: 'duckdb', name: type } }],
  rows: [[cell]],
})

function history(profile: string, outcome: Outcome, stepIndex: number): History {
  const target = { name: profile, version: '1', profile, address: '', nodes: [] }
  const record = {
    stepIndex,
    session: 'a',
    invokedNs: 1n,
    completedNs: 2n,
    outcomes: [outcome],
    status: undefined,
  }
  return { target, records: [record], state: [] }
}

interface Finding {
  readonly sql?: string
  readonly kind?: MismatchKind
  readonly oracle?: string
  readonly profile?: string
  readonly reference?: Outcome
  readonly subject?: Outcome
  readonly showing?: Showing
  /** How the culprit is sent. */
  readonly sent?: Partial<Statement>
  /** Statements before the culprit. */
  readonly before?: readonly string[]
}

const ROUNDED: Showing = { how: 'rounded', type: 'DECIMAL', inside: [] }

function facts(finding: Finding = {}): FindingFacts {
  const {
    sql = "SELECT sum(c0) FROM t0 WHERE s = 'x'",
    kind = 'value',
    oracle = 'differential',
    profile = 'lab',
    before = [],
    showing = ROUNDED,
  } = finding
  const plan: Plan = {
    sessions: [{ name: 'a', node: 'any' }],
    steps: [...before.map((text) => statement(text)), statement(sql, finding.sent)].map((one) => ({
      kind: 'statement',
      session: 'a',
      statement: one,
    })),
    features: [],
  }
  const reference = history(
    'duckdb',
    finding.reference ?? rows('DECIMAL(38,2)', '1.50'),
    before.length,
  )
  const subject = history(profile, finding.subject ?? rows('DECIMAL(38,2)', '1.5'), before.length)
  const mismatch = {
    kind: 'mismatch',
    mismatch: kind,
    stepIndex: before.length,
    summary: '',
    reference: '',
    subject: '',
    ignored: [],
  } as const
  return {
    oracle,
    mismatch,
    culprit: sql,
    part: 0,
    evidence: { plan, reference, subject },
    showing,
  }
}

test('a fingerprint is GE- and eight digits, and stays what it is', () => {
  expect(fingerprint(facts())).toMatchInlineSnapshot(`"GE-5e0048f5"`)
  expect(signatureLines(facts())).toMatchInlineSnapshot(`
    [
      "value: rounded",
      "SELECT sum(i1) FROM i2 WHERE i3 = VARCHAR",
      "DECIMAL",
    ]
  `)
})

test('the types of a difference, how it was sent and what came before stand in the third line', () => {
  const finding = facts({
    showing: { how: 'rounded', type: 'DECIMAL', inside: ['LIST'] },
    sent: { delivery: 'extended', wire: { results: 'binary', fetchRows: 2 } },
    before: ['CREATE TABLE t (a INT)', 'BEGIN', 'ALTER TABLE t ADD COLUMN b INT'],
  })
  expect(signatureLines(finding)[2]).toBe(
    'DECIMAL in LIST; extended results=binary fetch=n; ALTER TABLE; BEGIN',
  )
})

test.each<[string, Finding]>([
  ['names', { sql: "select SUM(other) from u where q = 'yyy' -- note" }],
  ['values', { reference: rows('DECIMAL(38,2)', '7.00'), subject: rows('DECIMAL(38,2)', '7') }],
  ['types that do not differ', { reference: rows('DECIMAL(9,1)', '7.0') }],
  ['how tables were made', { before: ['CREATE TABLE t (a INT)', 'INSERT INTO t VALUES (1)'] }],
])('%s are not part of it', (_, finding) => {
  expect(fingerprint(facts(finding))).toBe(fingerprint(facts()))
})

test('the size of a page is not part of it, that there are pages is', () => {
  const paged = (fetchRows: number) =>
    fingerprint(facts({ sent: { delivery: 'extended', wire: { fetchRows } } }))
  expect(paged(1)).toBe(paged(2))
  expect(paged(1)).not.toBe(fingerprint(facts({ sent: { delivery: 'extended' } })))
})

test.each<[string, Finding]>([
  ['the kind of mismatch', { kind: 'type' }],
  ['the oracle', { oracle: 'state' }],
  ['the profile', { profile: 'duckgres' }],
  ['the statement', { sql: "SELECT avg(c0) FROM t0 WHERE s = 'x'" }],
  ['the type that differs', { showing: { ...ROUNDED, type: 'DOUBLE' } }],
  ['the way in which it differs', { showing: { ...ROUNDED, how: 'sign' } }],
  ['what it is inside of', { showing: { ...ROUNDED, inside: ['LIST'] } }],
  ['the format', { sent: { delivery: 'extended', wire: { results: 'binary' } } }],
  ['the error class', { subject: { kind: 'error', errorClass: 'binder', message: 'm' } }],
  ['what happened before', { before: ['BEGIN'] }],
])('%s is part of it', (_, finding) => {
  expect(fingerprint(facts(finding))).not.toBe(fingerprint(facts()))
})

const PLAIN: Showing = { how: 'error', inside: [] }

test('where an answer is no answer at all, the types of its columns are part of it', () => {
  const failing = (type: string) =>
    fingerprint(facts({ kind: 'outcome', showing: PLAIN, reference: rows(type, '1') }))
  expect(failing('DECIMAL(9,1)')).toBe(failing('DECIMAL(18,3)'))
  expect(failing('DECIMAL(9,1)')).not.toBe(failing('DOUBLE'))
})

const IDLE: Showing = { how: 'T became I', inside: [] }

test('where the status is wrong, what a statement does is part of it and not how it is written', () => {
  const wrong = (sql: string, outcome: Outcome) =>
    fingerprint(facts({ kind: 'status', showing: IDLE, sql, reference: outcome, subject: outcome }))
  const done: Outcome = { kind: 'done', affected: 1 }
  expect(wrong('INSERT INTO t VALUES (1)', done)).toBe(wrong('INSERT INTO u SELECT 1, 2', done))
  expect(wrong('INSERT INTO t VALUES (1)', done)).not.toBe(wrong('COMMIT', done))
})

test('of a statement that fails on both sides, neither text nor class is part of it', () => {
  const failing = (sql: string, errorClass: 'binder' | 'constraint') => {
    const outcome: Outcome = { kind: 'error', errorClass, message: 'm' }
    return facts({ kind: 'status', showing: IDLE, sql, reference: outcome, subject: outcome })
  }
  const [one, other] = [
    failing('SELECT x', 'binder'),
    failing('INSERT INTO t VALUES (1)', 'constraint'),
  ]
  expect(fingerprint(one)).toBe(fingerprint(other))
  expect(signatureLines(one)[1]).toBe('a statement that fails')
})

test('error texts are not part of it, their classes are', () => {
  const failed = (errorClass: 'binder' | 'catalog', message: string) =>
    fingerprint(facts({ subject: { kind: 'error', errorClass, message } }))
  expect(failed('binder', 'a')).toBe(failed('binder', 'b'))
  expect(failed('binder', 'a')).not.toBe(failed('catalog', 'a'))
})

test('what is wrong with a message is part of it, its lengths are not', () => {
  const broken = (what: string) =>
    fingerprint(facts({ kind: 'protocol', subject: { kind: 'violation', what, hex: '00' } }))
  expect(broken('a row has 2 columns')).toBe(broken('a row has 3 columns'))
  expect(broken('a row has 2 columns')).not.toBe(broken('a row has text that is not UTF-8'))
})
