import {
  agree,
  type CheckRecord,
  defineOracle,
  distinctIgnored,
  type Evidence,
  type Verdict,
} from '../../src/index.js'
import { checksOf, ORACLE } from './checks.js'
import { leftOut } from './left-out.js'
import { BY_ID, broken, tableMissing, unsoundOnBoth } from './told.js'
import { type Judged, readChecks, type Violation } from './violations.js'

export const catalogInvariants = defineOracle({
  name: ORACLE,
  summary:
    'Behind commits and at the end, on every node, a DuckLake catalog is sound: snapshots, ids, versions, references, files, rows; and old versions show what they showed.',
  judgesSubjectAlone: true,
  checks: checksOf,
  judge: (evidence) => judgeCatalogs(evidence),
})

function judgeCatalogs(evidence: Evidence): Verdict {
  const [reference, subject] = [readChecks(evidence.reference), readChecks(evidence.subject)]
  const ignored = distinctIgnored(leftOut(evidence, subject))
  const known = new Set(hard(reference).map(keyOf))
  const [first, ...others] = hard(subject).filter((one) => !known.has(keyOf(one)))
  const missing = first ? undefined : missingOnSubject(evidence)
  const shown = first ?? missing?.check
  const apart = partedAt(evidence)
  if (shown && apart !== undefined && apart <= shown.after) {
    const because = `step ${apart + 1} failed on the subject alone, and an unsound catalog may follow from that`
    return { kind: 'inconclusive', because, ignored }
  }
  if (first) return broken(evidence, [first, ...others], ignored)
  if (missing) return tableMissing(evidence, missing, ignored)
  const [both] = hard(subject)
  if (both) return unsoundOnBoth(evidence, both, ignored)
  const [silent] = subject.unanswered
  if (subject.answered > 0 || !silent) return agree(ignored)
  const because = `no check was answered by the subject: ${silent.because}`
  return { kind: 'inconclusive', because, ignored }
}

function hard({ violations }: Judged): readonly Violation[] {
  return violations.filter(({ invariant }) => BY_ID.get(invariant)?.severity !== 'soft')
}

/** The same violation, wherever and whenever it was seen. */
function keyOf({ invariant, snapshot, detail, about }: Violation): string {
  return JSON.stringify([invariant, snapshot, detail, about])
}

/** The first check that the reference answers and the subject does not, because a table is not there. */
function missingOnSubject({ reference, subject }: Evidence): CheckRecord | undefined {
  const answered = new Set(
    (reference.checks ?? []).flatMap((record) =>
      record.outcome?.kind === 'rows' ? [placeOf(record)] : [],
    ),
  )
  return (subject.checks ?? []).find((record) => {
    const { outcome } = record
    const isMissing = outcome?.kind === 'error' && outcome.errorClass === 'catalog'
    return isMissing && answered.has(placeOf(record))
  })
}

function placeOf({ check: { oracle, after, about, label } }: CheckRecord): string {
  return JSON.stringify([oracle, after, about, label])
}

/** The first step that failed on the subject alone: what a client could not do whole, is not there as a whole. */
function partedAt({ reference, subject }: Evidence): number | undefined {
  const found = subject.records.find(({ stepIndex, outcomes }) => {
    const other = reference.records[stepIndex]
    return other && hasFailed(outcomes) && other.outcomes.length > 0 && !hasFailed(other.outcomes)
  })
  return found?.stepIndex
}

function hasFailed(outcomes: Evidence['subject']['records'][number]['outcomes']): boolean {
  return outcomes.some(({ kind }) => kind === 'error')
}
