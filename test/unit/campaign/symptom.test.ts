import { expect, test } from 'vitest'
import { messageTemplate } from '../../../src/campaign/message-template.js'
import { hasSymptom, symptomsOf } from '../../../src/campaign/symptom.js'
import type { Evidence } from '../../../src/model/history.js'
import type { Outcome } from '../../../src/model/outcome.js'
import { statement } from '../../../src/model/statement.js'
import type { Mismatch, MismatchKind } from '../../../src/model/verdict.js'

function mismatch(kind: MismatchKind, reference: string, subject: string): Mismatch {
  const more = { kind: 'mismatch', stepIndex: 0, summary: 'it differs', ignored: [] } as const
  return { ...more, mismatch: kind, reference, subject }
}

function evidence(left: Outcome, right: Outcome): Evidence {
  const target = { name: '', version: '', profile: '', address: '', nodes: [] }
  const times = { stepIndex: 0, session: 'a', invokedNs: 0n, completedNs: 0n, status: undefined }
  const history = (outcome: Outcome) => ({
    target,
    records: [{ ...times, outcomes: [outcome] }],
    state: [],
  })
  const plan = { sessions: [], steps: [], features: [] }
  return { plan, reference: history(left), subject: history(right) }
}

const DONE: Outcome = { kind: 'done', affected: 1 }
const NO_TYPES = new Map()
test.each([
  ['type', 'DECIMAL(18,2)', 'DOUBLE', 'DECIMAL became DOUBLE'],
  ['type', 'simple\nINTEGER', 'extended, binary\nBIGINT', 'INTEGER became BIGINT'],
  ['status', 'I (idle)', 'E (failed)', 'I (idle) became E (failed)'],
  ['tag', 'one way\nSELECT', 'another, in pages\nINSERT', 'SELECT became INSERT'],
] as const)('%s: %j and %j', (kind, reference, subject, expected) => {
  expect(symptomsOf(mismatch(kind, reference, subject), evidence(DONE, DONE), NO_TYPES)).toEqual([
    expected,
  ])
})

const column = { name: 'c', type: { kind: 'duckdb', name: 'INTEGER[]' } } as const
const rows = (...cells: (string | null)[]): Outcome => ({
  kind: 'rows',
  columns: [column],
  rows: cells.map((cell) => [cell]),
})

test.each([
  [rows('1', '2'), rows('1'), 'row-count'],
  [rows('1'), rows('1', '1'), 'row-count'],
  [DONE, { ...DONE, affected: 2 }, 'affected-rows'],
  [rows(null), rows('[1]'), 'value'],
  [rows('[1]'), rows(null), 'value'],
] as const)('%j and %j: %s, and the other way round, are two symptoms', (left, right, kind) => {
  const found = mismatch(kind, '', '')
  const one = symptomsOf(found, evidence(left, right), NO_TYPES)
  const other = symptomsOf(found, evidence(right, left), NO_TYPES)
  expect(hasSymptom(one, one[0])).toBe(true)
  expect(hasSymptom(other, one[0])).toBe(false)
  expect(hasSymptom(other, undefined)).toBe(true)
})

test.each([
  ['Table with name t0 does not exist!\nLINE 1: ...', 'Table with name _ does not exist!'],
  ["Could not convert string 'a' to INT32", 'Could not convert string _ to INTn'],
  ['Duplicate key "k: 12" violates primary key', 'Duplicate key _ violates primary key'],
])('%j is %j', (message, expected) => {
  const step = {
    kind: 'statement',
    session: 'a',
    statement: statement('SELECT k FROM T0'),
  } as const
  expect(messageTemplate(message, { sessions: [], steps: [step], features: [] })).toBe(expected)
})
