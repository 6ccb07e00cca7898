import type { CheckRecord } from '../model/check.js'
import type { Evidence, StepRecord } from '../model/history.js'
import type { Outcome } from '../model/outcome.js'
import type { Plan } from '../model/plan.js'
import type { Profile } from '../model/profile.js'
import type { StateReport, StateUnavailable } from '../model/state.js'
import type { Oracle } from '../model/verdict.js'

/**
 * The canary: one outcome of the subject is corrupted on purpose in a copy of real evidence, and an oracle must report
 * it. A run whose canary was not caught has proved nothing. Undefined where this evidence has nothing to corrupt,
 * or nothing that these oracles would look at.
 */
export function canaryCaught(
  evidence: Evidence,
  oracles: readonly Oracle[],
  profile: Profile,
): boolean | undefined {
  const corrupted = corrupt(evidence)
  const isAsked = evidence.subject.checks !== undefined
  if (!corrupted || (!isAsked && oracles.every(({ checks }) => checks))) return undefined
  const isCaught = oracles.some((oracle) => oracle.judge(corrupted, profile).kind === 'mismatch')
  return isCaught || oracles.some(({ mayMissCanary }) => !mayMissCanary) ? isCaught : undefined
}

/**
 * The evidence with the last row of a result of the subject gone, of one that was asked for in two ways where there is one,
 * one object more in its end state, and one thing more that is wrong where oracles have asked.
 */
function corrupt(evidence: Evidence): Evidence | undefined {
  const full = evidence.subject.records.filter(({ outcomes }) => outcomes.some(hasRows))
  const shared = stepsOfSharedNames(evidence.plan)
  const at = (full.find(({ stepIndex }) => shared.has(stepIndex)) ?? full[0])?.stepIndex ?? -1
  const record = evidence.subject.records[at]
  if (!record) return undefined
  const outcomes = record.outcomes.map((outcome) =>
    hasRows(outcome) ? withoutLastRow(outcome) : outcome,
  )
  const changed: StepRecord = { ...record, outcomes }
  const records = evidence.subject.records.with(at, changed)
  const state = evidence.subject.state.map(withOneObjectMore)
  const checks = evidence.subject.checks?.map(withOneRowMore)
  return { ...evidence, subject: { ...evidence.subject, records, state, checks } }
}

/** What an oracle asks for is what is wrong, so one row more is one thing more that is wrong. */
function withOneRowMore(record: CheckRecord): CheckRecord {
  const { outcome } = record
  if (outcome?.kind !== 'rows') return record
  const canary = outcome.columns.map(() => 'canary')
  return { ...record, outcome: { ...outcome, rows: [...outcome.rows, canary] } }
}

/** The steps whose statement was sent in another way as well. */
function stepsOfSharedNames({ steps }: Plan): ReadonlySet<number> {
  const byName = new Map<string, number[]>()
  for (const [index, step] of steps.entries()) {
    const name = step.kind === 'statement' ? step.statement.same : undefined
    if (name) byName.set(name, [...(byName.get(name) ?? []), index])
  }
  return new Set([...byName.values()].filter(({ length }) => length > 1).flat())
}

function withOneObjectMore(report: StateReport | StateUnavailable) {
  if (report.kind !== 'state') return report
  return { ...report, objects: new Map([...report.objects, ['table:canary', 'sings']]) }
}

function hasRows(outcome: Outcome): outcome is Extract<Outcome, { kind: 'rows' }> {
  return outcome.kind === 'rows' && outcome.rows.length > 0
}

function withoutLastRow(outcome: Extract<Outcome, { kind: 'rows' }>): Outcome {
  return { ...outcome, rows: outcome.rows.slice(0, -1) }
}
