import type { Reply } from '../model/outcome.js'
import type { Step } from '../model/plan.js'
import { statementKind } from '../sql/statement-kind.js'

/** Whether a step is a COMMIT whose connection went before the answer came: it may have happened or not. */
export function isLostCommit(
  step: Step | undefined,
  { outcomes }: Pick<Reply, 'outcomes'>,
): boolean {
  if (step?.kind !== 'statement' || statementKind(step.statement.sql) !== 'COMMIT') return false
  const last = outcomes.at(-1)
  return last?.kind === 'unknown' && last.reason === 'connection-lost'
}
