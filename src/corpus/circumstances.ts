import type { Evidence, History } from '../model/history.js'
import type { Plan, Step } from '../model/plan.js'
import { splitStatements } from '../sql/split.js'
import { statementKind } from '../sql/statement-kind.js'
import { printDelivery } from './wire-form.js'

/** How the culprit was sent, then the other ways in which steps of a reduced case are: what had to stay mattered. */
export function deliveriesOf(plan: Plan, culprit: number | undefined): readonly string[] {
  const step = culprit === undefined ? undefined : plan.steps[culprit]
  const others = plan.steps.flatMap((other, at) => (at === culprit ? [] : wayOf(other)))
  const sorted = [...new Set(others)].sort()
  return [...(step ? wayOf(step) : []), ...sorted.map((way) => `before by ${way}`)]
}

function wayOf(step: Step): readonly string[] {
  const way = step.kind === 'statement' ? printDelivery(step.statement) : undefined
  // How many rows a page has and after how long something is cancelled is of no matter.
  return way === undefined ? [] : [way.replaceAll(/\d+/g, 'n')]
}

/** Statements without which there would be nothing to ask: they matter in nearly every case. */
const USUAL = new Set(['CREATE TABLE', 'CREATE SCHEMA', 'INSERT', 'SELECT', 'ATTACH', 'USE'])

/**
 * What had to happen before the culprit, beside the making of tables: the kinds of statements in the order of the alphabet,
 * that one fails, and what was done to sessions. For an end state, of the whole case. Of the culprit's own text the
 * statements before the one with this place.
 */
export function contextOf(
  { plan, reference }: Evidence,
  culprit: number | undefined,
  part: number,
): readonly string[] {
  const before = plan.steps.slice(0, culprit).flatMap((step, at) => happened(step, at, reference))
  const step = culprit === undefined ? undefined : plan.steps[culprit]
  const within = step ? happened(step, culprit ?? 0, reference).slice(0, part) : []
  const found = [...before, ...within]
  const usual = culprit === undefined ? new Set<string>() : USUAL
  return [...new Set(found.filter((what) => !usual.has(what)))].sort()
}

function happened(step: Step, at: number, { records }: History): readonly string[] {
  if (step.kind !== 'statement') return [step.kind]
  const outcomes = records[at]?.outcomes ?? []
  return splitStatements(step.statement.sql).map(({ text }, index) => {
    const outcome = outcomes[index]
    const kind = statementKind(text)
    // Both sides refuse it, so what it was and why is of no matter.
    return outcome?.kind === 'error' ? 'a statement fails' : kind
  })
}
