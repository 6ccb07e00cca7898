import { expect, test } from 'vitest'
import { differential } from '../../../oracles/differential/differential.js'
import { findingFacts } from '../../../src/campaign/finding-facts.js'
import { showingOf } from '../../../src/campaign/showing.js'
import { signatureLines } from '../../../src/corpus/fingerprint.js'
import type { Outcome } from '../../../src/model/outcome.js'
import { statement } from '../../../src/model/statement.js'
import type { Mismatch, MismatchKind } from '../../../src/model/verdict.js'
import { DONE, evidenceOf, failed, integers } from '../oracles/evidence.js'

function found(kind: MismatchKind, more: Partial<Mismatch> = {}): Mismatch {
  const nothing = { summary: '', reference: '', subject: '', ignored: [] }
  return { kind: 'mismatch', mismatch: kind, stepIndex: 0, ...nothing, ...more }
}

const tagged = (tag: string): Outcome => ({ ...DONE, tag }) as Outcome

test('a finding in a text of several statements is named by the one that differs, after those before it', () => {
  const batch = statement('BEGIN; INSERT INTO t VALUES (0); COMMIT')
  const side = (end: string) => ({
    answers: [{ outcomes: [tagged('BEGIN'), failed('23505'), tagged(end)] }],
  })
  const evidence = evidenceOf(side('ROLLBACK'), side('COMMIT'), [batch])
  const mismatch = found('tag', { reference: 'ROLLBACK', subject: 'COMMIT' })
  expect(signatureLines(findingFacts(differential, mismatch, { evidence }))).toEqual([
    'tag: ROLLBACK became COMMIT',
    'COMMIT',
    'BEGIN; a statement fails',
  ])
})

const one = (outcome: Outcome) => ({ answers: [{ outcomes: [outcome] }] })
const broken = (what: string): Outcome => ({ kind: 'violation', what, hex: '00' })

test.each<[MismatchKind, Outcome, Outcome, string]>([
  ['value', integers('3', '4'), integers('3', '-4'), 'sign'],
  ['value', integers('3'), integers(null), 'a value became NULL'],
  ['row-count', integers('1', '2'), integers('1'), 'fewer rows'],
  ['row-count', integers('1'), integers('1', '1'), 'more rows'],
  ['affected-rows', { kind: 'done', affected: 2 }, { kind: 'done', affected: 0 }, 'fewer rows'],
  ['outcome', integers('1'), failed('XX000'), 'error other where rows was right'],
  ['protocol', integers('1'), broken('column 3 is not UTF-8'), 'column n is not UTF-8'],
  ['protocol', integers('1'), broken('a cell of -2 bytes'), 'a cell of n bytes'],
  ['protocol', integers('1'), broken("a message of type '2'"), "a message of type '2'"],
])('%s: in what way it shows', (kind, reference, subject, how) => {
  expect(showingOf(evidenceOf(one(reference), one(subject)), found(kind)).how).toBe(how)
})

test.each<[MismatchKind, Partial<Mismatch>, string]>([
  ['type', { reference: 'DATE', subject: 'oid 1114' }, 'DATE became oid 1114'],
  ['type', { reference: 'DECIMAL(18,2)', subject: 'DECIMAL(4,1)' }, 'DECIMAL became DECIMAL'],
  ['type', { reference: 'i oid 1082', subject: 'i oid 1114' }, 'oid 1082 became oid 1114'],
  ['type', { reference: 'a DATE, b DATE', subject: 'a DATE' }, 'other columns'],
  ['status', { reference: 'failed', subject: 'idle' }, 'failed became idle'],
  ['nodes', { stepIndex: undefined, summary: 'table:t7 differs between n1 and n2' }, 'table'],
])('%s: names and numbers are not in it', (kind, more, how) => {
  expect(showingOf(evidenceOf(one(integers('1')), one(integers('1'))), found(kind, more)).how).toBe(
    how,
  )
})

test('where the way that was told is right, the other way of the same statement is looked at', () => {
  const twice = [statement('FROM t', { same: 'x' }), statement('FROM t', { same: 'x' })]
  const answers = (...cells: string[]) => ({
    answers: cells.map((cell) => ({ outcomes: [integers(cell)] })),
  })
  const evidence = evidenceOf(answers('3', '3'), answers('-3', '3'), twice)
  expect(showingOf(evidence, found('value', { stepIndex: 1 })).how).toBe('sign')
})
