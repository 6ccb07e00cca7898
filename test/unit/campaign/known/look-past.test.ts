import { expect, test } from 'vitest'
import { differential } from '../../../../oracles/differential/differential.js'
import { wire } from '../../../../oracles/wire/wire.js'
import { KnownDifferences } from '../../../../src/campaign/known/known-differences.js'
import { lookPast } from '../../../../src/campaign/known/look-past.js'
import type { Evidence } from '../../../../src/model/history.js'
import type { Outcome } from '../../../../src/model/outcome.js'
import { type Statement, statement } from '../../../../src/model/statement.js'
import type { Oracle } from '../../../../src/model/verdict.js'
import { skeleton } from '../../../../src/sql/skeleton.js'
import { duckdb } from '../../../../src/target/profile/duckdb.js'
import { DONE, evidenceOf, failed, integers } from '../../oracles/evidence.js'
import { accepted } from './accepted.js'

function look(evidence: Evidence, matches: readonly string[], oracles: readonly Oracle[]) {
  const known = new KnownDifferences(matches.map((match, index) => accepted(match, `k${index}`)))
  const verdicts = oracles.map((oracle) => ({ oracle, verdict: oracle.judge(evidence, duckdb) }))
  const { hits, unknown, blockedAt } = lookPast({ evidence, verdicts }, duckdb, known)
  return {
    hits: hits.map(({ known: { name }, mismatch, oracle }) =>
      [name, oracle.name, mismatch.mismatch, mismatch.stepIndex].join(' '),
    ),
    unknown:
      unknown &&
      `${unknown.oracle.name} ${unknown.mismatch.mismatch} ${unknown.mismatch.stepIndex}`,
    blockedAt,
  }
}

/** A result of these columns, `name TYPE`, with one row. */
function row(columns: readonly string[], cells: readonly string[], tag?: string): Outcome {
  const split = columns.map((column) => column.split(' '))
  return {
    kind: 'rows',
    columns: split.map(([name = '', type = '']) => ({
      name,
      type: { kind: 'duckdb', name: type },
    })),
    rows: [cells],
    ...(tag && { tag }),
  }
}

const READ = statement('SELECT i FROM t')
const WRITE = statement('DELETE FROM t')
const BEHIND = statement('SELECT i FROM t WHERE i > 1')

/** A first step that differs in one kind, and one behind it that has another value. */
function twoSteps(one: Statement, reference: Outcome, subject: Outcome): Evidence {
  const side = (first: Outcome, value: string) => ({
    answers: [{ outcomes: [first] }, { outcomes: [integers(value)] }],
  })
  return evidenceOf(side(reference, '1'), side(subject, '2'), [one, BEHIND])
}

const skeletonOf = { read: skeleton(READ.sql), write: skeleton(WRITE.sql) }

test.each<[string, Statement, Outcome, Outcome, string]>([
  ['column-names', READ, row(['a INTEGER'], ['1']), row(['b INTEGER'], ['1']), 'read'],
  ['type', READ, row(['a INTEGER'], ['1']), row(['a BIGINT'], ['1']), 'read'],
  ['value', READ, integers('1'), integers('2'), 'read'],
  ['row-count', READ, integers('1'), integers('1', '1'), 'read'],
  ['tag', READ, row(['a INTEGER'], ['1'], 'SELECT'), row(['a INTEGER'], ['1'], 'DELETE'), 'read'],
  ['outcome', READ, integers('1'), failed('42601'), 'read'],
  ['protocol', READ, integers('1'), { kind: 'violation', what: 'too long', hex: '00' }, 'read'],
])('behind a known %s the next mismatch is seen', (kind, one, reference, subject) => {
  const evidence = twoSteps(one, reference, subject)
  const match = `kind=${kind} skeleton="${skeletonOf.read}"`
  expect(look(evidence, [match], [differential])).toEqual({
    hits: [`k0 differential ${kind} 0`],
    unknown: 'differential value 1',
    blockedAt: undefined,
  })
  expect(look(evidence, [], [differential]).unknown).toBe(`differential ${kind} 0`)
})

test.each<[string, Outcome, Outcome]>([
  ['affected-rows', DONE, { kind: 'done', affected: 2 }],
  ['outcome', DONE, failed('42601')],
])('what comes after a known %s of a write may follow from it', (kind, reference, subject) => {
  const evidence = twoSteps(WRITE, reference, subject)
  const match = `kind=${kind} skeleton="${skeletonOf.write}"`
  expect(look(evidence, [match], [differential])).toMatchObject({
    unknown: undefined,
    blockedAt: 0,
  })
})

test('a known type does not hide another value, and a value told in another type is no other', () => {
  const types = `kind=type skeleton="${skeletonOf.read}" types="DATE, DECIMAL(9,2)" shows=`
  const both = ['date', 'decimal'].map((of) =>
    of === 'date' ? `${types}"DATE became TIMESTAMP"` : `${types}"DECIMAL(9,2) became DOUBLE"`,
  )
  const seen = (cells: readonly string[]) => {
    const right = row(['d DATE', 'n DECIMAL(9,2)'], ['2024-02-29', '1.50'])
    const told = row(['d TIMESTAMP', 'n DOUBLE'], cells)
    const answers = (outcome: Outcome) => ({ answers: [{ outcomes: [outcome] }] })
    return look(evidenceOf(answers(right), answers(told), [READ]), both, [differential])
  }
  const hits = ['k0 differential type 0', 'k1 differential type 0']
  expect(seen(['2024-02-29 00:00:00.000000', '1.5'])).toMatchObject({ hits, unknown: undefined })
  expect(seen(['2024-02-28 00:00:00.000000', '1.5'])).toMatchObject({
    hits,
    unknown: 'differential value 0',
  })
  expect(seen(['2024-02-29 00:00:00.000000', '1.51'])).toMatchObject({
    hits,
    unknown: 'differential value 0',
  })
})

test.each([
  ['another skeleton', 'kind=value skeleton="SELECT i1, i2 FROM i3"'],
  ['another kind', 'kind=type,order skeleton="SELECT i1 FROM i2"'],
  ['another oracle', 'oracle=wire kind=value skeleton="SELECT i1 FROM i2"'],
  ['other types', 'kind=value skeleton="SELECT i1 FROM i2" types="BIGINT"'],
])('%s is not covered', (_, match) => {
  const evidence = twoSteps(READ, integers('1'), integers('2'))
  expect(look(evidence, [match], [differential])).toMatchObject({
    hits: [],
    unknown: 'differential value 0',
  })
})

test('an error of another class is not covered, and no text of an error is asked for', () => {
  const error = (errorClass: 'binder' | 'catalog', message: string): Outcome => ({
    kind: 'error',
    errorClass,
    message,
  })
  const match =
    'kind=outcome skeleton="SELECT i1 FROM i2" shows="error binder where rows was right"'
  const evidence = (told: Outcome) => twoSteps(READ, integers('1'), told)
  const seen = (told: Outcome) => look(evidence(told), [match], [differential]).hits.length
  expect([
    seen(error('binder', 'a')),
    seen(error('binder', 'b')),
    seen(error('catalog', 'a')),
  ]).toEqual([1, 1, 0])
})

test('of the values of one statement only those that differ in the known manner are set aside', () => {
  const columns = ['a VARCHAR', 'b VARCHAR']
  const several = (...rows: readonly (readonly (string | null)[])[]): Outcome => ({
    ...(row(columns, []) as Extract<Outcome, { kind: 'rows' }>),
    rows,
  })
  const seen = (...told: readonly (readonly (string | null)[])[]) => {
    const right = several(['', 'x'], ['', 'y'], ['z', ''])
    const answers = (outcome: Outcome) => ({ answers: [{ outcomes: [outcome] }] })
    const evidence = evidenceOf(answers(right), answers(several(...told)), [READ])
    const match = `kind=value skeleton="${skeletonOf.read}" shows="${shows}"`
    return look(evidence, [match], [differential])
  }
  const shows = 'VARCHAR: empty became NULL'
  const hits = ['k0 differential value 0']
  expect(seen([null, 'x'], [null, 'y'], ['z', null])).toMatchObject({ hits, unknown: undefined })
  expect(seen(['z', null], [null, 'y'], [null, 'x'])).toMatchObject({ hits, unknown: undefined })
  expect(seen([null, 'x'], [null, 'wrong'], ['z', null])).toMatchObject({
    hits,
    unknown: 'differential value 0',
  })
})

test('one wrong way to send is one known difference for both oracles, and another kind is not', () => {
  const ways = (['simple', 'extended', 'prepared'] as const).map((delivery) =>
    statement('SELECT i FROM t', { delivery, same: 'q' }),
  )
  const told = (outcome: Outcome) =>
    evidenceOf(
      { answers: ways.map(() => ({ outcomes: [integers('1')] })) },
      { answers: [integers('2'), integers('1'), outcome].map((one) => ({ outcomes: [one] })) },
      ways,
    )
  const match = 'oracle=differential kind=value skeleton="SELECT i1 FROM i2"'
  expect(look(told(integers('1')), [match], [differential, wire])).toEqual({
    hits: ['k0 differential value 0'],
    unknown: undefined,
    blockedAt: undefined,
  })
  expect(look(told(integers('1', '1')), [match], [differential, wire]).unknown).toBe(
    'differential row-count 2',
  )
})

test('a read of which all is known is not sent; anything that may show something else is', () => {
  const sql = ['SELECT 1 AS i', 'DELETE FROM t', 'SELECT 2 AS j', 'SELECT max(i) FROM t']
  const steps = sql.map(
    (one) => ({ kind: 'statement', session: 'a', statement: statement(one) }) as const,
  )
  const plan = { sessions: [{ name: 'a', node: 'any' }], steps, features: [] } as const
  const left = (match: string) => {
    const { plan: shorter, notSent } = new KnownDifferences([accepted(match)]).withoutKnownReads(
      plan,
    )
    const texts = shorter.steps.map((step) => step.kind === 'statement' && step.statement.sql)
    return [texts, notSent.map(({ count }) => count)]
  }
  const shape = `skeleton="${skeleton('SELECT 3 AS k')}"`
  expect(left(`kind=any ${shape}`)).toEqual([[sql[1], sql[3]], [2]])
  expect(left(`kind=crash ${shape}`)).toEqual([[sql[1], sql[3]], [2]])
  for (const match of [
    `kind=value ${shape}`,
    `kind=any types="INTEGER" ${shape}`,
    `oracle=wire kind=any ${shape}`,
    'kind=any skeleton="DELETE FROM i1"',
  ]) {
    expect(left(match)).toEqual([sql, []])
  }
})
