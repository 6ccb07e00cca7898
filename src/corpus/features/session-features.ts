import type { TransactionStatus } from '../../model/outcome.js'
import type { Plan } from '../../model/plan.js'
import type { Observation } from './observation.js'
import { endOf, type ReadStatement } from './reading.js'
import { tablesOf } from './tables-of.js'

const TRANSACTION_KIND = /^(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)$/

const STATUS_WORDS: Readonly<Record<TransactionStatus, string>> = {
  I: 'idle',
  T: 'open',
  E: 'failed',
}

/** What became of transactions: `transaction:COMMIT when open: ok`, and `transaction:INSERT fails it`. */
export function* transactionFeatures(read: ReadStatement): Generator<string> {
  const { kind, before, after, outcome } = read
  if (TRANSACTION_KIND.test(kind)) {
    yield `transaction:${kind} when ${STATUS_WORDS[before]}: ${endOf(outcome)}`
  } else if (before !== 'I') {
    yield `transaction:${kind} when ${STATUS_WORDS[before]}`
    if (before === 'T' && after === 'E') yield `transaction:${kind} fails it`
  }
}

/**
 * Two statements on one table, one after the other, by two sessions: `meeting:INSERT > SELECT`, and `meeting:INSERT open >
 * SELECT` where the first one's transaction has not ended.
 */
export function* meetingFeatures(reads: readonly ReadStatement[]): Generator<string> {
  const last = new Map<string, ReadStatement>()
  const status = new Map<string, TransactionStatus>()
  for (const read of reads) {
    for (const table of tablesOf(read.tokens)) {
      const other = last.get(table)
      last.set(table, read)
      if (!other || other.session === read.session) continue
      yield `meeting:${inState(other, status.get(other.session))} > ${inState(read, read.before)}`
    }
    status.set(read.session, read.after)
  }
}

function inState({ kind }: ReadStatement, status: TransactionStatus = 'I'): string {
  return status === 'I' ? kind : `${kind} ${STATUS_WORDS[status]}`
}

/** What disturbs: `fault:close when open`, `fault:cancel`, and transactions that are left at the end, `fault:left open`. */
export function* faultFeatures({ steps }: Plan, { records }: Observation): Generator<string> {
  const status = new Map<string, TransactionStatus>()
  for (const [index, step] of steps.entries()) {
    const before = status.get(step.session) ?? 'I'
    if (step.kind === 'statement') {
      status.set(step.session, records[index]?.status ?? before)
      if (step.statement.wire?.cancelAfterMs !== undefined) yield `fault:cancel of a statement`
      continue
    }
    yield `fault:${step.kind} when ${STATUS_WORDS[before]}`
    if (step.kind !== 'cancel') status.set(step.session, 'I')
  }
  for (const left of status.values()) if (left !== 'I') yield `fault:left ${STATUS_WORDS[left]}`
}
