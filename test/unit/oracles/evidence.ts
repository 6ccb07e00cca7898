import type { Evidence, History } from '../../../src/model/history.js'
import type { Cell, Outcome, TransactionStatus } from '../../../src/model/outcome.js'
import type { StateReport, StateUnavailable } from '../../../src/model/state.js'
import { type Statement, statement } from '../../../src/model/statement.js'

/** One side's answers to a plan of one step a reply, and what its nodes hold in the end. */
export interface Side {
  readonly answers: readonly { readonly outcomes: readonly Outcome[]; status?: TransactionStatus }[]
  readonly state?: readonly (StateReport | StateUnavailable)[]
}

export function integers(...cells: Cell[]): Outcome {
  return {
    kind: 'rows',
    columns: [{ name: 'i', type: { kind: 'duckdb', name: 'INTEGER' } }],
    rows: cells.map((cell) => [cell]),
  }
}

export const DONE: Outcome = { kind: 'done', affected: 1 }

export function failed(sqlstate: string): Outcome {
  return { kind: 'error', errorClass: 'other', sqlstate, message: 'no' }
}

export function stateOf(node: string, objects: Record<string, string>): StateReport {
  return { node, kind: 'state', objects: new Map(Object.entries(objects)) }
}

export function evidenceOf(
  reference: Side,
  subject: Side,
  statements: readonly Statement[] = reference.answers.map(() => statement('FROM t')),
): Evidence {
  const steps = statements.map(
    (one) => ({ kind: 'statement', session: 'a', statement: one }) as const,
  )
  const plan = { sessions: [{ name: 'a', node: 'any' }], steps, features: [] } as const
  return {
    plan,
    reference: historyOf('reference', reference),
    subject: historyOf('subject', subject),
  }
}

function historyOf(name: string, { answers, state = [] }: Side): History {
  return {
    target: { name, version: '1', profile: 'duckdb', address: '', nodes: [name] },
    records: answers.map(({ outcomes, status = 'I' }, stepIndex) => {
      const at = BigInt(stepIndex)
      return { stepIndex, session: 'a', invokedNs: at, completedNs: at, outcomes, status }
    }),
    state,
  }
}
