import { expect, test } from 'vitest'
import { inSubquery, onSingleNodes, otherDeliveries } from '../../../src/campaign/other-ways.js'
import { decide, type Vote } from '../../../src/campaign/votes.js'
import { parseCase } from '../../../src/corpus/case-file.js'
import type { Plan } from '../../../src/model/plan.js'
import { lab } from '../../../src/target/profile/lab.js'
import { postgres } from '../../../src/target/profile/postgres.js'

const SURE = { isFlaky: false, isBetweenNodes: false, isViolation: false }

const EVERY: readonly Vote['about'][] = [
  ...(['again', 'engine', 'optimizer', 'prepared'] as const),
  ...(['subject', 'node', 'wire', 'subquery', 'as-text'] as const),
]
const OF_REFERENCE = new Set<Vote['about']>(['again', 'engine', 'optimizer', 'prepared'])

/** Every vote, the reference agreeing with itself and the subject differing, but for those that are named. */
function votes(otherwise: Partial<Record<Vote['about'], Vote['says']>>): readonly Vote[] {
  return EVERY.map((about) => {
    const usual = OF_REFERENCE.has(about) ? 'agrees' : 'differs'
    const side = OF_REFERENCE.has(about) ? 'reference' : 'subject'
    return { voter: `the ${side} (${about})`, about, says: otherwise[about] ?? usual, detail: '' }
  })
}

test.each<[string, Parameters<typeof votes>[0], Partial<typeof SURE>, string]>([
  ['the subject differs whatever is done', {}, {}, 'genuine'],
  ['the reference differs from itself', { again: 'differs' }, {}, 'engine'],
  ['the reference differs by threads', { engine: 'differs', wire: 'agrees' }, {}, 'engine'],
  ['the reference differs by what it keeps', { prepared: 'differs' }, {}, 'engine'],
  ['the reference differs without optimizers', { optimizer: 'differs' }, {}, 'optimizer'],
  ['the subject agrees now and then', { subject: 'agrees', node: 'agrees' }, {}, 'unstable'],
  ['it was flaky before', { wire: 'agrees' }, { isFlaky: true }, 'unstable'],
  ['another node agrees', { node: 'agrees' }, {}, 'node'],
  ['the nodes disagree with each other', {}, { isBetweenNodes: true }, 'node'],
  ['another delivery agrees', { wire: 'agrees' }, {}, 'wire'],
  ['the endpoint broke the protocol', {}, { isViolation: true }, 'wire'],
  ['only as text it is right', { 'as-text': 'agrees' }, {}, 'wire'],
  ['a subquery alone makes it right', { subquery: 'agrees', 'as-text': 'agrees' }, {}, 'genuine'],
  ['nothing can be said of the other nodes', { node: 'unclear', wire: 'unclear' }, {}, 'genuine'],
])('%s', (_, otherwise, more, blame) => {
  const attribution = decide(votes(otherwise), { ...SURE, ...more })
  expect(attribution.blame).toBe(blame)
  expect(attribution.sentence.startsWith(`${blame}: `)).toBe(true)
})

test('what is genuine is said with its numbers', () => {
  expect(decide(votes({ node: 'unclear' }), SURE).sentence).toBe(
    'genuine: the reference agrees with itself in 4 of 4 votes, and the subject differs in 4 of 5',
  )
})

const planOf = (text: string): Plan => parseCase(text, 'a.sql').plan
const sent = ({ steps }: Plan) =>
  steps.map((step) =>
    step.kind === 'statement'
      ? [step.statement.delivery, JSON.stringify(step.statement.wire ?? {})].join(' ')
      : step.kind,
  )

test('a plan is sent in every other way that the endpoint has', () => {
  const plan = planOf('SELECT 1;\n-- @delivery prepared results=binary\nSELECT 2;')
  const binary = 'extended {"results":"binary"}'
  expect(otherDeliveries(plan, lab).map((way) => sent(way.plan))).toEqual([
    ['simple {}', 'simple {}'],
    ['extended {}', 'extended {}'],
    [binary, binary],
  ])
  const without = { ...postgres, capabilities: new Set<never>() }
  expect(otherDeliveries(plan, without)).toHaveLength(2)
})

test('a way that changes nothing is no vote', () => {
  expect(otherDeliveries(planOf('SELECT 1;'), lab).map((way) => sent(way.plan))).toEqual([
    ['extended {}'],
    ['extended {"results":"binary"}'],
  ])
})

test('what is about its delivery stays as it is', () => {
  const plan = planOf(
    '-- @delivery extended describe\nSELECT 1;\n-- @delivery pipeline\n-- @batch\nSELECT 1; SELECT 2\n-- @end',
  )
  expect(otherDeliveries(plan, lab)).toEqual([])
})

test('values and types are asked for as text, inside of a subquery', () => {
  const plan = planOf('-- @compare rows=ordered\nSELECT 1 AS a;')
  const ways = inSubquery(plan, { mismatch: 'value', stepIndex: 0 })
  expect(ways?.plain.plan.steps[0]).toMatchObject({
    statement: { sql: 'SELECT * FROM (\nSELECT 1 AS a\n) AS inside', compare: { rows: 'bag' } },
  })
  expect(ways?.asText.plan.steps[0]).toMatchObject({
    statement: { sql: 'SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (\nSELECT 1 AS a\n) AS inside' },
  })
})

test.each([
  ['an order', 'SELECT 1;', 'order', 0],
  ['a write', 'DELETE FROM t RETURNING a;', 'value', 0],
  ['the end state', 'SELECT 1;', 'value', undefined],
] as const)('%s is not asked for as text', (_, text, mismatch, stepIndex) => {
  expect(inSubquery(planOf(text), { mismatch, stepIndex })).toBeUndefined()
})

test('one plan for each node, where there are several', () => {
  const plan = planOf('-- @session a\n-- @node leader\nSELECT 1;\n-- @session b\nSELECT 1;')
  const nodes = onSingleNodes(plan, ['n1', 'n2']).map((way) => way.plan.sessions)
  expect(nodes.map((sessions) => sessions.map(({ node }) => node))).toEqual([
    [0, 0],
    [1, 1],
  ])
  expect(onSingleNodes(plan, ['n1'])).toEqual([])
})
