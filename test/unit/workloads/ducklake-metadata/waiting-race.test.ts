import { expect, test } from 'vitest'
import type { Step } from '../../../../src/model/plan.js'
import { runPlan } from '../ducklake-metadata-run.js'
import { WAITING } from './waiting-plans.js'

/** The texts around the statements that wait, with their sessions. */
function around(steps: readonly Step[]): readonly string[] {
  const at = steps.findIndex((step) => step.kind === 'statement' && step.statement.waits)
  return steps.slice(at - 1, at + 4).map((step) => {
    if (step.kind !== 'statement') return step.kind
    const { sql, postgres = sql, waits, expect: expected } = step.statement
    const words = postgres
      .trim()
      .split(/[\s(]+/, 2)
      .join(' ')
    return `${step.session} ${words}${waits ? `, waits, ${expected}` : ''}`
  })
}

test.each(WAITING)('%s: sent before the COMMIT, told behind it', (what, { steps }) => {
  const isKey = what.includes('key')
  expect(around(steps)).toEqual([
    'a COMMIT',
    isKey ? 'b INSERT INTO, waits, constraint' : 'b DELETE FROM, waits, transaction',
    'a SELECT 1',
    'a DISCARD ALL',
    'b ROLLBACK',
  ])
})

test.each(WAITING)('%s: DuckDB, where nobody waits, answers as is foreseen', async (_, plan) => {
  const answers = await runPlan(plan)
  const surprises = answers.filter(
    ({ statement, error }) => (statement.expect ?? 'ok') !== (error ?? 'ok'),
  )
  expect(surprises.map(({ statement, message }) => [statement.sql, message])).toEqual([])
})
