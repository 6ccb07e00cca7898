import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { differential } from '../../oracles/differential/differential.js'
import { wire } from '../../oracles/wire/wire.js'
import { type Sides, type TrialSettings, tryPlan } from '../../src/campaign/trial.js'
import { planOf } from '../../src/generate/sample.js'
import { openDuckDBTarget } from '../../src/target/duckdb/duckdb-target.js'
import { openPgTarget } from '../../src/target/pg/pg-target.js'
import { protocolStates } from '../../workloads/protocol-states/protocol-states.js'
import type { Postgres } from './server.js'

const CASES = 5
const MAX_STEPS = 60

/** A named statement whose table was changed is refused, and what DuckDB needs long for may be done before its cancel. */
const OPEN = new Set(['named-after-change', 'cancel-running', 'cancel-in-transaction'])
const UNDECIDED = {
  kind: 'inconclusive',
  because: expect.stringMatching(/0A000: cached plan must not|before its cancel request came/),
  stepIndex: expect.any(Number),
}

/**
 * Standalone DuckDB, told by the profile what PostgreSQL does to transactions, against PostgreSQL itself: errors, cancels,
 * abandoned portals and half-sent transactions, where no bug of a cluster can be the reason for a difference.
 */
export function workload({ settings }: Postgres): void {
  const directory = mkdtempSync(join(tmpdir(), 'goldeneye-workload-'))
  let sides: Sides
  beforeAll(async () => {
    const reference = await openDuckDBTarget({ name: 'reference', directory, threads: 1 })
    const endpoints = [settings]
    const common = { name: 'subject', files: undefined }
    const subject = await openPgTarget({ ...common, endpoints, profile: 'postgres' })
    sides = { reference, subject, profile: subject.profile }
  })
  afterAll(async () => {
    await Promise.all([sides.reference.close(), sides.subject.close()])
    rmSync(directory, { recursive: true })
  })

  test.each(Array.from({ length: CASES }, (_, seed) => seed))('seed %i', async (seed) => {
    const supports = sides.profile.capabilities.has.bind(sides.profile.capabilities)
    const plan = planOf(protocolStates, { supports, maxSteps: MAX_STEPS }, BigInt(seed))
    const trial = await tryPlan(plan, sides, [wire, differential], settingsOf(seed))
    expect(trial.evidence.subject.records).toHaveLength(plan.steps.length)
    for (const { oracle, verdict } of trial.verdicts) {
      const { ignored, ...said } = verdict
      const mayBeOpen = oracle === differential && plan.features.some((name) => OPEN.has(name))
      if (!mayBeOpen || said.kind === 'agree') expect(said).toEqual({ kind: 'agree' })
      else expect(said).toEqual(UNDECIDED)
    }
  })
}

function settingsOf(seed: number): TrialSettings {
  return {
    timeoutMs: 20_000,
    nowNs: () => process.hrtime.bigint(),
    nextScope: () => ({ schema: `goldeneye_workload_${seed}` }),
  }
}
