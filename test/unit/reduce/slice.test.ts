import { expect, test } from 'vitest'
import type { Step } from '../../../src/model/plan.js'
import { statement } from '../../../src/model/statement.js'
import { dependencySlices } from '../../../src/reduce/slice.js'
import { tidy } from '../../../src/reduce/tidy.js'

const step = (text: string): Step => {
  const [session = '', sql = ''] = text.split(': ')
  if (sql === 'open' || sql === 'close') return { kind: sql, session }
  return { kind: 'statement', session, statement: statement(sql) }
}
const shown = (steps: readonly Step[] | undefined) =>
  steps?.map((one) => `${one.session}: ${one.kind === 'statement' ? one.statement.sql : one.kind}`)

const STEPS = [
  "a: ATTACH ':memory:' AS ${db:x}",
  'a: CREATE TABLE ${db:x}.main.base (i INT)',
  'a: CREATE TABLE noise (i INT)',
  'b: BEGIN',
  'b: INSERT INTO ${db:x}.main."BASE" VALUES (1)',
  'b: COMMIT',
  'a: CREATE VIEW v AS SELECT * FROM ${db:x}.main.base',
  'b: INSERT INTO noise VALUES (2)',
  'a: FROM v',
].map(step)

test('what the last statement depends on, of its session or of all, with transactions or without', () => {
  const slices = [...dependencySlices(STEPS)].map(shown)
  const own = [0, 1, 6, 8]
  const all = [0, 1, 4, 6, 8]
  const withTransactions = [0, 1, 3, 4, 5, 6, 8]
  const pick = (indexes: readonly number[]) => shown(indexes.map((index) => STEPS[index] as Step))
  expect(slices).toEqual([own, all, own, withTransactions].map(pick))
})

test('a COMMIT depends on what its session used last', () => {
  const steps = [
    'a: CREATE TABLE t (i INT)',
    'b: CREATE TABLE u (i INT)',
    'a: BEGIN',
    'a: INSERT INTO t SELECT 1',
    'a: COMMIT',
  ].map(step)
  expect([...dependencySlices(steps)].map(shown)[0]).toEqual([
    'a: CREATE TABLE t (i INT)',
    'a: INSERT INTO t SELECT 1',
    'a: COMMIT',
  ])
})

test('no steps, no slices', () => expect([...dependencySlices([])]).toEqual([]))

test.each([
  [['a: close', 'a: SELECT 1'], undefined],
  [['a: open', 'a: SELECT 1'], ['a: SELECT 1']],
  [
    ['a: close', 'a: close', 'a: open', 'a: open', 'a: SELECT 1'],
    ['a: close', 'a: open', 'a: SELECT 1'],
  ],
])('tidy %j', (texts, expected) => {
  const sessions = [
    { name: 'a', node: 'any' as const },
    { name: 'b', node: 'any' as const },
  ]
  const plan = tidy({ sessions, steps: texts.map(step), features: [] })
  expect(shown(plan?.steps)).toEqual(expected)
  if (plan) expect(plan.sessions.map(({ name }) => name)).toEqual(['a'])
})
