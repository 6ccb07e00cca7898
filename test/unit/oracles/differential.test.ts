import { expect, test } from 'vitest'
import { differential } from '../../../oracles/differential/differential.js'
import { statement } from '../../../src/model/statement.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'
import { DONE, evidenceOf, failed, integers, type Side } from './evidence.js'

const judge = (reference: Side, subject: Side, statements?: ReturnType<typeof statement>[]) =>
  differential.judge(evidenceOf(reference, subject, statements), duckdb)

const right: Side = {
  answers: [
    { outcomes: [DONE], status: 'T' },
    { outcomes: [integers('1', '2')], status: 'T' },
  ],
}

test('equal histories agree, and what was left out is said', () => {
  const turned: Side = {
    answers: [
      right.answers[0] ?? { outcomes: [] },
      { outcomes: [integers('2', '1')], status: 'T' },
    ],
  }
  expect(judge(right, turned)).toEqual({
    kind: 'agree',
    ignored: [{ what: 'row order', because: 'no total order is known' }],
  })
})

test('the first step that differs is named', () => {
  const wrong: Side = {
    answers: [
      { outcomes: [failed('42P01')], status: 'T' },
      { outcomes: [integers('9')], status: 'T' },
    ],
  }
  expect(judge(right, wrong)).toMatchObject({ kind: 'mismatch', mismatch: 'outcome', stepIndex: 0 })
})

test('an order that is total is compared', () => {
  const ordered = statement('FROM t ORDER BY i', {
    compare: { rows: 'ordered', because: 'i is the key' },
  })
  const one: Side = { answers: [{ outcomes: [integers('1', '2')] }] }
  const other: Side = { answers: [{ outcomes: [integers('2', '1')] }] }
  expect(judge(one, other, [ordered])).toMatchObject({ kind: 'mismatch', mismatch: 'order' })
  expect(judge(one, one, [ordered]).kind).toBe('agree')
})

test('a status byte that differs is a mismatch, and one that nobody knows is none', () => {
  const idle: Side = {
    answers: [
      { outcomes: [DONE], status: 'I' },
      { outcomes: [integers('1', '2')], status: 'T' },
    ],
  }
  expect(judge(right, idle)).toMatchObject({ kind: 'mismatch', mismatch: 'status', stepIndex: 0 })
})

test('a text of several statements is compared one by one', () => {
  const both: Side = { answers: [{ outcomes: [DONE, integers('1')] }] }
  const cut: Side = { answers: [{ outcomes: [DONE] }] }
  expect(judge(both, cut)).toMatchObject({ kind: 'mismatch', stepIndex: 0 })
  expect(judge(both, both).kind).toBe('agree')
})

test('after what the subject does not support nothing more is said', () => {
  const refused: Side = {
    answers: [
      { outcomes: [failed('0A000')], status: 'T' },
      { outcomes: [integers('9')], status: 'T' },
    ],
  }
  expect(judge(right, refused)).toMatchObject({ kind: 'inconclusive', stepIndex: 0 })
})

test('a history that ends early is no agreement', () => {
  expect(judge(right, { answers: right.answers.slice(0, 1) }).kind).toBe('inconclusive')
})

test.each([
  [340, 'inconclusive'],
  [360, 'mismatch'],
] as const)('a statement that ends after %i ms, cancelled after 100', (endsMs, kind) => {
  const cancelled = statement('FROM t', { wire: { cancelAfterMs: 100 } })
  const interrupted = { ...failed('57014'), errorClass: 'interrupt' } as const
  const evidence = evidenceOf(
    { answers: [{ outcomes: [interrupted] }] },
    { answers: [{ outcomes: [integers('1')] }] },
    [cancelled],
  )
  const completedNs = BigInt(endsMs) * 1_000_000n
  const records = evidence.subject.records.map((record) => ({ ...record, completedNs }))
  const subject = { ...evidence.subject, records }
  expect(differential.judge({ ...evidence, subject }, duckdb).kind).toBe(kind)
})
