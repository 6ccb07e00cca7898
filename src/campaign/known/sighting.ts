import { involvedTypes } from '../../corpus/fingerprint.js'
import type { Evidence } from '../../model/history.js'
import type { KnownMatch } from '../../model/known.js'
import { statementsOf } from '../../model/plan.js'
import type { Profile } from '../../model/profile.js'
import type { Mismatch, MismatchKind } from '../../model/verdict.js'
import { skeleton } from '../../sql/skeleton.js'
import { showingOf, showingText } from '../showing.js'
import { culprit } from '../signature.js'

/** A mismatch as known differences see it: nothing in it but what they may name. */
export interface Sighting {
  readonly oracle: string
  readonly kind: MismatchKind
  /** Of the statement that showed it; of all statements where it is an end state. */
  readonly skeleton: string
  /** The types of its columns and parameters, each once, in their order. */
  readonly types: readonly string[]
  /** In what way it shows, without names and values of the case. */
  readonly shows: string
  /** What the error of one side says is not there, with `n` for numbers. */
  readonly missing?: string | undefined
}

/** How known differences see a mismatch of this oracle. */
export function sightingOf(
  oracle: string,
  mismatch: Mismatch,
  { evidence, types }: { readonly evidence: Evidence; readonly types: Profile['types'] },
): Sighting {
  const { plan } = evidence
  const text =
    mismatch.stepIndex === undefined
      ? statementsOf(plan)
          .map(({ sql }) => sql)
          .join(';\n')
      : culprit(mismatch, plan)
  return {
    oracle,
    kind: mismatch.mismatch,
    skeleton: skeleton(text),
    types: mismatch.stepIndex === undefined ? [] : involvedTypes({ mismatch, evidence }),
    shows: showsIn(mismatch, evidence, types),
    missing: missingIn(mismatch, evidence),
  }
}

const MISSING =
  /\b(?:Table|View|Schema|Type) with name "?([\w.]+)"? does not exist|relation "([\w.]+)" does not/

function missingIn({ stepIndex }: Mismatch, { reference, subject }: Evidence): string | undefined {
  const said = [reference, subject].flatMap(({ records }) => {
    const outcome = records[stepIndex ?? -1]?.outcomes.at(-1)
    return outcome?.kind === 'error' ? (MISSING.exec(outcome.message) ?? []).slice(1) : []
  })
  return said.find((name) => name !== undefined)?.replaceAll(/\d+/g, 'n')
}

function showsIn(mismatch: Mismatch, evidence: Evidence, types: Profile['types']): string {
  const { reference, subject } = mismatch
  // Types have numbers that say something: DECIMAL(38,2), oid 1114.
  if (isOneColumn(mismatch, evidence)) return `${reference} became ${subject}`
  return showingText(showingOf(evidence, mismatch, types))
}

/** Whether it is about the type of one column, and not about how many there are or how they were sent. */
function isOneColumn(found: Mismatch, { reference, subject }: Evidence): boolean {
  const counts = [reference, subject].map(({ records }) => {
    const outcome = records[found.stepIndex ?? -1]?.outcomes.at(-1)
    return outcome?.kind === 'rows' ? outcome.columns.length : 0
  })
  const isLine = !`${found.reference}${found.subject}`.includes('\n')
  return found.mismatch === 'type' && isLine && counts[0] === counts[1]
}

/** Whether a known difference covers a mismatch. */
export function covers(match: KnownMatch, sighting: Sighting): boolean {
  const { oracle, kinds, types, shows, missing } = match
  return (
    (oracle === undefined || oracle === sighting.oracle) &&
    (kinds === 'any' || kinds.includes(sighting.kind)) &&
    match.skeleton === sighting.skeleton &&
    (types === undefined || types.join('\n') === sighting.types.join('\n')) &&
    (shows === undefined || shows === sighting.shows) &&
    (missing === undefined || missing === sighting.missing)
  )
}
