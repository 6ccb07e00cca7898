import type { ErrorClass } from '../../../model/error-class.js'
import type { TransactionStatus } from '../../../model/outcome.js'
import {
  type Description,
  EngineError,
  type EngineParameter,
  type EngineResult,
} from '../../engine.js'
import { BentSession } from './bent-session.js'

const OF_COMPILING = new Set<ErrorClass>(['parser', 'binder', 'catalog'])

/** `status-failed-after-compile-error`: the status byte says so until the transaction has ended. */
export class FailedAfterCompileError extends BentSession {
  private failed = false

  override split(sql: string): Promise<readonly string[]> {
    return this.watched(super.split(sql))
  }

  override describe(sql: string, types: readonly (string | undefined)[]): Promise<Description> {
    return this.watched(super.describe(sql, types))
  }

  override execute(sql: string, parameters: readonly EngineParameter[]): Promise<EngineResult> {
    return this.watched(super.execute(sql, parameters))
  }

  override status(): TransactionStatus {
    const status = super.status()
    return status === 'T' && this.failed ? 'E' : status
  }

  private async watched<T>(call: Promise<T>): Promise<T> {
    try {
      return await call
    } catch (error) {
      this.failed ||= error instanceof EngineError && OF_COMPILING.has(error.errorClass)
      throw error
    } finally {
      if (super.status() === 'I') this.failed = false
    }
  }
}

/** `cancel-hits-next-statement`: a cancel that finds nothing to cancel waits for the next statement. */
export class CancelWaits extends BentSession {
  private running = 0
  private waiting = false

  override async execute(
    sql: string,
    parameters: readonly EngineParameter[],
  ): Promise<EngineResult> {
    if (this.waiting) {
      this.waiting = false
      throw new EngineError('INTERRUPT Error: Interrupted!', 'interrupt')
    }
    this.running += 1
    try {
      return await super.execute(sql, parameters)
    } finally {
      this.running -= 1
    }
  }

  override cancel(): void {
    this.waiting = this.running === 0
    super.cancel()
  }
}
