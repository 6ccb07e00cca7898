import type { Plan } from '../../model/plan.js'
import { answerFeatures } from './answer-features.js'
import { catalogFeatures } from './catalog-features.js'
import { deliveryFeatures, placeFeatures } from './delivery-features.js'
import { errorFeatures } from './error-features.js'
import type { FunctionNames, Observation } from './observation.js'
import { planFeatures } from './plan-features.js'
import { type ReadStatement, readStatements } from './reading.js'
import { faultFeatures, meetingFeatures, transactionFeatures } from './session-features.js'
import { statementFeatures } from './statement-features.js'
import { typeFeatures } from './type-features.js'

/** Raised whenever the same case would have other features, so that no index mixes the two. */
export const FEATURE_VERSION = 1

/**
 * Everything that a case reaches, as `kind:name`, each once and sorted. The names are the language's, the reference's and
 * the workload's, never those of the case, so that their number levels off however many cases there are; and no literal of
 * a case is in them. Pure: the same plan and observation give the same features.
 */
export function featuresOf(
  plan: Plan,
  observed: Observation,
  known: FunctionNames,
): readonly string[] {
  const reads = readStatements(plan, observed)
  const features = new Set<string>(plan.features.map((feature) => `feature:${feature}`))
  const add = (found: Iterable<string>) => {
    for (const feature of found) features.add(feature)
  }
  for (const read of reads) add(ofStatement(read, known))
  for (const explained of observed.explained) add(planFeatures(explained))
  add(meetingFeatures(reads))
  add(faultFeatures(plan, observed))
  add(placeFeatures(plan))
  return [...features].sort()
}

function* ofStatement(read: ReadStatement, known: FunctionNames): Generator<string> {
  yield* statementFeatures(read, known)
  yield* typeFeatures(read)
  yield* errorFeatures(read)
  yield* deliveryFeatures(read)
  yield* catalogFeatures(read)
  yield* transactionFeatures(read)
  yield* answerFeatures(read)
}
