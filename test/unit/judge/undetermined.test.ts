import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { differential } from '../../../oracles/differential/differential.js'
import { canaryCaught } from '../../../src/campaign/canary.js'
import { type Trial, tryPlan } from '../../../src/campaign/trial.js'
import { PERTURBATIONS } from '../../../src/cli/perturbations.js'
import { parseCase } from '../../../src/corpus/case-file.js'
import { openDuckDBTarget } from '../../../src/target/duckdb/duckdb-target.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'

const FILE = new URL('undetermined.sql', import.meta.url)

/** Whether the two answers to a step differ in anything at all. */
function differs({ evidence }: Trial, at: number): boolean {
  const [left, right] = [evidence.reference.records[at], evidence.subject.records[at]]
  return JSON.stringify(left?.outcomes) !== JSON.stringify(right?.outcomes)
}

test('DuckDB agrees with itself under perturbation where its answers are not determined', {
  timeout: 120_000,
}, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'goldeneye-undetermined-'))
  const reference = await openDuckDBTarget({ name: 'reference', directory, threads: 1 })
  const settings = PERTURBATIONS.all
  const subject = await openDuckDBTarget({ name: 'subject', directory, settings })
  try {
    const { plan } = parseCase(readFileSync(FILE, 'utf8'), 'undetermined.sql')
    const trial = await tryPlan(plan, { reference, subject, profile: duckdb }, [differential], {
      timeoutMs: 60_000,
      nowNs: () => 0n,
      nextScope: () => ({ schema: 'goldeneye_undetermined_1' }),
    })
    const { reference: answers } = trial.evidence
    const failed = answers.records.flatMap(({ outcomes }) =>
      outcomes.flatMap((outcome) => (outcome.kind === 'error' ? [outcome.message] : [])),
    )
    expect(failed).toEqual([])
    expect(trial.verdicts.map(({ verdict }) => ({ ...verdict, ignored: [] }))).toEqual([
      { kind: 'agree', ignored: [] },
    ])
    // The perturbation bites: compared exactly, many of these answers differ.
    expect(trial.evidence.plan.steps.filter((_, at) => differs(trial, at)).length).toBeGreaterThan(
      9,
    )
    expect(canaryCaught(trial.evidence, [differential], duckdb)).toBe(true)
  } finally {
    await Promise.all([reference.close(), subject.close()])
    rmSync(directory, { recursive: true, force: true })
  }
})
