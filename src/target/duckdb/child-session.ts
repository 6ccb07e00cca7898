import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api'
import type { Done, Outcome, Reply, Rows, TransactionStatus } from '../../model/outcome.js'
import type { Parameter, Statement } from '../../model/statement.js'
import { classOfDuckDBError } from '../../sql/duckdb-error.js'
import { splitStatements } from '../../sql/split.js'
import { parametersOf } from '../parameters-of.js'
import type { ParameterBinder } from './bind-parameters.js'
import { tagOf } from './command-tag.js'
import { describeStatement } from './describe.js'
import { readResult } from './read-result.js'
import { statusAfterError, statusAfterSuccess, verbOf } from './transaction.js'

/** The most named statements that a session keeps; the oldest is dropped first. */
const PREPARED_STATEMENTS_MAX = 64

const INTERRUPT_AGAIN_MS = 100

export interface SendRequest {
  readonly sql: string
  readonly params: readonly Parameter[]
  readonly delivery: Statement['delivery']
  readonly wire?: Statement['wire']
}

/** What a session has of its instance. */
export interface SessionOptions {
  readonly binder: ParameterBinder
  /**
   * Whether a statement of delivery `prepared` is prepared once and executed again. DuckDB 1.5.6 gives wrong values when
   * it does that with `SELECT ... ORDER BY` after the table's data has changed, so such an instance is not the truth.
   */
  readonly reusesPrepared: boolean
}

/** One DuckDB connection: runs statements and keeps track of its transaction. */
export class ChildSession {
  private status: TransactionStatus = 'I'
  private readonly prepared = new Map<string, DuckDBPreparedStatement>()

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly options: SessionOptions,
  ) {}

  async send(request: SendRequest): Promise<Reply> {
    const stopInterrupts = this.interruptAfter(request.wire?.cancelAfterMs)
    try {
      const outcomes = await this.outcomesOf(request)
      return { outcomes: outcomes.map((o) => firstPage(o, request.wire)), status: this.status }
    } finally {
      stopInterrupts()
    }
  }

  /** Interrupts again and again: DuckDB forgets one that comes before the statement has begun to run. */
  private interruptAfter(delayMs: number | undefined): () => void {
    if (delayMs === undefined) return () => undefined
    let timer = setTimeout(() => {
      this.interrupt()
      timer = setInterval(() => this.interrupt(), INTERRUPT_AGAIN_MS)
    }, delayMs)
    return () => clearTimeout(timer)
  }

  interrupt(): void {
    this.connection.interrupt()
  }

  close(): void {
    for (const prepared of this.prepared.values()) prepared.destroySync()
    this.connection.closeSync()
  }

  private async outcomesOf(request: SendRequest): Promise<readonly Outcome[]> {
    const { delivery, params } = request
    if (delivery === 'pipeline') return this.runPipeline(request)
    const isQuery = delivery === 'simple' || delivery === 'copy'
    return isQuery && params.length === 0 ? this.runAll(request) : [await this.runOne(request)]
  }

  /** Each statement of a text, until the first error. A text that does not parse as a whole is not run at all. */
  private async runAll({ sql, wire }: SendRequest): Promise<Outcome[]> {
    const slices = splitStatements(sql)
    if (slices.length === 0) return [{ kind: 'done', affected: undefined }]
    if (slices.length > 1) {
      const failure = await this.parseError(sql)
      if (failure) return [failure]
    }
    const outcomes: Outcome[] = []
    for (const slice of slices) {
      const text = slices.length === 1 ? sql : slice.text
      const outcome = wire?.describeOnly
        ? await this.describe(text, [])
        : await this.attempt(slice.text, async () => readResult(await this.connection.run(text)))
      outcomes.push(outcome)
      if (outcome.kind === 'error') break
    }
    return outcomes
  }

  private async parseError(sql: string): Promise<Outcome | undefined> {
    try {
      await this.connection.extractStatements(sql)
      return undefined
    } catch (error) {
      return failure(messageOf(error).replace(/^Failed to extract statements: /, ''))
    }
  }

  /** Each statement by itself: until the first error, or with a Sync for each, all of them. */
  private async runPipeline(request: SendRequest): Promise<Outcome[]> {
    const slices = splitStatements(request.sql)
    if (slices.length <= 1) return [await this.runOne(request)]
    const outcomes: Outcome[] = []
    for (const { text } of slices) {
      const params = parametersOf(text, request.params)
      const outcome = await this.runOne({ ...request, sql: text, params })
      outcomes.push(outcome)
      if (outcome.kind === 'error' && request.wire?.sync !== 'each') break
    }
    return outcomes
  }

  private async runOne({ sql, params, delivery, wire }: SendRequest): Promise<Outcome> {
    const text = splitStatements(sql)[0]?.text
    if (text === undefined) return { kind: 'done', affected: undefined }
    if (wire?.describeOnly) return this.describe(sql, params)
    const isKept = delivery === 'prepared' && this.options.reusesPrepared
    return this.attempt(text, async () => {
      if (params.length === 0 && (await this.becomesSeveral(sql)))
        return readResult(await this.connection.run(sql))
      const prepared = isKept ? await this.keptStatement(sql) : await this.connection.prepare(sql)
      try {
        await this.options.binder.bind(prepared, params)
        return readResult(await prepared.run())
      } finally {
        if (!isKept) prepared.destroySync()
      }
    })
  }

  /** DuckDB makes several statements of a PIVOT, or of an ALTER with a computed default; those it cannot prepare. */
  private async becomesSeveral(sql: string): Promise<boolean> {
    try {
      return (await this.connection.extractStatements(sql)).count > 1
    } catch {
      return false // It does not parse, which preparing it says better.
    }
  }

  private async describe(sql: string, params: readonly Parameter[]): Promise<Outcome> {
    const text = splitStatements(sql)[0]?.text ?? ''
    const describe = () => describeStatement(this.connection, sql, params)
    return this.attempt(text, describe, { isExecuted: false })
  }

  private async keptStatement(sql: string): Promise<DuckDBPreparedStatement> {
    const known = this.prepared.get(sql)
    if (known) return known
    const prepared = await this.connection.prepare(sql)
    if (this.prepared.size >= PREPARED_STATEMENTS_MAX) this.dropOldest()
    this.prepared.set(sql, prepared)
    return prepared
  }

  private dropOldest(): void {
    for (const [sql, prepared] of this.prepared) {
      prepared.destroySync()
      this.prepared.delete(sql)
      return
    }
  }

  private async attempt(
    sql: string,
    run: () => Promise<Outcome>,
    { isExecuted } = { isExecuted: true },
  ): Promise<Outcome> {
    const verb = verbOf(sql)
    try {
      const outcome = await run()
      if (!isExecuted) return outcome
      const tag = tagOf(sql, this.status)
      this.status = statusAfterSuccess(this.status, verb)
      return tag !== undefined && isSuccess(outcome) ? { ...outcome, tag } : outcome
    } catch (error) {
      const outcome = failure(messageOf(error))
      const next = statusAfterError(this.status, isExecuted ? verb : '', outcome.errorClass)
      this.status = next === 'ask' ? await this.askStatus() : next
      return outcome
    }
  }

  /** Inside of a transaction only: an aborted one refuses everything. */
  private async askStatus(): Promise<TransactionStatus> {
    try {
      await this.connection.run('SELECT 1')
      return 'T'
    } catch {
      return 'E'
    }
  }
}

function isSuccess(outcome: Outcome): outcome is Rows | Done {
  return outcome.kind === 'rows' || outcome.kind === 'done'
}

/** An abandoned portal has shown its first page. */
function firstPage(outcome: Outcome, wire: SendRequest['wire']): Outcome {
  if (!wire?.abandon || wire.fetchRows === undefined || outcome.kind !== 'rows') return outcome
  return { ...outcome, rows: outcome.rows.slice(0, wire.fetchRows) }
}

function failure(message: string): Extract<Outcome, { kind: 'error' }> {
  return { kind: 'error', errorClass: classOfDuckDBError(message), message }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
