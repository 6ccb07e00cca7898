import type { TransactionStatus } from '../../../model/outcome.js'
import type { Description, EngineParameter, EngineResult, EngineSession } from '../../engine.js'

/** A session that passes everything on; a fault overrides what it bends. */
export class BentSession implements EngineSession {
  constructor(protected readonly inner: EngineSession) {}

  split(sql: string): Promise<readonly string[]> {
    return this.inner.split(sql)
  }

  describe(sql: string, types: readonly (string | undefined)[]): Promise<Description> {
    return this.inner.describe(sql, types)
  }

  execute(sql: string, parameters: readonly EngineParameter[]): Promise<EngineResult> {
    return this.inner.execute(sql, parameters)
  }

  status(): TransactionStatus {
    return this.inner.status()
  }

  cancel(): void {
    this.inner.cancel()
  }

  close(): Promise<void> {
    return this.inner.close()
  }
}
