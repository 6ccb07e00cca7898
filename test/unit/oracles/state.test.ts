import { expect, test } from 'vitest'
import { state } from '../../../oracles/state/state.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'
import { DONE, evidenceOf, failed, type Side, stateOf } from './evidence.js'

const answers = [{ outcomes: [DONE] }]
const T = { 'table:t': 'a', 'rows:t': '1' }
const reference: Side = { answers, state: [stateOf('duckdb', T)] }

const judge = (subject: Side, from: Side = reference) =>
  state.judge(evidenceOf(from, subject), duckdb)

test('the same on the reference and on every node agrees', () => {
  expect(judge({ answers, state: [stateOf('n1', T), stateOf('n2', T)] }).kind).toBe('agree')
})

test.each([
  ['other contents', { ...T, 'rows:t': '2' }, 'rows:t'],
  ['an object that is missing', { 'table:t': 'a' }, 'rows:t'],
  ['an object too many', { ...T, 'view:v': 'b' }, 'view:v'],
])('%s on all nodes differs from the reference', (_, objects, name) => {
  const verdict = judge({ answers, state: [stateOf('n1', objects), stateOf('n2', objects)] })
  expect(verdict).toMatchObject({ kind: 'mismatch', mismatch: 'state', stepIndex: undefined })
  expect(verdict).toMatchObject({ summary: expect.stringContaining(name) })
})

test('one node that differs from the others is named', () => {
  const other = stateOf('n3', { ...T, 'rows:t': '2' })
  const verdict = judge({ answers, state: [stateOf('n1', T), stateOf('n2', T), other] })
  expect(verdict).toMatchObject({ kind: 'mismatch', mismatch: 'nodes' })
  expect(verdict).toMatchObject({ summary: expect.stringContaining('n3') })
})

test.each<[string, Side]>([
  [
    'a node that cannot be asked',
    { answers, state: [{ node: 'n1', kind: 'unavailable', reason: 'gone' }] },
  ],
  [
    'a statement that may have happened',
    {
      answers: [{ outcomes: [{ kind: 'unknown', reason: 'timeout', detail: '' }] }],
      state: [stateOf('n1', {})],
    },
  ],
  [
    'a statement that the subject does not support',
    { answers: [{ outcomes: [failed('0A000')] }], state: [stateOf('n1', {})] },
  ],
  ['no state at all', { answers }],
])('%s proves nothing', (_, subject) => {
  expect(judge(subject).kind).toBe('inconclusive')
})
