import type { Plan, Step } from '../../../src/index.js'

/** A transaction of a session, by the places of its steps in the plan. */
export interface Transaction {
  /** All of its steps, those that begin and end it too. */
  readonly steps: readonly number[]
  /** It reads, and no other session does anything meanwhile: it may be somewhere else. */
  readonly isReading: boolean
}

/** The transaction that a step belongs to; undefined for one outside of any. */
export function transactionAt(plan: Plan, at: number): Transaction | undefined {
  const session = plan.steps[at]?.session
  const own = plan.steps.flatMap((step, index) => (step.session === session ? [index] : []))
  const here = own.indexOf(at)
  const start = own.findLastIndex((index, i) => i <= here && begins(plan.steps[index]))
  if (start < 0) return undefined
  const length = own.slice(start).findIndex((index) => ends(plan.steps[index]))
  const steps = own.slice(start, length < 0 ? undefined : start + length + 1)
  if (!steps.includes(at)) return undefined
  const inside = steps.slice(1, -1).map((index) => plan.steps[index])
  const isAlone = (steps.at(-1) ?? 0) - (steps[0] ?? 0) === steps.length - 1
  return { steps, isReading: isAlone && inside.length > 0 && inside.every(isReading) }
}

/** Whether a change is part of a commit's batch, which begins with the row of the snapshot, or goes beside it. */
export function sectionOf(plan: Plan, at: number): 'batch' | 'beside' {
  const steps = transactionAt(plan, at)?.steps ?? [at]
  const snapshot = steps.find((index) => SNAPSHOT_ROW.test(textOf(plan.steps[index])))
  return snapshot !== undefined && at >= snapshot ? 'batch' : 'beside'
}

const SNAPSHOT_ROW =
  /^\s*insert into "\$\{schema:lake\}"\."?ducklake_snapshot"?(?: \([^)]*\))? values/i

function textOf(step: Step | undefined): string {
  return step?.kind === 'statement' ? step.statement.sql : ''
}

function begins(step: Step | undefined): boolean {
  return /^BEGIN\b/i.test(textOf(step))
}

function ends(step: Step | undefined): boolean {
  return /^(?:COMMIT|ROLLBACK)\b/i.test(textOf(step))
}

function isReading(step: Step | undefined): boolean {
  const isAsked = step?.kind === 'statement' && step.statement.compare !== undefined
  return isAsked && /^\s*(?:SELECT|WITH)\b/i.test(textOf(step))
}
