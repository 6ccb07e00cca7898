import { expect, test } from 'vitest'
import { type FindingFacts, fingerprint, signatureLines } from '../../../src/corpus/fingerprint.js'
import type { History } from '../../../src/model/history.js'
import type { Outcome } from '../../../src/model/outcome.js'
import type { Plan } from '../../../src/model/plan.js'
import { statement } from '../../../src/model/statement.js'
import type { MismatchKind } from '../../../src/model/verdict.js'

const rows = (type: string, cell: string): Outcome => ({
  kind: 'rows',
  columns: [{ name: 'c', type: { kind: 'duckdb', name: type } }],
  rows: [[cell]],
})

function history(profile: string, outcome: Outcome): History {
  const target = { name: profile, version: '1', profile, address: '', nodes: [] }
  const record = {
    stepIndex: 0,
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
}

function facts(finding: Finding = {}): FindingFacts {
  const {
    sql = "SELECT sum(c0) FROM t0 WHERE s = 'x'",
    kind = 'value',
    oracle = 'differential',
    profile = 'lab',
  } = finding
  const plan: Plan = {
    sessions: [{ name: 'a', node: 'any' }],
    steps: [{ kind: 'statement', session: 'a', statement: statement(sql) }],
    features: [],
  }
  const reference = history('duckdb', finding.reference ?? rows('DECIMAL(38,2)', '1.50'))
  const subject = history(profile, finding.subject ?? rows('DECIMAL(38,2)', '1.5'))
  const mismatch = {
    kind: 'mismatch',
    mismatch: kind,
    stepIndex: 0,
    summary: '',
    reference: '',
    subject: '',
    ignored: [],
  } as const
  return { oracle, mismatch, culprit: sql, evidence: { plan, reference, subject } }
}

test('a fingerprint is GE- and eight digits, and stays what it is', () => {
  expect(fingerprint(facts())).toMatchInlineSnapshot(`"GE-5d3a062b"`)
  expect(signatureLines(facts())).toMatchInlineSnapshot(`
    [
      "value",
      "SELECT sum(i1) FROM i2 WHERE i3 = VARCHAR",
      "DECIMAL(38,2)",
    ]
  `)
})

test.each([
  ['names', { sql: "select SUM(other) from u where q = 'yyy' -- note" }],
  ['values', { reference: rows('DECIMAL(38,2)', '7.00'), subject: rows('DECIMAL(38,2)', '7') }],
])('%s are not part of it', (_, finding) => {
  expect(fingerprint(facts(finding))).toBe(fingerprint(facts()))
})

test.each<[string, Finding]>([
  ['the kind of mismatch', { kind: 'type' }],
  ['the oracle', { oracle: 'state' }],
  ['the profile', { profile: 'duckgres' }],
  ['the statement', { sql: "SELECT avg(c0) FROM t0 WHERE s = 'x'" }],
  ['the types', { reference: rows('DOUBLE', '1.5') }],
  ['the error class', { subject: { kind: 'error', errorClass: 'binder', message: 'm' } }],
])('%s is part of it', (_, finding) => {
  expect(fingerprint(facts(finding))).not.toBe(fingerprint(facts()))
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
