import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { differential } from '../../oracles/differential/differential.js'
import { execute, type TrialSettings } from '../../src/campaign/trial.js'
import { type OpenedSides, openSides } from '../../src/cli/sides.js'
import { clock, scopes } from '../../src/cli/surroundings.js'
import { parseTargetSpec, type TargetSpec } from '../../src/config/target-spec.js'
import { planOf } from '../../src/generate/sample.js'
import { type Lab, startLab } from '../../src/lab/lab.js'
import { type MutantName, NO_MUTATIONS } from '../../src/lab/mutants.js'
import { VALUE_MUTANTS } from '../../src/lab/mutants-of-values.js'
import type { History } from '../../src/model/history.js'
import { caseSeed } from '../../src/random/seed.js'
import { types } from '../../workloads/types/types.js'

/** The first case of a campaign with seed 1, which is of the workload types. */
const PLAN = planOf(types, { supports: () => true, maxSteps: 80 }, caseSeed(1n, types.name, 0))

const STEPS_EARLY = 25

let lab: Lab
let opened: OpenedSides
let reference: History
const settings: TrialSettings = {
  timeoutMs: 30_000,
  nowNs: clock.nowNs,
  nextScope: scopes('values'),
}

beforeAll(async () => {
  lab = await startLab({ nodes: 1 })
  const [node] = lab.endpoints
  const url = `postgres://goldeneye@${node?.host}:${node?.port}/lab?sslmode=disable`
  const subject = { ...parseTargetSpec(url, '--subject'), profile: 'lab' } as TargetSpec
  const specs = { reference: parseTargetSpec('duckdb', '--reference'), subject }
  opened = await openSides({ ...specs, passwords: new Map() }, () => {})
  reference = await run(opened.sides.reference)
})
afterAll(async () => {
  await opened.close()
  await lab.close()
})

function run(target: OpenedSides['sides']['subject'], plan = PLAN): Promise<History> {
  const { profile } = opened.sides
  return execute(plan, target, { scope: settings.nextScope(), settings, oracles: [], profile })
}

async function verdictOf(mutant: MutantName | undefined, steps = PLAN.steps.length) {
  await lab.mutate(mutant === undefined ? NO_MUTATIONS : new Set([mutant]))
  const plan = { ...PLAN, steps: PLAN.steps.slice(0, steps) }
  const asked = { ...reference, records: reference.records.slice(0, steps) }
  const subject = await run(opened.sides.subject, plan)
  return differential.judge({ plan, reference: asked, subject }, opened.sides.profile)
}

/** Most mutants show early, which spares the rest of the case. */
async function shown(mutant: MutantName) {
  const early = await verdictOf(mutant, STEPS_EARLY)
  return early.kind === 'mismatch' ? early : verdictOf(mutant)
}

describe('the first case of a campaign shows every mutant of values', () => {
  test.each(VALUE_MUTANTS)('$name: $summary', async ({ name }) => {
    expect(await shown(name)).toMatchObject({ kind: 'mismatch' })
  })

  test('and nothing where there is none', async () => {
    expect(await verdictOf(undefined)).toMatchObject({ kind: 'agree' })
  })
})
