import { assert } from '../model/errors.js'
import type { Plan, SessionSpec, Step } from '../model/plan.js'
import { type Statement, statement } from '../model/statement.js'

/** What is known of a session's transaction: `unsure` where a conflict may have ended it. */
export type TransactionState = 'idle' | 'open' | 'aborted' | 'unsure'

/** The steps that a plan has so far, the features that it reached, and each session's transaction. */
export interface Script {
  readonly sessions: readonly SessionSpec[]
  readonly steps: Step[]
  readonly features: Set<string>
  readonly transactions: Map<string, TransactionState>
}

/** An empty script: every session open and idle. */
export function newScript(sessions: readonly SessionSpec[]): Script {
  const transactions = new Map(sessions.map(({ name }) => [name, 'idle' as TransactionState]))
  return { sessions, steps: [], features: new Set(), transactions }
}

/** The next step: a session sends a statement. */
export function send(script: Script, session: string, what: Statement | string): void {
  const sent = typeof what === 'string' ? statement(what) : what
  script.steps.push({ kind: 'statement', session, statement: sent })
}

/** BEGIN in an idle session. */
export function begin(script: Script, session: string): void {
  assert(transactionOf(script, session) === 'idle', `session ${session} is in a transaction`)
  send(script, session, statement('BEGIN', { expect: 'ok' }))
  script.transactions.set(session, 'open')
}

/** COMMIT or ROLLBACK, whatever state the transaction is in. */
export function finish(script: Script, session: string, how: 'COMMIT' | 'ROLLBACK'): void {
  send(script, session, how)
  script.transactions.set(session, 'idle')
}

/** The state of the session's transaction, as far as it is known. */
export function transactionOf(script: Script, session: string): TransactionState {
  return script.transactions.get(session) ?? 'idle'
}

/** Sessions in that state. */
export function sessionsIn(script: Script, state: TransactionState): readonly SessionSpec[] {
  return script.sessions.filter(({ name }) => transactionOf(script, name) === state)
}

/** The plan as far as it was written. */
export function planFrom(script: Script): Plan {
  return {
    sessions: script.sessions,
    steps: script.steps,
    features: [...script.features].sort(),
  }
}
