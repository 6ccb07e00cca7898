import { expect, test } from 'vitest'
import { catalogInvariants } from '../../../../oracles/catalog-invariants/catalog-invariants.js'
import { questionIn } from '../../../../src/judge/question.js'
import type { CheckRecord } from '../../../../src/model/check.js'
import type { Evidence, History, StepRecord } from '../../../../src/model/history.js'
import type { Outcome, Row } from '../../../../src/model/outcome.js'
import { type Plan, type Step, statementsOf } from '../../../../src/model/plan.js'
import { statement } from '../../../../src/model/statement.js'
import { duckdb } from '../../../../src/target/profile/duckdb.js'

function say(sql: string, session = 'a'): Step {
  return { kind: 'statement', session, statement: statement(sql) }
}

const PLAN: Plan = {
  sessions: [
    { name: 'a', node: 'leader' },
    { name: 'b', node: 'follower' },
  ],
  steps: [
    say('BEGIN'),
    say(
      'INSERT INTO m.ducklake_snapshot VALUES (1); CREATE TABLE m.ducklake_inlined_data_7_1(row_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT)',
    ),
    say('COMMIT'),
    say('SELECT 1', 'b'),
  ],
  features: [],
}
const END = PLAN.steps.length

const rows = (...all: readonly Row[]): Outcome => ({ kind: 'rows', columns: [], rows: all })

function asked(
  label: string,
  [after, session]: readonly [number, string],
  ...all: readonly Row[]
): CheckRecord {
  const check = { oracle: 'catalog-invariants', label, about: 'm.', after, session }
  return { check: { ...check, statement: statement('SELECT 2') }, outcome: rows(...all) }
}

const target = { name: 'x', version: '', profile: 'lab', address: '', nodes: ['x'] }

/** A history in which each step is answered by rows, those of the last ones being these. */
function historyOf(plan: Plan, last: readonly (readonly Row[])[], checks?: readonly CheckRecord[]) {
  const records = plan.steps.map(({ session }, stepIndex): StepRecord => {
    const own = last[stepIndex - plan.steps.length + last.length] ?? []
    const times = { invokedNs: 0n, completedNs: 0n }
    return { stepIndex, session, outcomes: [rows(...own)], status: 'I', ...times }
  })
  const history: History = { target, records, state: [], ...(checks && { checks }) }
  return history
}

function plansFor(...checks: readonly CheckRecord[]): readonly Plan[] {
  const evidence = {
    plan: PLAN,
    reference: historyOf(PLAN, []),
    subject: historyOf(PLAN, [], checks),
  }
  return catalogInvariants.askInPlan?.(evidence) ?? []
}

/** The verdict where the last steps are answered by these rows on each side. */
function judged(plan: Plan, subject: readonly Row[][], reference: readonly Row[][]) {
  const evidence: Evidence = {
    plan,
    reference: historyOf(plan, reference),
    subject: historyOf(plan, subject),
  }
  return catalogInvariants.judge(evidence, duckdb)
}

const questionsIn = (plan: Plan) =>
  plan.steps.flatMap((step, at) => {
    const found = step.kind === 'statement' ? questionIn(step.statement.sql) : undefined
    return found ? [`${at} ${step.session} ${found.rule}`] : []
  })

const S5: Row = ['S5', '1', 'snapshot 1: 1 snapshots and 0 rows of changes']

test('a broken rule is asked where it was seen, and nothing behind it is left', () => {
  const plans = plansFor(asked('catalog', [2, 'a'], S5))
  expect(plans.map(questionsIn)).toEqual([['3 a S5']])
  const [plan = PLAN] = plans
  expect(plan.steps.slice(0, 3)).toEqual(PLAN.steps.slice(0, 3))
  const sql = statementsOf(plan).at(-1)?.sql ?? ''
  expect(sql).toMatch(
    /^-- asked by .*\n-- every snapshot has .*: a sound catalog gives no rows here\n/,
  )
  expect(sql).toContain('FROM m.ducklake_snapshot_changes')
  expect(catalogInvariants.checks?.(plan, 10)).toEqual([])
  expect(judged(plan, [[S5]], [[]])).toMatchObject({
    kind: 'mismatch',
    stepIndex: 3,
    summary: expect.stringMatching(/^S5 does not hold: .*; seen by step 4 in session a$/),
  })
  expect(judged(plan, [[]], [[]]).kind).toBe('agree')
  const evidence = { plan, reference: historyOf(plan, [[]]), subject: historyOf(plan, [[S5]]) }
  expect(catalogInvariants.askInPlan?.(evidence)).toEqual([])
})

test('whatever row the reference has, a case whose own statements break the rule shows nothing', () => {
  const [plan = PLAN] = plansFor(asked('catalog', [2, 'a'], S5))
  const other: Row = ['S5', '0', 'another']
  expect(judged(plan, [[S5]], [[other]])).toMatchObject({
    kind: 'inconclusive',
    because: expect.stringContaining('the plan itself makes an unsound catalog'),
  })
})

test('a version that shows something else is asked for twice, first without inlined tables', () => {
  const before: Row = ['shows', '1', '7 3 0.t']
  const after: Row = ['shows', '1', '7 4 0.t']
  const plans = plansFor(
    asked('versions', [2, 'a'], before),
    asked('versions', [END, 'a'], before),
    asked('versions', [END, 'b'], after),
  )
  expect(plans.map(questionsIn)).toEqual([
    ['3 a B1', '5 b B1'],
    ['3 a B1', '5 b B1'],
  ])
  const texts = plans.map((plan) => statementsOf(plan).at(-1)?.sql ?? '')
  expect(texts.map((sql) => sql.includes('ducklake_inlined_data_7_1'))).toEqual([false, true])
  const [plan = PLAN] = plans
  expect(judged(plan, [[before], [], [after]], [[before], [], [before]])).toMatchObject({
    kind: 'mismatch',
    stepIndex: 5,
    summary: expect.stringMatching(/^B1 does not hold: /),
  })
  expect(judged(plan, [[before], [], [before]], [[before], [], [before]]).kind).toBe('agree')
})

test('a rule of inlined tables is asked of them', () => {
  const row: Row = ['I3', '9', 'a row of table 7 ends at 9']
  const [plan = PLAN] = plansFor(asked('inlined', [END, 'b'], row))
  expect(questionsIn(plan)).toEqual([`${END} b I3`])
  expect(statementsOf(plan).at(-1)?.sql).toContain('ducklake_inlined_data_7_1')
})
