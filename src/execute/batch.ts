import type { Outcome, Reply, TransactionStatus } from '../model/outcome.js'
import { type Statement, statement } from '../model/statement.js'
import { splitStatements } from '../sql/split.js'
import { statementKind } from '../sql/statement-kind.js'
import { parametersOf } from '../target/parameters-of.js'

/** Sends a statement in the session that all of this is about. */
export type Send = (statement: Statement) => Promise<Reply>

/** How statements are sent: as the subject treats errors, and as they are. */
export interface Senders {
  readonly send: Send
  readonly plainly: Send
}

/** A pipeline in which every statement has a Sync of its own. */
export function isSyncedPipeline({ delivery, wire }: Statement): boolean {
  return delivery === 'pipeline' && wire?.sync === 'each' && !wire.describeOnly
}

/** Sends each statement of a pipeline by itself. */
export async function sendEach(batch: Statement, send: Send): Promise<Reply> {
  const outcomes: Outcome[] = []
  let status: TransactionStatus | undefined
  for (const one of statementsOf(batch)) {
    const reply = await send(one)
    outcomes.push(...reply.outcomes)
    status = reply.status
    if (status === undefined) break // The session is gone.
  }
  return { outcomes, status }
}

/** Whether several statements come in one message or before one Sync. */
export function isBatch({ sql, params, delivery, wire }: Statement): boolean {
  if (wire?.describeOnly) return false
  const isOneMessage = delivery === 'simple' && params.length === 0
  const isOneSync = delivery === 'pipeline' && wire?.sync !== 'each'
  return (isOneMessage || isOneSync) && splitStatements(sql).length > 1
}

/**
 * Sends the statements of a batch to an idle session as PostgreSQL runs them: in one implicit transaction, which nobody
 * sees. A BEGIN in it makes the transaction an explicit one, which stays open; a COMMIT or ROLLBACK ends it, and the next
 * statement begins another. The answer is that of the statements alone.
 */
export async function sendAsOneTransaction(
  batch: Statement,
  { send, plainly }: Senders,
): Promise<Reply> {
  const unparsed = batch.delivery === 'simple' ? await parseError(batch, plainly) : undefined
  if (unparsed) return unparsed
  const run = new Batch(send, plainly)
  for (const one of statementsOf(batch)) {
    await run.add(one)
    if (run.hasFailed) break
  }
  return run.finish()
}

function statementsOf(batch: Statement): readonly Statement[] {
  const slices = splitStatements(batch.sql)
  if (slices.length <= 1) return [batch]
  return slices.map(({ text }) => ({
    ...batch,
    sql: text,
    params: parametersOf(text, batch.params),
  }))
}

/** A text that does not parse as a whole is not run at all. */
async function parseError(batch: Statement, send: Send): Promise<Reply | undefined> {
  const reply = await send({ ...batch, wire: { describeOnly: true } })
  const [first] = reply.outcomes
  const isUnparsed = first?.kind === 'error' && first.errorClass === 'parser'
  return isUnparsed ? { outcomes: [first], status: reply.status } : undefined
}

const ENDS = new Set(['COMMIT', 'ROLLBACK'])

/** The statements of one batch on their way. */
class Batch {
  private readonly outcomes: Outcome[] = []
  private status: TransactionStatus | undefined = 'I'
  private block: 'none' | 'implicit' | 'explicit' = 'none'

  constructor(
    private readonly send: Send,
    private readonly plainly: Send,
  ) {}

  get hasFailed(): boolean {
    const last = this.outcomes.at(-1)
    return last !== undefined && last.kind !== 'rows' && last.kind !== 'done'
  }

  async add(one: Statement): Promise<void> {
    const kind = statementKind(one.sql)
    if (kind === 'BEGIN' && this.block === 'implicit') {
      this.block = 'explicit'
      this.status = 'T'
      this.outcomes.push({ kind: 'done', affected: undefined, tag: 'BEGIN' })
      return
    }
    if (this.block === 'none' && kind !== 'BEGIN' && !ENDS.has(kind)) await this.open()
    const reply = await this.send(one)
    this.outcomes.push(...reply.outcomes)
    this.status = reply.status
    if (kind === 'BEGIN') this.block = 'explicit'
    if (ENDS.has(kind)) this.block = 'none'
  }

  /** Ends the transaction that nobody asked for. A commit that fails is the answer of the last statement. */
  async finish(): Promise<Reply> {
    const { outcomes } = this
    if (this.block !== 'implicit' || this.status === undefined)
      return { outcomes, status: this.status }
    const reply = await this.plainly(statement(this.hasFailed ? 'ROLLBACK' : 'COMMIT'))
    const failure = this.hasFailed ? undefined : reply.outcomes.find(({ kind }) => kind !== 'done')
    return {
      outcomes: failure ? [...outcomes.slice(0, -1), failure] : outcomes,
      status: reply.status,
    }
  }

  private async open(): Promise<void> {
    await this.plainly(statement('BEGIN'))
    this.block = 'implicit'
  }
}
