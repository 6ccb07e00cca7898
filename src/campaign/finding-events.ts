import { printCase } from '../corpus/case-file.js'
import { exportTest } from '../corpus/export/test.js'
import type { Oracle } from '../model/verdict.js'
import type { EventBody } from '../report/events.js'
import { isAbsent } from '../target/absent.js'
import { stepsShown } from './case-events.js'
import type { Conclusion } from './investigate.js'
import { sightingOf } from './known/sighting.js'
import { referenceAnswers } from './reference-answers.js'

/** The most things that mattered which a record keeps. */
const MATTERED_MAX = 40

/** The life of a finding as events. */
export function findingEvents(
  conclusion: Extract<Conclusion, { kind: 'finding' }>,
  finding: string,
  where: { readonly workload: string; readonly index: number; readonly oracle: Oracle },
): readonly EventBody[] {
  const { reduction, mismatch, attribution } = conclusion
  const oracle = where.oracle.name
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
      sighting: toldSighting(oracle, conclusion),
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
  oracle: string,
  { mismatch, trial }: Extract<Conclusion, { kind: 'finding' }>,
) {
  const { skeleton, types, answers } = sightingOf(oracle, mismatch, trial.evidence)
  return { skeleton, types, answers }
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
