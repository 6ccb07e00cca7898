import type { Reply } from '../model/outcome.js'
import type { Step } from '../model/plan.js'
import { statementKind } from '../sql/statement-kind.js'

/** Whether a step is a COMMIT whose connection went before the answer came: it may have happened or not. */
export function isLostCommit(
  step: Step | undefined,
  { outcomes }: Pick<Reply, 'outcomes'>,
): boolean {
  if (!isCommit(step)) return false
  const last = outcomes.at(-1)
  return last?.kind === 'unknown' && last.reason === 'connection-lost'
}

/** Whether a step ends a transaction by COMMIT. */
export function isCommit(step: Step | undefined): boolean {
  return step?.kind === 'statement' && isCommitText(step.statement.sql)
}

/** The same of a statement's text. */
export function isCommitText(sql: string): boolean {
  return statementKind(sql) === 'COMMIT'
}
