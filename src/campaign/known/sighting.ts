import { answerShape, involvedTypes } from '../../corpus/fingerprint.js'
import type { Evidence } from '../../model/history.js'
import type { KnownMatch } from '../../model/known.js'
import { statementsOf } from '../../model/plan.js'
import type { Mismatch, MismatchKind } from '../../model/verdict.js'
import { skeleton } from '../../sql/skeleton.js'
import { culprit } from '../signature.js'

/** A mismatch as known differences see it: nothing in it but what they may name. */
export interface Sighting {
  readonly oracle: string
  readonly kind: MismatchKind
  /** Of the statement that showed it; of all statements where it is an end state. */
  readonly skeleton: string
  /** The types of its columns and parameters, each once, in their order. */
  readonly types: readonly string[]
  /** What both sides answered, where the kind of the mismatch does not say it; else empty. */
  readonly answers: string
}

/** How known differences see a mismatch of this oracle. */
export function sightingOf(oracle: string, mismatch: Mismatch, evidence: Evidence): Sighting {
  const { plan } = evidence
  const text =
    mismatch.stepIndex === undefined
      ? statementsOf(plan)
          .map(({ sql }) => sql)
          .join(';\n')
      : culprit(mismatch, plan)
  const facts = { oracle, mismatch, culprit: text, evidence }
  return {
    oracle,
    kind: mismatch.mismatch,
    skeleton: skeleton(text),
    types: mismatch.stepIndex === undefined ? [] : involvedTypes(facts),
    answers: answersOf(mismatch, evidence),
  }
}

/** These kinds say that the two sides answered otherwise, and not what. */
const ANSWERED_OTHERWISE: readonly MismatchKind[] = ['outcome', 'error-class', 'crash', 'protocol']

function answersOf({ mismatch, stepIndex, ...values }: Mismatch, evidence: Evidence): string {
  const sides = [evidence.reference, evidence.subject]
  const last = sides.map(({ records }) => records[stepIndex ?? -1]?.outcomes.at(-1))
  if (ANSWERED_OTHERWISE.includes(mismatch)) return last.map(answerShape).join('; ')
  const counts = last.map((outcome) => (outcome?.kind === 'rows' ? outcome.columns.length : 0))
  const isOneColumn = mismatch === 'type' && counts[0] === counts[1]
  const types = `${values.reference}; ${values.subject}`
  return isOneColumn && !types.includes('\n') ? types : ''
}

/** Whether a known difference covers a mismatch. */
export function covers(match: KnownMatch, sighting: Sighting): boolean {
  const { oracle, kinds, types, answers } = match
  return (
    (oracle === undefined || oracle === sighting.oracle) &&
    (kinds === 'any' || kinds.includes(sighting.kind)) &&
    match.skeleton === sighting.skeleton &&
    (types === undefined || types.join('\n') === sighting.types.join('\n')) &&
    (answers === undefined || answers === sighting.answers)
  )
}
