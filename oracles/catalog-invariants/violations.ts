import type { CheckRecord, Outcome } from '../../src/index.js'
import { changedVersions } from './changed-versions.js'

/** A violated invariant: its id, the snapshot concerned where there is one, and what is wrong. */
export interface Violation {
  readonly invariant: string
  readonly snapshot: string | undefined
  readonly detail: string
  /** What stands before the names of the catalog's tables. */
  readonly about: string
  /** The step behind which it was seen, and the session in which it was asked for. */
  readonly after: number
  readonly session: string
}

/** A check that says nothing, and why. */
export interface Unanswered {
  readonly record: CheckRecord
  readonly because: string
}

/** What the checks of one side say. */
export interface Judged {
  readonly violations: readonly Violation[]
  readonly unanswered: readonly Unanswered[]
  readonly answered: number
}

/** Reads the answers of one side, and holds what versions show against what they have shown before. */
export function readChecks(checks: readonly CheckRecord[]): Judged {
  const own = checks.filter(({ check }) => check.oracle === 'catalog-invariants')
  const direct = own.flatMap((record) => (record.check.label === 'versions' ? [] : listed(record)))
  const violations = [...direct, ...changedVersions(own)]
  return {
    violations: violations.sort((a, b) => a.after - b.after),
    unanswered: own.flatMap((record) => unanswered(record) ?? []),
    answered: own.filter(({ outcome }) => outcome?.kind === 'rows').length,
  }
}

function listed({ check, outcome }: CheckRecord): readonly Violation[] {
  if (outcome?.kind !== 'rows') return []
  const { about, after, session } = check
  return outcome.rows.map(([invariant, snapshot, detail]) => ({
    invariant: invariant ?? '',
    snapshot: snapshot ?? undefined,
    detail: detail ?? '',
    about,
    after,
    session,
  }))
}

function unanswered(record: CheckRecord): Unanswered | undefined {
  const { outcome } = record
  if (outcome?.kind === 'rows') return undefined
  return {
    record,
    because: outcome ? silence(outcome) : 'its session was closed or in a transaction',
  }
}

function silence(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'error':
      return `it was refused with an error of class ${outcome.errorClass}`
    case 'unknown':
      return `there was no answer: ${outcome.reason}`
    default:
      return 'the answer has no rows'
  }
}
