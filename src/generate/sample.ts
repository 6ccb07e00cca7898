import fc from 'fast-check'
import type { Plan } from '../model/plan.js'
import type { Workload, WorkloadContext } from '../model/workload.js'
import { diceOf } from '../random/dice.js'
import { redeliver } from './redeliver.js'

const arbitraries = new WeakMap<WorkloadContext, Map<Workload, fc.Arbitrary<Plan>>>()

/** Keeps the dice of deliveries apart from the numbers that the plan was drawn with. */
const DELIVERY_SALT = 0x5f37_59df

/**
 * The plan of one case, its statements delivered in all the ways that the subject supports. The random type is fixed and
 * the values are unbiased, so that a seed gives the same plan, byte for byte, on every machine; a workload says its
 * lengths itself, because fast-check's default sizes are small.
 */
export function planOf(workload: Workload, context: WorkloadContext, caseSeed: bigint): Plan {
  const seed = Number(BigInt.asIntN(32, caseSeed ^ (caseSeed >> 32n)))
  const [plan] = fc.sample(arbitraryOf(workload, context), {
    seed,
    numRuns: 1,
    randomType: 'xoroshiro128plus',
    unbiased: true,
  })
  return redeliver(plan as Plan, context.supports, diceOf(seed ^ DELIVERY_SALT))
}

/** Building an arbitrary costs more than drawing from it, so there is one for each workload and context. */
function arbitraryOf(workload: Workload, context: WorkloadContext): fc.Arbitrary<Plan> {
  const known = arbitraries.get(context) ?? new Map<Workload, fc.Arbitrary<Plan>>()
  arbitraries.set(context, known)
  const arbitrary = known.get(workload) ?? workload.plan(context)
  known.set(workload, arbitrary)
  return arbitrary
}
