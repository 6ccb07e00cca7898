import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WORKLOADS } from '../src/cli/registry.js'
import { printCase } from '../src/corpus/case-file.js'
import { planOf } from '../src/generate/sample.js'
import { caseSeed } from '../src/random/seed.js'
import { lab } from '../src/target/profile/lab.js'

/** Clients at once are no case that could be made smaller. */
const PLAIN = WORKLOADS.filter(({ programs }) => programs === undefined)
const SEED = 1n
/** Small plans, so that thousands of them are run in minutes. */
const STEPS_MAX = 6

/** Writes the cases from `first` up to `end` of all workloads in turn, one file each; the same every time. */
export function writeGenerated(folder: string, first: number, end: number): void {
  mkdirSync(folder, { recursive: true })
  const context = {
    supports: lab.capabilities.has.bind(lab.capabilities),
    maxSteps: STEPS_MAX,
  }
  for (let at = first; at < end; at += 1) {
    const workload = PLAIN[at % PLAIN.length] as (typeof PLAIN)[number]
    const index = Math.floor(at / PLAIN.length)
    const plan = planOf(workload, context, caseSeed(SEED, workload.name, index))
    const from = { workload: workload.name, seed: String(SEED), index }
    const text = printCase({ header: { from }, plan })
    writeFileSync(join(folder, `${workload.name}-${index}.case.sql`), text)
  }
}
