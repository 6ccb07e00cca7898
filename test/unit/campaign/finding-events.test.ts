import { expect, test } from 'vitest'
import { findingEvents } from '../../../src/campaign/finding-events.js'
import type { Conclusion } from '../../../src/campaign/investigate.js'
import { ORACLES } from '../../../src/cli/registry.js'
import { parseCase } from '../../../src/corpus/case-file.js'
import type { History } from '../../../src/model/history.js'
import type { Plan } from '../../../src/model/plan.js'
import type { Mismatch } from '../../../src/model/verdict.js'

const PLAN: Plan = { sessions: [{ name: 'a', node: 'any' }], steps: [], features: [] }
const TARGET = { name: 'x', version: '', profile: 'duckdb', address: '', nodes: ['x'] }
const HISTORY: History = { target: TARGET, records: [], state: [] }
const MISMATCH: Mismatch = {
  kind: 'mismatch',
  mismatch: 'lost-commit',
  stepIndex: undefined,
  summary: 'a commit is lost',
  reference: '1',
  subject: '0',
  ignored: [],
}

/** What a case came to that the oracle `state` has found, and whose smallest form another one judges. */
function concludedBy(oracle: string): Extract<Conclusion, { kind: 'finding' }> {
  const one = {
    header: { finding: 'GE-00000001', oracle, kind: 'lost-commit' as const },
    plan: PLAN,
  }
  return {
    ...{ kind: 'finding', id: 'GE-00000001', oracle, signature: [], status: 'confirmed' },
    ...{ seen: 1, of: 1, instead: [], reduction: undefined, tiers: undefined, reduceMs: 0 },
    ...{ case: one, original: one, mismatch: MISMATCH, attribution: undefined },
    trial: { evidence: { plan: PLAN, reference: HISTORY, subject: HISTORY }, verdicts: [] },
  }
}

test('the record names the oracle that the case file names', () => {
  const events = findingEvents(concludedBy('commit-order'), 'F1', { workload: 'w', index: 0 })
  const [opened] = events.filter((event) => event.type === 'finding-opened')
  const [closed] = events.filter((event) => event.type === 'finding-closed')
  expect(opened?.oracle).toBe('commit-order')
  expect(parseCase(closed?.case ?? '', 'a.case.sql').header.oracle).toBe(opened?.oracle)
})

test('what names a commit or a rule is asked before what only sees another end state', () => {
  const order = ORACLES.map(({ name }) => name)
  const state = order.indexOf('state')
  for (const name of ['commit-order', 'commit-protocol', 'differential', 'catalog-invariants'])
    expect(order.indexOf(name), name).toBeLessThan(state)
})
