import type { Evidence, StepRecord } from '../../../../src/model/history.js'
import type { Outcome, TransactionStatus } from '../../../../src/model/outcome.js'
import type { Plan, Step } from '../../../../src/model/plan.js'
import { statement } from '../../../../src/model/statement.js'

/** A line of a script: who says what, and what the subject answers. */
export type Line = readonly [
  session: string,
  sql: string,
  answer?: Outcome | undefined,
  status?: TransactionStatus | 'gone',
]

export const BEGIN = 'BEGIN TRANSACTION'
export const LATEST =
  'SELECT snapshot_id, schema_version FROM "m".ducklake_snapshot WHERE snapshot_id = (SELECT MAX(snapshot_id) FROM "m".ducklake_snapshot);'

/** The batch of a commit. */
export function batch(id: number): string {
  return `INSERT INTO "m".ducklake_snapshot VALUES (${id}, 0); INSERT INTO "m".ducklake_snapshot_changes VALUES (${id}, NULL)`
}

export const DONE: Outcome = { kind: 'done', affected: 1, tag: 'INSERT' }
export const COMMITTED: Outcome = { kind: 'done', affected: undefined, tag: 'COMMIT' }
export const ROLLED_BACK: Outcome = { kind: 'done', affected: undefined, tag: 'ROLLBACK' }
export const LOST: Outcome = { kind: 'unknown', reason: 'connection-lost', detail: 'gone' }

/** The newest snapshots, as many rows as ids. */
export function newest(...ids: readonly number[]): Outcome {
  return {
    kind: 'rows',
    columns: [{ name: 'snapshot_id', type: { kind: 'duckdb', name: 'BIGINT' } }],
    rows: ids.map((id) => [String(id)]),
  }
}

export function refused(
  sqlstate = '23505',
  message = 'duplicate key violates primary key constraint',
): Outcome {
  return { kind: 'error', errorClass: 'constraint', sqlstate, message }
}

/** The evidence of a script; without an answer a statement succeeds. The reference has the same answers. */
export function evidenceOf(lines: readonly Line[]): Evidence {
  const steps = lines.map(
    ([session, sql]): Step => ({ kind: 'statement', session, statement: statement(sql) }),
  )
  const names = [...new Set(lines.map(([session]) => session))]
  const plan: Plan = {
    sessions: names.map((name) => ({ name, node: 'any' })),
    steps,
    features: [],
  }
  const records = lines.map(recordOf)
  const target = { name: 'x', version: '1', profile: 'lab', address: '', nodes: ['x'] }
  const history = { target, records, state: [] }
  return { plan, reference: history, subject: history }
}

function recordOf([session, sql, answer, status = 'T']: Line, stepIndex: number): StepRecord {
  const at = BigInt(stepIndex)
  const own = answer ?? usualAnswer(sql)
  const isWhole = own === DONE && sql.includes(';')
  return {
    ...{ stepIndex, session, invokedNs: at, completedNs: at },
    outcomes: isWhole ? [DONE, DONE] : [own],
    status: status === 'gone' ? undefined : endsTransaction(sql) ? 'I' : status,
  }
}

function usualAnswer(sql: string): Outcome {
  if (sql === 'COMMIT') return COMMITTED
  return sql === 'ROLLBACK' ? ROLLED_BACK : DONE
}

function endsTransaction(sql: string): boolean {
  return sql === 'COMMIT' || sql === 'ROLLBACK'
}
