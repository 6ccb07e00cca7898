import type {
  DuckDBConnection,
  DuckDBMaterializedResult,
  DuckDBPreparedStatement,
} from '@duckdb/node-api'
import type { Outcome, Reply, TransactionStatus } from '../../model/outcome.js'
import type { Parameter, Statement } from '../../model/statement.js'
import { classOfDuckDBError } from '../../sql/duckdb-error.js'
import { splitStatements } from '../../sql/split.js'
import type { ParameterBinder } from './bind-parameters.js'
import { readResult } from './read-result.js'
import { statusAfterError, statusAfterSuccess, verbOf } from './transaction.js'

/** The most named statements that a session keeps; the oldest is dropped first. */
const PREPARED_STATEMENTS_MAX = 64

export interface SendRequest {
  readonly sql: string
  readonly params: readonly Parameter[]
  readonly delivery: Statement['delivery']
}

/** One DuckDB connection: runs statements and keeps track of its transaction. */
export class ChildSession {
  private status: TransactionStatus = 'I'
  private readonly prepared = new Map<string, DuckDBPreparedStatement>()

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly binder: ParameterBinder,
  ) {}

  async send(request: SendRequest): Promise<Reply> {
    const simple = request.delivery === 'simple' && request.params.length === 0
    const outcomes = simple ? await this.runAll(request.sql) : [await this.runPrepared(request)]
    return { outcomes, status: this.status }
  }

  interrupt(): void {
    this.connection.interrupt()
  }

  close(): void {
    for (const prepared of this.prepared.values()) prepared.destroySync()
    this.connection.closeSync()
  }

  /** Each statement of a text, until the first error. A text that does not parse as a whole is not run at all. */
  private async runAll(sql: string): Promise<Outcome[]> {
    const slices = splitStatements(sql)
    if (slices.length === 0) return [{ kind: 'done', affected: undefined }]
    if (slices.length > 1) {
      const failure = await this.parseError(sql)
      if (failure) return [failure]
    }
    const outcomes: Outcome[] = []
    for (const slice of slices) {
      const text = slices.length === 1 ? sql : slice.text
      const outcome = await this.attempt(slice.text, () => this.connection.run(text))
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

  private async runPrepared({ sql, params, delivery }: SendRequest): Promise<Outcome> {
    const text = splitStatements(sql)[0]?.text
    if (text === undefined) return { kind: 'done', affected: undefined }
    return this.attempt(text, async () => {
      const prepared = await this.prepare(sql, delivery)
      try {
        await this.binder.bind(prepared, params)
        return await prepared.run()
      } finally {
        if (delivery !== 'prepared') prepared.destroySync()
      }
    })
  }

  private async prepare(sql: string, delivery: Statement['delivery']) {
    const known = this.prepared.get(sql)
    if (delivery !== 'prepared') return this.connection.prepare(sql)
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
    run: () => Promise<DuckDBMaterializedResult>,
  ): Promise<Outcome> {
    const verb = verbOf(sql)
    try {
      const outcome = readResult(await run())
      this.status = statusAfterSuccess(this.status, verb)
      return outcome
    } catch (error) {
      const outcome = failure(messageOf(error))
      const next = statusAfterError(this.status, verb, outcome.errorClass)
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

function failure(message: string): Extract<Outcome, { kind: 'error' }> {
  return { kind: 'error', errorClass: classOfDuckDBError(message), message }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
