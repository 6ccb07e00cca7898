import {
  agree,
  type CheckRecord,
  defineOracle,
  distinctIgnored,
  type Evidence,
  type Ignored,
  type Verdict,
} from '../../src/index.js'
import { askInPlan, type Shown } from './ask-in-plan.js'
import { checksOf } from './checks.js'
import { asksByItself, ORACLE, questionAt, recordsOf } from './in-plan.js'
import { leftOut } from './left-out.js'
import { BY_ID, broken, tableMissing, unsoundOnBoth } from './told.js'
import { type Judged, readChecks, type Violation } from './violations.js'

export const catalogInvariants = defineOracle({
  name: ORACLE,
  summary:
    'Behind commits and at the end, on every node, a DuckLake catalog is sound: snapshots, ids, versions, references, files, rows; and old versions show what they showed.',
  judgesSubjectAlone: true,
  checks: checksOf,
  askInPlan: (evidence) => {
    const shown = shownBy(evidence, sidesOf(evidence))
    return shown ? askInPlan(evidence, shown) : []
  },
  appliesTo: ({ plan, reference, subject }) =>
    [reference, subject].some((history) => recordsOf(plan, history).length > 0),
  judge: (evidence) => judgeCatalogs(evidence),
})

/** What the questions of both sides say, those of the plan and those beside it. */
interface Sides {
  readonly reference: Judged
  readonly subject: Judged
}

function sidesOf({ plan, reference, subject }: Evidence): Sides {
  return {
    reference: readChecks(recordsOf(plan, reference)),
    subject: readChecks(recordsOf(plan, subject)),
  }
}

function judgeCatalogs(evidence: Evidence): Verdict {
  const sides = sidesOf(evidence)
  const { subject } = sides
  const ignored = distinctIgnored(leftOut(evidence, subject))
  const shown = shownBy(evidence, sides)
  const apart = shown && partedBefore(evidence, shown)
  if (apart !== undefined) {
    const because = `step ${apart + 1} failed on the subject alone, and an unsound catalog may follow from that`
    return { kind: 'inconclusive', because, ignored }
  }
  if (shown?.kind === 'violation') return broken(evidence, ownOf(evidence, sides), ignored)
  if (shown?.kind === 'missing') return tableMissing(evidence, shown.record, ignored)
  const both = hard(subject)
  const unexplained = both.find((one) => byClient(one) === undefined)
  if (unexplained) return unsoundOnBoth(evidence, unexplained, ignored)
  const [silent] = subject.unanswered
  if (subject.answered > 0 || !silent) {
    return agree(distinctIgnored([...ignored, ...both.map(ignoredOnBoth)]))
  }
  const because = `no check was answered by the subject: ${silent.because}`
  return { kind: 'inconclusive', because, ignored }
}

/** How the client itself comes to break the rule; undefined where it is not known to. */
function byClient({ invariant }: Violation): string | undefined {
  return BY_ID.get(invariant)?.clientBreaks
}

function ignoredOnBoth(one: Violation): Ignored {
  const because = `the client itself breaks it: ${byClient(one)}`
  return { what: `${one.invariant}, which does not hold`, because }
}

/** What a finding would be about: the first rule that only the subject breaks, or a table that only the subject misses. */
function shownBy(evidence: Evidence, sides: Sides): Shown | undefined {
  const [violation] = ownOf(evidence, sides)
  if (violation) return { kind: 'violation', violation }
  const record = missingOnSubject(evidence)
  return record && { kind: 'missing', record }
}

/** The rules that the subject breaks and the reference does not. */
function ownOf({ plan }: Evidence, { reference, subject }: Sides): readonly Violation[] {
  const known = new Set(hard(reference).map(keyOf))
  const asked = hard(reference).filter(({ after }) => questionAt(plan, after) !== undefined)
  // Where a plan asks by itself it shows one rule, which its own statements must not break, in whatever row.
  const unsound = new Set(asked.map(({ after }) => after))
  const own = hard(subject).filter((one) => !known.has(keyOf(one)) && !unsound.has(one.after))
  // Without a reference nobody can say whether it was the client.
  return reference.answered > 0 ? own : own.filter((one) => byClient(one) === undefined)
}

function hard({ violations }: Judged): readonly Violation[] {
  return violations.filter(({ invariant }) => BY_ID.get(invariant)?.severity !== 'soft')
}

/** The same violation, wherever and whenever it was seen. */
function keyOf({ invariant, snapshot, detail, about }: Violation): string {
  return JSON.stringify([invariant, snapshot, detail, about])
}

/** The first check that the reference answers and the subject does not, because a table is not there. */
function missingOnSubject({ plan, reference, subject }: Evidence): CheckRecord | undefined {
  const answered = new Set(
    recordsOf(plan, reference).flatMap((record) =>
      record.outcome?.kind === 'rows' ? [placeOf(record)] : [],
    ),
  )
  return recordsOf(plan, subject).find((record) => {
    const { outcome } = record
    const isMissing = outcome?.kind === 'error' && outcome.errorClass === 'catalog'
    return isMissing && answered.has(placeOf(record))
  })
}

function placeOf({ check: { oracle, after, about, label } }: CheckRecord): string {
  return JSON.stringify([oracle, after, about, label])
}

/**
 * The first step before what is shown that failed on the subject alone: what a client could not do whole, is not there as a
 * whole.
 */
function partedBefore({ plan, reference, subject }: Evidence, shown: Shown): number | undefined {
  const { after } = shown.kind === 'violation' ? shown.violation : shown.record.check
  const last = asksByItself(plan) ? after - 1 : after
  const found = subject.records.find(({ stepIndex, outcomes }) => {
    const other = reference.records[stepIndex]
    return other && hasFailed(outcomes) && other.outcomes.length > 0 && !hasFailed(other.outcomes)
  })
  return found && found.stepIndex <= last ? found.stepIndex : undefined
}

function hasFailed(outcomes: Evidence['subject']['records'][number]['outcomes']): boolean {
  return outcomes.some(({ kind }) => kind === 'error')
}
