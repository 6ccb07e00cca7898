import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { differential } from '../../oracles/differential/differential.js'
import { type Sides, tryPlan } from '../../src/campaign/trial.js'
import { executePlan } from '../../src/execute/execute.js'
import type { Plan } from '../../src/model/plan.js'
import { type Statement, statement } from '../../src/model/statement.js'
import type { Target } from '../../src/model/target.js'
import { openDuckDBTarget } from '../../src/target/duckdb/duckdb-target.js'
import { postgres } from '../../src/target/profile/postgres.js'
import { WAITING } from '../unit/workloads/ducklake-metadata/waiting-plans.js'

const TIMEOUT_MS = 20_000
const nowNs = () => process.hrtime.bigint()
let scopes = 0
const nextScope = () => ({ schema: `goldeneye_waiting_${scopes++}` })

function say(session: string, sql: string, more: Partial<Statement> = {}) {
  return { kind: 'statement', session, statement: statement(sql, more) } as const
}

const sessions = ['a', 'b'].map((name) => ({ name, node: 'leader' as const }))

/** Two that insert one key: the second waits, and is refused when the first commits. */
const TWO: Plan = {
  sessions,
  features: [],
  steps: [
    say('a', 'CREATE TABLE t (a INTEGER PRIMARY KEY)'),
    ...['a', 'b'].map((session) => say(session, 'BEGIN')),
    say('a', 'INSERT INTO t VALUES (1)'),
    say('a', 'COMMIT'),
    say('b', 'INSERT INTO t VALUES (1)', { waits: true }),
    say('b', 'ROLLBACK'),
  ],
}

/** Races in which a writer waits, on a cluster where it really does, against DuckDB, where nobody waits. */
export function waitingWriters(subject: () => Target): void {
  const directory = mkdtempSync(join(tmpdir(), 'goldeneye-waiting-'))
  let reference: Target
  beforeAll(async () => {
    reference = await openDuckDBTarget({ name: 'reference', directory, threads: 1 })
  })
  afterAll(async () => {
    await reference.close()
    rmSync(directory, { recursive: true })
  })

  test('a statement that waits is sent before the COMMIT, and answered behind it', async () => {
    const limits = { timeoutMs: TIMEOUT_MS }
    const how = { scope: nextScope(), limits, nowNs, readState: false }
    const { records } = await executePlan(TWO, subject(), how)
    const [lead, waited] = [records[4], records[5]]
    expect(waited?.outcomes).toMatchObject([{ kind: 'error', errorClass: 'constraint' }])
    expect(waited?.invokedNs).toBeLessThan(lead?.invokedNs ?? 0n)
    expect(waited?.completedNs).toBeGreaterThan(lead?.completedNs ?? 0n)
  })

  test.each(WAITING)('%s: both sides agree', async (_, plan) => {
    const sides: Sides = { reference, subject: subject(), profile: postgres }
    const { evidence, verdicts } = await tryPlan(plan, sides, [differential], {
      timeoutMs: TIMEOUT_MS,
      nowNs,
      nextScope,
    })
    for (const { verdict } of verdicts) expect(verdict).toMatchObject({ kind: 'agree' })
    const at = plan.steps.findIndex((step) => step.kind === 'statement' && step.statement.waits)
    const [lead, waited] = evidence.subject.records.slice(at - 1, at + 1)
    expect(waited?.completedNs).toBeGreaterThan(lead?.invokedNs ?? 0n)
    expect(waited?.outcomes.at(-1)?.kind).toBe('error')
  })
}
