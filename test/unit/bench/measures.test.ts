import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ddmin } from '../../../bench/delta-debugging.js'
import { fingerprintReport, type NamedFinding } from '../../../bench/fingerprint-report.js'
import { removals } from '../../../bench/removals.js'
import type { Plan } from '../../../src/model/plan.js'
import { statement } from '../../../src/model/statement.js'

test('delta debugging ends where no single item can go, and asks as Zeller and Hildebrandt say', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 5 }), async (needed) => {
      const items = Array.from({ length: 31 }, (_, at) => at)
      const fails = async (kept: readonly number[]) => needed.every((one) => kept.includes(one))
      const kept = await ddmin(items, fails)
      expect(kept).toEqual(needed.toSorted((one, other) => one - other))
    }),
    { numRuns: 50 },
  )
})

function planOf(...texts: readonly string[]): Plan {
  return {
    sessions: [{ name: 'a', node: 'any' }],
    steps: texts.map((sql) => ({ kind: 'statement', session: 'a', statement: statement(sql) })),
    features: [],
  }
}

test('single removals: sessions, steps, items, brackets, tokens, each once', () => {
  const found = removals(planOf('CREATE TABLE t (a INT)', 'SELECT a, b FROM t'))
  const texts = (of: string) =>
    found
      .filter((removal) => removal.of === of)
      .map(({ plan }) => plan.steps.map((step) => step.kind === 'statement' && step.statement.sql))
  expect(texts('session')).toEqual([])
  expect(texts('step')).toEqual([['SELECT a, b FROM t'], ['CREATE TABLE t (a INT)']])
  expect(texts('item')).toEqual([
    ['CREATE TABLE t ', 'SELECT a, b FROM t'],
    ['CREATE TABLE t (a INT)', ' b FROM t'],
    ['CREATE TABLE t (a INT)', 'SELECT a'],
  ])
  expect(texts('token')).toHaveLength(13)
})

function findings(...pairs: readonly (readonly [mutant: string, id: string])[]) {
  return pairs.map(
    ([mutant, id], index): NamedFinding => ({
      mutant,
      id,
      workload: 'w',
      index,
      status: 'confirmed',
      kind: 'value',
      likeness: 'same',
      signature: ['value: x', 'SELECT', 'T'],
      case: '',
      executions: 1,
      ms: 1,
      minimal: true,
    }),
  )
}

test('one name for each fault is pure and complete', () => {
  const report = fingerprintReport(findings(['a', '1'], ['a', '1'], ['b', '2']))
  expect(report).toContain('a fault is a mutant: purity 100.0 %, completeness 100.0 %')
  expect(report).toContain('homogeneity 100.0 %, completeness 100.0 %')
})

test('a name for two faults is not pure, two names for a fault are not complete', () => {
  const mixed = fingerprintReport(findings(['a', '1'], ['a', '1'], ['b', '1'], ['b', '2']))
  expect(mixed).toContain('a fault is a mutant: purity 75.0 %, completeness 75.0 %')
  expect(mixed).toContain('1 is shared: a 2, b 1')
})

test('what a campaign would miss is counted: it looks into three like findings', () => {
  const report = fingerprintReport(findings(['a', '1'], ['a', '1'], ['a', '1'], ['b', '2']))
  expect(report).toContain('3 of 4 then are, 1 names and 1 mutants would be missed')
})
