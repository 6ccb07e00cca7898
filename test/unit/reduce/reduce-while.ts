import type { Case } from '../../../src/model/case.js'
import { type Reduction, reduceCase } from '../../../src/reduce/reduce.js'
import type { ReduceOptions } from '../../../src/reduce/search.js'

/** Reduces a case while a predicate holds. */
export function reduceWhile(
  original: Case,
  holds: (candidate: Case) => Promise<boolean>,
  options: ReduceOptions,
): Promise<Reduction> {
  return reduceCase(original, async (candidate) => ({ fails: await holds(candidate) }), options)
}
