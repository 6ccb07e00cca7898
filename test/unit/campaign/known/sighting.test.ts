import { expect, test } from 'vitest'
import { covers, sightingOf } from '../../../../src/campaign/known/sighting.js'
import type { Evidence, History } from '../../../../src/model/history.js'
import type { Outcome } from '../../../../src/model/outcome.js'
import { statement } from '../../../../src/model/statement.js'
import { accepted } from './accepted.js'

const READ = 'SELECT * FROM lake.main.t1'
const ROWS: Outcome = { kind: 'rows', columns: [], rows: [] }

function historyOf(name: string, outcome: Outcome): History {
  const target = { name, version: 'v1', profile: 'duckdb', address: 'in process', nodes: [name] }
  const times = { invokedNs: 0n, completedNs: 1n }
  const records = [
    { stepIndex: 0, session: 'a', ...times, outcomes: [outcome], status: 'I' as const },
  ]
  return { target, records, state: [] }
}

/** A read that fails on the reference with this message, and has rows on the subject. */
function failing(message: string) {
  const error: Outcome = { kind: 'error', errorClass: 'catalog', message }
  const step = { kind: 'statement', session: 'a', statement: statement(READ) } as const
  const plan = { sessions: [{ name: 'a', node: 'any' as const }], steps: [step], features: [] }
  const evidence: Evidence = {
    plan,
    reference: historyOf('reference', error),
    subject: historyOf('subject', ROWS),
  }
  const texts = { summary: 'step 1', reference: message, subject: 'no rows', ignored: [] }
  const mismatch = { kind: 'mismatch', mismatch: 'outcome', stepIndex: 0, ...texts } as const
  return sightingOf('differential', mismatch, { evidence, types: new Map() })
}

const COVERED = 'Catalog Error: Table with name ducklake_inlined_delete_1 does not exist!'

test('a known difference that names what is missing covers nothing else', () => {
  const { known } = accepted(
    'kind=outcome skeleton="SELECT * FROM i1.i2.i3" missing="ducklake_inlined_delete_n"',
  )
  expect(failing(COVERED).missing).toBe('ducklake_inlined_delete_n')
  expect(covers(known.match, failing(COVERED))).toBe(true)
  for (const other of [
    'Catalog Error: Table with name t1 does not exist!',
    'Catalog Error: ducklake_inlined_delete_1 is broken',
  ])
    expect(covers(known.match, failing(other))).toBe(false)
})

test('PostgreSQL names what is missing too', () => {
  expect(failing('relation "goldeneye_7.ducklake_table" does not exist').missing).toBe(
    'goldeneye_n.ducklake_table',
  )
})
