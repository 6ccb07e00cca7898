import { expect, test } from 'vitest'
import { compareOutcomes } from '../../../src/judge/compare-outcomes.js'
import type { Cell, Outcome } from '../../../src/model/outcome.js'
import type { Profile } from '../../../src/model/profile.js'
import type { Comparison } from '../../../src/model/statement.js'

const profile: Profile = {
  name: 'test',
  summary: '',
  capabilities: new Set(),
  types: new Map([
    ['INTEGER', { oids: [23] }],
    ['BLOB', { oids: [17] }],
  ]),
  statusAfterError: 'duckdb',
  reads: 'linearizable',
  sessionSetup: [],
}

const reference = (type: string, ...cells: Cell[]): Outcome => ({
  kind: 'rows',
  columns: [{ name: 'c', type: { kind: 'duckdb', name: type } }],
  rows: cells.map((cell) => [cell]),
})
const subject = (oid: number, ...cells: Cell[]): Outcome => ({
  kind: 'rows',
  columns: [{ name: 'c', type: { kind: 'pg', oid, modifier: -1 } }],
  rows: cells.map((cell) => [cell]),
})

function kindOf(left: Outcome, right: Outcome, rows: Comparison['rows'] = 'bag'): string {
  const verdict = compareOutcomes(left, right, { comparison: { rows, because: 'test' }, profile })
  return verdict.kind === 'different' ? verdict.difference.mismatch : verdict.kind
}

const failure = (sqlstate: string): Outcome => ({
  kind: 'error',
  errorClass: 'other',
  sqlstate,
  message: '',
})

test.each<[string, Outcome, Outcome, Comparison['rows'], string]>([
  ['equal rows', reference('INTEGER', '1', '2'), subject(23, '2', '1'), 'bag', 'same'],
  ['another order', reference('INTEGER', '1', '2'), subject(23, '2', '1'), 'ordered', 'order'],
  ['another value', reference('INTEGER', '1'), subject(23, '2'), 'bag', 'value'],
  ['a row lost', reference('INTEGER', '1', '1'), subject(23, '1'), 'bag', 'row-count'],
  ['NULL is no text', reference('VARCHAR', null), subject(25, 'NULL'), 'bag', 'value'],
  ['another type', reference('INTEGER', '1'), subject(25, '1'), 'bag', 'type'],
  ['a text that is no value', reference('INTEGER', '1'), subject(23, 'one'), 'bag', 'value'],
  ['only the count matters', reference('INTEGER', '1'), subject(23, '7'), 'count', 'same'],
  ['a count', reference('INTEGER', '1'), subject(23, '7', '7'), 'count', 'row-count'],
  ['error instead of rows', reference('INTEGER', '1'), failure('42P01'), 'bag', 'outcome'],
  [
    'rows instead of an error',
    { kind: 'error', errorClass: 'catalog', message: '' },
    subject(23),
    'bag',
    'outcome',
  ],
  [
    'another class',
    { kind: 'error', errorClass: 'catalog', message: '' },
    failure('23505'),
    'bag',
    'error-class',
  ],
  [
    'counts of changed rows',
    { kind: 'done', affected: 2 },
    { kind: 'done', affected: 1 },
    'bag',
    'affected-rows',
  ],
  ['an honest refusal', { kind: 'done', affected: 2 }, failure('0A000'), 'bag', 'undecided'],
  [
    'a time-out',
    { kind: 'done', affected: 2 },
    { kind: 'unknown', reason: 'timeout', detail: '' },
    'bag',
    'undecided',
  ],
  [
    'a death',
    { kind: 'done', affected: 2 },
    { kind: 'unknown', reason: 'connection-lost', detail: '' },
    'bag',
    'crash',
  ],
  [
    'a statement that was not reached',
    { kind: 'done', affected: 2 },
    undefined as unknown as Outcome,
    'bag',
    'outcome',
  ],
])('%s', (_, left, right, rows, expected) => {
  expect(kindOf(left, right, rows)).toBe(expected)
})

test('names are compared when somebody wrote them, and not when DuckDB made them up', () => {
  const named = (name: string): Outcome => ({
    kind: 'rows',
    columns: [{ name, type: { kind: 'duckdb', name: 'INTEGER' } }],
    rows: [],
  })
  expect(kindOf(named('total'), named('count'))).toBe('column-names')
  expect(kindOf(named('count_star()'), named('count'))).toBe('same')
})

test('a broken message differs from every answer, and the sentence says what is wrong', () => {
  const broken: Outcome = { kind: 'violation', what: 'a row has 2 columns', hex: '44' }
  const comparison = { rows: 'bag', because: 'test' } as const
  const verdict = compareOutcomes(reference('INTEGER', '1'), broken, { comparison, profile })
  expect(verdict).toMatchObject({
    kind: 'different',
    difference: {
      mismatch: 'protocol',
      summary: 'the endpoint broke the protocol: a row has 2 columns',
    },
  })
})

test('a type that nobody knows is said, where the profile does not forbid it', () => {
  const rules = { comparison: { rows: 'bag', because: 'test' }, profile } as const
  const told = (type: string, oid: number) =>
    compareOutcomes(reference(type, '1'), subject(oid, '1'), rules)
  const unknown = { what: 'the type of column c', because: 'type oid 987654 is not known' }
  expect(told('BIGINT', 987_654)).toMatchObject({ kind: 'same', ignored: [unknown] })
  expect(told('BIGINT', 20)).toMatchObject({ kind: 'same', ignored: [] })
  expect(told('INTEGER', 987_654)).toMatchObject({ kind: 'different' })
})
