import { supportsOf } from '../src/campaign/requirements.js'
import {
  mismatchOf,
  type Sides,
  type Trial,
  type TrialSettings,
  tryPlan,
} from '../src/campaign/trial.js'
import { ORACLES, WORKLOADS } from '../src/cli/registry.js'
import { planOf } from '../src/generate/sample.js'
import type { CaseId } from '../src/model/plan.js'
import { statementsOf } from '../src/model/plan.js'
import type { Mismatch, Oracle } from '../src/model/verdict.js'
import type { Workload, WorkloadContext } from '../src/model/workload.js'
import { caseSeed } from '../src/random/seed.js'

/** A generated case that showed a mutant. */
export interface MutantFinding {
  readonly id: CaseId
  readonly maxSteps: number
  readonly found: { readonly trial: Trial; readonly oracle: Oracle; readonly mismatch: Mismatch }
}

export interface Looking {
  readonly seed: bigint
  readonly settings: TrialSettings
  /** The lengths of plans that are asked for, in turn. */
  readonly maxSteps: readonly number[]
  /** Only plans with so many statements. */
  readonly statements: { readonly min: number; readonly max: number }
  /** The workload to begin with, by its place in the registry. */
  readonly first: number
  /** How many plans are generated at most. */
  readonly tries: number
  /** Cases that are known already, as `workload #index`. */
  readonly known?: ReadonlySet<string>
}

/** Runs generated cases, one workload after the other in turn, and gives those that show a mismatch. */
export async function* mutantFindings(
  sides: Sides,
  looking: Looking,
): AsyncGenerator<MutantFinding> {
  const { has, divide } = supportsOf(sides.profile)
  const { able } = divide(WORKLOADS)
  const contexts = looking.maxSteps.map((maxSteps) => ({ supports: has, maxSteps }))
  for (let at = 0; at < looking.tries; at += 1) {
    const index = Math.floor(at / able.length)
    const workload = able[(at + looking.first) % able.length] as Workload
    const context = contexts[(at + index) % contexts.length] as WorkloadContext
    if (looking.known?.has(`${workload.name} #${index}`)) continue
    const found = await findingIn({ workload, index, context }, sides, looking)
    if (found) yield found
  }
}

async function findingIn(
  { workload, index, context }: { workload: Workload; index: number; context: WorkloadContext },
  sides: Sides,
  { seed, settings, statements }: Looking,
): Promise<MutantFinding | undefined> {
  const plan = planOf(workload, context, caseSeed(seed, workload.name, index))
  const count = statementsOf(plan).length
  if (count < statements.min || count > statements.max) return undefined
  const trial = await tryPlan(plan, sides, ORACLES, settings)
  const found = mismatchOf(trial)
  if (!found) return undefined
  const id = { workload: workload.name, seed: String(seed), index }
  return { id, maxSteps: context.maxSteps, found: { trial, ...found } }
}
