import type { Done, Failure, Outcome, Rows } from '../model/outcome.js'
import type { Ignored } from '../model/verdict.js'
import { compareRows, type RowRules } from './compare-rows.js'
import { describeOutcome } from './describe.js'
import type { Difference } from './difference.js'
import { classesOf, sameClass } from './error-class.js'
import { sameTag } from './tags.js'

/** What comparing two outcomes came to. */
export type OutcomeVerdict =
  | { readonly kind: 'same'; readonly ignored?: readonly Ignored[] | undefined }
  | { readonly kind: 'ignored'; readonly what: string; readonly because: string }
  | {
      readonly kind: 'different'
      readonly difference: Difference
      readonly ignored?: readonly Ignored[] | undefined
    }
  /** Nothing can be said about this step, nor about what comes after it. */
  | { readonly kind: 'undecided'; readonly because: string }

const SAME: OutcomeVerdict = { kind: 'same' }

/** SQLSTATE of a feature that the endpoint says it does not have. */
const FEATURE_NOT_SUPPORTED = '0A000'

/** Compares what the two sides answered to one statement. */
export function compareOutcomes(
  reference: Outcome | undefined,
  subject: Outcome | undefined,
  rules: RowRules,
): OutcomeVerdict {
  if (reference?.kind === 'violation' || subject?.kind === 'violation') {
    return different('protocol', brokenBy(reference, subject), reference, subject)
  }
  if (reference?.kind === 'unknown' || subject?.kind === 'unknown') {
    return unknowns(reference, subject)
  }
  if (reference?.kind === 'error' && subject?.kind === 'error') return errors(reference, subject)
  if (isRefusal(subject)) {
    return {
      kind: 'undecided',
      because: `the subject does not support it: ${describeOutcome(subject)}`,
    }
  }
  if (reference?.kind === 'rows' && subject?.kind === 'rows') {
    const { difference, ignored } = compareRows(reference, subject, rules)
    if (difference) return { kind: 'different', difference, ignored }
    return tags(reference, subject) ?? { kind: 'same', ignored }
  }
  if (reference?.kind === 'done' && subject?.kind === 'done') {
    return affected(reference, subject, rules) ?? tags(reference, subject) ?? SAME
  }
  if (reference?.kind === subject?.kind) return SAME
  return different('outcome', 'one side succeeds where the other does not', reference, subject)
}

/** A dead process is a difference; a statement that took too long proves nothing. */
function unknowns(reference: Outcome | undefined, subject: Outcome | undefined): OutcomeVerdict {
  const sides = [reference, subject].filter((outcome) => outcome?.kind === 'unknown')
  if (sides.every((outcome) => outcome?.kind === 'unknown' && outcome.reason === 'timeout')) {
    return { kind: 'undecided', because: 'a statement took too long and may have happened or not' }
  }
  return different('crash', 'a process or a connection died', reference, subject)
}

function errors(reference: Failure, subject: Failure): OutcomeVerdict {
  const same = sameClass(reference, subject)
  if (same) return SAME
  if (same === undefined) {
    return {
      kind: 'ignored',
      what: 'error class',
      because: `the endpoint's SQLSTATE ${subject.sqlstate ?? '(none)'} has no DuckDB class`,
    }
  }
  if (isRefusal(subject)) {
    return { kind: 'undecided', because: `the subject does not support it: ${subject.message}` }
  }
  const summary = `${reference.errorClass} became ${classesOf(subject).join(' or ')}`
  return different('error-class', summary, reference, subject)
}

/** How many rows were changed; not where even the number of rows hangs on a volatile function. */
function affected(reference: Done, subject: Done, rules: RowRules): OutcomeVerdict | undefined {
  const [left, right] = [reference.affected, subject.affected]
  const isKnown = left !== undefined && right !== undefined && rules.comparison.rows !== 'columns'
  if (!isKnown || left === right) return undefined
  return different('affected-rows', `${left} rows changed became ${right}`, reference, subject)
}

function tags(reference: Done | Rows, subject: Done | Rows): OutcomeVerdict | undefined {
  if (sameTag(reference.tag, subject.tag)) return undefined
  const [left, right] = [reference.tag ?? '', subject.tag ?? '']
  const summary = `the command tag ${left} became ${right}`
  const difference: Difference = { mismatch: 'tag', summary, reference: left, subject: right }
  return { kind: 'different', difference }
}

function isRefusal(outcome: Outcome | undefined): outcome is Failure {
  return outcome?.kind === 'error' && outcome.sqlstate === FEATURE_NOT_SUPPORTED
}

function different(
  mismatch: Difference['mismatch'],
  summary: string,
  reference: Outcome | undefined,
  subject: Outcome | undefined,
): OutcomeVerdict {
  return {
    kind: 'different',
    difference: {
      mismatch,
      summary,
      reference: describeOutcome(reference),
      subject: describeOutcome(subject),
    },
  }
}

function brokenBy(...sides: readonly (Outcome | undefined)[]): string {
  const violation = sides.find((outcome) => outcome?.kind === 'violation')
  const what = violation?.kind === 'violation' ? `: ${violation.what}` : ''
  return `the endpoint broke the protocol${what}`
}
