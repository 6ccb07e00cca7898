import type { Outcome, Reply } from '../../model/outcome.js'
import { type Statement, statement } from '../../model/statement.js'
import type { Session } from '../../model/target.js'
import { why } from '../lane.js'

/** Of one statement. */
const TIMEOUT_MS = 10_000

/** Two clients of one endpoint, in one schema. Tables are named without it. */
export interface Clients {
  readonly a: Session
  readonly b: Session
  readonly schema: string
  /** How a transaction begins that keeps to one state; plain where the endpoint does not know levels. */
  readonly begin: string
}

/** Sends a text as a simple query. */
export function say(
  session: Session,
  sql: string,
  more: Partial<Omit<Statement, 'sql'>> = {},
): Promise<Reply> {
  return session.send(statement(sql, more), { timeoutMs: TIMEOUT_MS })
}

/** Sends texts one by one; the last outcome, or the first error. */
export async function sayAll(session: Session, texts: readonly string[]): Promise<Outcome> {
  let last: Outcome = { kind: 'done', affected: undefined }
  for (const text of texts) {
    last = lastOf(await say(session, text))
    if (!isFine(last)) return last
  }
  return last
}

/** The first cell of the first row; undefined where there is none. */
export async function cell(session: Session, sql: string): Promise<string | undefined> {
  const outcome = lastOf(await say(session, sql))
  return outcome.kind === 'rows' ? (outcome.rows[0]?.[0] ?? undefined) : undefined
}

/** The last outcome of a reply. */
export function lastOf({ outcomes }: Reply): Outcome {
  return outcomes.at(-1) ?? { kind: 'done', affected: undefined }
}

/** Whether a statement succeeded. */
export function isFine({ kind }: Outcome): boolean {
  return kind === 'rows' || kind === 'done'
}

/** An outcome in a few words: `23505 duplicate key ...`. */
export function told(outcome: Outcome): string {
  if (isFine(outcome)) return 'it succeeds'
  const sqlstate = outcome.kind === 'error' ? outcome.sqlstate : undefined
  return sqlstate === undefined ? why(outcome) : `${sqlstate} ${why(outcome)}`
}
