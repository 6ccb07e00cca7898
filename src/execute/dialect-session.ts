import type { Reply, TransactionStatus } from '../model/outcome.js'
import { type Statement, statement } from '../model/statement.js'
import type { Limits, Session } from '../model/target.js'
import {
  isBatch,
  isSyncedPipeline,
  type Send,
  type Senders,
  sendAsOneTransaction,
  sendEach,
} from './batch.js'

/**
 * Where the reference has to do as the subject's profile says, so that both go on from the same state after what they
 * treat in different ways by design. Nothing is set on the subject.
 */
export interface Dialect {
  /** DuckDB keeps a transaction alive after a compile error; it is made to fail, as every error does in PostgreSQL. */
  readonly everyErrorFailsTransaction?: boolean | undefined
  /**
   * Several statements in one message, or before one Sync, are one implicit transaction in PostgreSQL; DuckDB commits each
   * by itself.
   */
  readonly batchesAreTransactions?: boolean | undefined
}

const FAIL_TRANSACTION = statement("SELECT error('this transaction has failed')")

/** A session that is spoken to as the subject's profile says. Who opened the session closes it. */
export class DialectSession {
  /** Of the transaction, after the last answer. */
  private status: TransactionStatus | undefined = 'I'

  constructor(readonly session: Session) {}

  /** Whether it is outside of a transaction, as far as its answers tell. */
  get isIdle(): boolean {
    return this.status === 'I'
  }

  async send(one: Statement, how: Dialect & { readonly limits: Limits }): Promise<Reply> {
    const plainly = (part: Statement) => this.session.send(part, how.limits)
    const andFail = async (part: Statement) => this.failed(await plainly(part), plainly)
    const send = how.everyErrorFailsTransaction ? andFail : plainly
    const reply = await this.inManner(one, how, { send, plainly })
    this.status = reply.status
    return reply
  }

  private inManner(one: Statement, how: Dialect, { send, plainly }: Senders): Promise<Reply> {
    const isIdle = this.status === 'I'
    if (how.batchesAreTransactions && isIdle && isBatch(one))
      return sendAsOneTransaction(one, { send, plainly })
    if (how.everyErrorFailsTransaction && isSyncedPipeline(one)) return sendEach(one, send)
    return send(one)
  }

  /** After an error that left the transaction alive, fails it; the error itself stays the answer. */
  private async failed(reply: Reply, send: Send): Promise<Reply> {
    if (reply.status !== 'T' || reply.outcomes.at(-1)?.kind !== 'error') return reply
    const { status } = await send(FAIL_TRANSACTION)
    return { outcomes: reply.outcomes, status }
  }
}
