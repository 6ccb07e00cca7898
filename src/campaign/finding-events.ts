import { printCase } from '../corpus/case-file.js'
import { exportTest } from '../corpus/export/test.js'
import type { Profile } from '../model/profile.js'
import type { EventBody } from '../report/events.js'
import type { Occurrence } from '../report/findings.js'
import { isAbsent } from '../target/absent.js'
import { stepsShown } from './case-events.js'
import type { Conclusion } from './investigate.js'
import { sightingOf } from './known/sighting.js'
import { referenceAnswers } from './reference-answers.js'

/** The most things that mattered which a record keeps. */
const MATTERED_MAX = 40

/** Where a finding was seen, and the types of the subject's profile. */
export interface FoundAt extends Occurrence {
  /** Without them, nothing is told by which the finding could be accepted. */
  readonly types?: Profile['types'] | undefined
}

/** The life of a finding as events. */
export function findingEvents(
  conclusion: Extract<Conclusion, { kind: 'finding' }>,
  finding: string,
  where: FoundAt,
): readonly EventBody[] {
  const { reduction, mismatch, attribution, oracle } = conclusion
  const place = { workload: where.workload, index: where.index }
  return [
    { type: 'finding-opened', finding, oracle, ...place, mismatch },
    { type: 'finding-confirmed', finding, times: conclusion.seen, of: conclusion.of },
    ...(reduction
      ? [
          {
            type: 'finding-reduced' as const,
            finding,
            stepsBefore: conclusion.original.plan.steps.length,
            stepsAfter: conclusion.case.plan.steps.length,
            executions: reduction.executions,
            elapsedMs: conclusion.reduceMs,
            minimal: reduction.minimal,
            mattered: reduction.mattered.slice(0, MATTERED_MAX),
          },
        ]
      : []),
    {
      type: 'finding-closed',
      finding,
      id: conclusion.id,
      status: conclusion.status,
      case: printCase(conclusion.case),
      originalCase: printCase(conclusion.original),
      test: testOf(conclusion),
      mismatch,
      sighting: where.types && toldSighting(conclusion, where.types),
      signature: conclusion.signature,
      steps: stepsShown(conclusion.trial.evidence),
      ...(attribution && {
        attribution: attribution.sentence,
        blame: attribution.blame,
        votes: attribution.votes.map(({ voter, says, detail }) => ({ voter, says, detail })),
      }),
    },
  ]
}

/** How a known difference would name it, beside its oracle and kind. */
function toldSighting(
  { oracle, mismatch, trial }: Extract<Conclusion, { kind: 'finding' }>,
  readAs: Profile['types'],
) {
  const { evidence } = trial
  const sighting = sightingOf(oracle, mismatch, { evidence, types: readAs })
  const { skeleton, types, shows } = sighting
  return { skeleton, types, shows }
}

/** The smallest case for DuckDB's own test runner, with what the reference answered; undefined without a reference. */
function testOf(conclusion: Extract<Conclusion, { kind: 'finding' }>): string | undefined {
  const { evidence } = conclusion.trial
  if (isAbsent(evidence.reference.target)) return undefined
  const { header } = conclusion.case
  return exportTest(
    { header, plan: evidence.plan },
    { name: `test/goldeneye/${conclusion.id}`, answers: referenceAnswers(evidence) },
  )
}
