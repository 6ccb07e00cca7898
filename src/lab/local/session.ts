import type {
  DuckDBConnection,
  DuckDBMaterializedResult,
  DuckDBPreparedStatement,
} from '@duckdb/node-api'
import { AssertionFailure } from '../../model/errors.js'
import type { TransactionStatus } from '../../model/outcome.js'
import { classOfDuckDBError } from '../../sql/duckdb-error.js'
import {
  type Description,
  EngineError,
  type EngineParameter,
  type EngineResult,
  type EngineSession,
} from '../engine.js'
import { transactionVerb } from './command-tag.js'
import { describeStatement } from './describe.js'
import { asNumbers, bindParameters } from './parameters.js'
import { NOT_PREPARED, prepareStatement } from './prepare.js'
import { readResult } from './read-result.js'
import { splitChecked } from './split.js'

const INTERRUPT_AGAIN_MS = 10

/** One DuckDB connection and what is known about its transaction. */
export class LocalSession implements EngineSession {
  private transaction: TransactionStatus = 'I'
  private running: Promise<unknown> | undefined

  private closed = false
  private probing = false

  /** `onClose` is called once, before the connection is gone. */
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly onClose: () => void,
  ) {}

  split(sql: string): Promise<readonly string[]> {
    return this.during(sql, () => splitChecked(this.connection, sql))
  }

  describe(sql: string, declared: readonly (string | undefined)[]): Promise<Description> {
    if (transactionVerb(sql)) return Promise.resolve({ parameters: [], columns: undefined })
    return this.during(sql, () => describeStatement(this.connection, sql, declared))
  }

  async execute(sql: string, parameters: readonly EngineParameter[]): Promise<EngineResult> {
    const result = await this.during(sql, async () =>
      readResult(sql, await this.run(sql, parameters)),
    )
    return this.afterSuccess(sql, result)
  }

  status(): TransactionStatus {
    return this.transaction
  }

  /** DuckDB forgets an interrupt that comes before its query has begun, so it is said again until the call ends. */
  cancel(): void {
    const { running } = this
    if (!running) return
    const interrupt = () => {
      // An interrupted probe would fail a transaction that its statement has left alive.
      if (!this.probing) this.connection.interrupt()
    }
    interrupt()
    const again = setInterval(interrupt, INTERRUPT_AGAIN_MS)
    const stop = () => clearInterval(again)
    running.then(stop, stop)
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    this.cancel()
    await this.running?.catch(() => undefined)
    this.onClose()
    this.connection.disconnectSync()
  }

  private async run(
    sql: string,
    parameters: readonly EngineParameter[],
  ): Promise<DuckDBMaterializedResult> {
    if (parameters.length === 0) return this.connection.run(sql)
    const prepared = await prepareStatement(this.connection, sql)
    if (!prepared) throw new Error(NOT_PREPARED)
    // Asked now: once a parameter is bound DuckDB takes the value's type for its own finding.
    const numbers = asNumbers(prepared, parameters)
    try {
      return await this.runBound(prepared, parameters)
    } catch (error) {
      if (!numbers || !isBinderError(error)) throw error
      return await this.runBound(prepared, numbers)
    } finally {
      prepared.destroySync()
    }
  }

  private async runBound(
    prepared: DuckDBPreparedStatement,
    parameters: readonly EngineParameter[],
  ): Promise<DuckDBMaterializedResult> {
    await bindParameters(this.connection, prepared, parameters)
    return prepared.run()
  }

  /** COMMIT of an aborted transaction succeeds in DuckDB and rolls back: its tag says so, as PostgreSQL's does. */
  private afterSuccess(sql: string, result: EngineResult): EngineResult {
    const verb = transactionVerb(sql)
    if (verb === undefined) return result
    const failed = this.transaction === 'E'
    this.transaction = verb === 'BEGIN' ? 'T' : 'I'
    return failed && verb === 'COMMIT' ? { ...result, verb: 'ROLLBACK' } : result
  }

  /** One call at a time. The promise is kept until the status is up to date, so that `close` can wait for it. */
  private during<T>(sql: string, call: () => Promise<T>): Promise<T> {
    const run = this.guarded(sql, call).finally(() => {
      this.running = undefined
    })
    this.running = run
    return run
  }

  private async guarded<T>(sql: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      if (error instanceof AssertionFailure) throw error
      const message = duckdbMessage(error)
      const errorClass = classOfDuckDBError(message)
      if (this.transaction !== 'I') await this.probe(sql, errorClass === 'parser')
      throw new EngineError(message, errorClass)
    }
  }

  /**
   * DuckDB has no call that tells the state of a transaction. Parser, binder and catalog errors leave it alive, others
   * abort it, and a COMMIT that fails has ended it.
   */
  private async probe(sql: string, wasSyntax: boolean): Promise<void> {
    if (transactionVerb(sql) === 'COMMIT' && !wasSyntax) {
      this.transaction = 'I'
      return
    }
    this.probing = true
    try {
      await this.connection.run('SELECT 1')
      this.transaction = 'T'
    } catch {
      this.transaction = 'E'
    } finally {
      this.probing = false
    }
  }
}

/** Node-api puts words of its own before the errors of extractStatements. */
function duckdbMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/^Failed to extract statements: /, '')
}

/** It leaves a transaction alive, so that another try is harmless. */
function isBinderError(error: unknown): boolean {
  return classOfDuckDBError(duckdbMessage(error)) === 'binder'
}
