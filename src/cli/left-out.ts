import { type Requiring, supportsOf } from '../campaign/requirements.js'
import type { Sides } from '../campaign/trial.js'
import type { EventBody } from '../report/events.js'

/**
 * The workloads or oracles that fit the subject. What has to be left out is said as an incident with what the subject
 * lacks, and not left out in silence.
 */
export function fitting<T extends Requiring>(
  all: readonly T[],
  { noun, sides }: { readonly noun: 'workload' | 'oracle'; readonly sides: Sides },
  emit: (event: EventBody) => void,
): readonly T[] {
  const { able, unable } = supportsOf(sides.profile).divide(all)
  for (const { name, missing } of unable) {
    const detail = `the ${noun} ${name} is left out: the endpoint has no ${missing.join(', no ')}`
    emit({ type: 'incident', kind: 'other', target: sides.subject.facts.name, detail })
  }
  return able
}
