import type { Entry, LogRecord } from '../log/entry.js'
import { interruptionOf } from '../statement/interruption.js'
import type { Applied } from './messages.js'

/** Executes one record on this node; a signal interrupts it. */
export type Apply = (record: LogRecord, signal?: AbortSignal) => Promise<Applied>

/** An entry that waits for its place in the leader's log. */
export interface Queued {
  readonly entry: Entry
  /** It may be interrupted: whether it was has to be known before it is logged. */
  readonly signal: AbortSignal | undefined
  readonly resolve: (applied: Applied | undefined) => void
}

/** What the log has to say, and what the session is told. */
export interface Settled {
  readonly entry: Entry
  readonly applied: Applied
}

/**
 * Executes a statement of a transaction before it is logged. When it was interrupted, the log says that in its place, so
 * that no other node executes it; then the transaction fails here as it will there.
 */
export async function settledBy(
  apply: Apply,
  record: LogRecord,
  signal: AbortSignal | undefined,
): Promise<Settled> {
  const { entry } = record
  const applied = await apply(record, signal)
  const wasInterrupted = signal?.aborted && applied.error?.errorClass === 'interrupt'
  if (entry.kind !== 'execute' || !wasInterrupted) return { entry, applied }
  const undoes = interruptionOf(entry.sql) !== 'always'
  const abort = { kind: 'abort', session: entry.session, undoes } as const
  const { status } = await apply({ ...record, entry: abort })
  return { entry: abort, applied: { ...applied, status } }
}
