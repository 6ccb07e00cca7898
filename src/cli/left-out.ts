import { type Requiring, supportsOf } from '../campaign/requirements.js'
import type { Sides } from '../campaign/trial.js'
import type { Oracle } from '../model/verdict.js'
import type { EventBody } from '../report/events.js'
import { isAbsent } from '../target/absent.js'

/** Both sides have to be clients then, so that nothing else can be run beside it. */
const NO_CLIENT =
  'both sides have to be the real client: run it by itself with --extension-dir, see docs/ducklake-client.md'

interface Fitting {
  readonly noun: 'workload' | 'oracle'
  readonly sides: Sides
  /** Why the real DuckLake client is on no side, where it was asked for. */
  readonly withoutClient?: string | undefined
}

/**
 * The workloads or oracles that fit the subject. What has to be left out is said as an incident with what the subject
 * lacks, and not left out in silence.
 */
export function fitting<T extends Requiring>(
  all: readonly T[],
  { noun, sides, withoutClient = NO_CLIENT }: Fitting,
  emit: (event: EventBody) => void,
): readonly T[] {
  const { able, unable } = supportsOf(sides.profile).divide(all)
  const target = sides.subject.facts.name
  for (const { name, missing } of unable) {
    if (missing.includes('ducklake-client')) {
      emit({
        type: 'case-not-run',
        workload: name,
        index: 0,
        because: withoutClient,
        isLeftOut: true,
      })
      continue
    }
    const detail = `the ${noun} ${name} is left out: the endpoint has no ${missing.join(', no ')}`
    emit({ type: 'incident', kind: 'other', target, detail })
  }
  return able
}

/** The oracles that have a say on these two sides. Without a reference it is those that judge the subject alone. */
export function fittingOracles(
  all: readonly Oracle[],
  sides: Sides,
  emit: (event: EventBody) => void,
): readonly Oracle[] {
  const able = fitting(all, { noun: 'oracle', sides }, emit)
  if (!isAbsent(sides.reference.facts)) return able
  for (const { name } of able.filter(({ judgesSubjectAlone }) => !judgesSubjectAlone)) {
    const detail = `the oracle ${name} is left out: there is no reference`
    emit({ type: 'incident', kind: 'other', target: sides.subject.facts.name, detail })
  }
  return able.filter(({ judgesSubjectAlone }) => judgesSubjectAlone)
}
