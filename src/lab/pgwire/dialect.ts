import type { TransactionStatus } from '../../model/outcome.js'
import { splitStatements } from '../../sql/split.js'
import {
  type Description,
  EngineError,
  type EngineParameter,
  type EngineResult,
  type EngineSession,
} from '../engine.js'
import { type Shim, shimFor } from './shims.js'

/**
 * An engine's session for clients that believe to speak with PostgreSQL: statements that only PostgreSQL knows are
 * answered here or rewritten, all others pass through untouched.
 */
export class DialectSession implements EngineSession {
  /** `deallocate` forgets a named statement of the protocol, or all; false if there is none of that name. */
  constructor(
    private readonly inner: EngineSession,
    private readonly deallocate: (name: string | undefined) => boolean,
  ) {}

  /** A text with a statement for PostgreSQL in it cannot be checked by DuckDB's parser as a whole. */
  async split(sql: string): Promise<readonly string[]> {
    const texts = splitStatements(sql).map(({ text }) => text)
    if (texts.some((text) => shimFor(text))) return texts
    return this.inner.split(sql)
  }

  async describe(
    sql: string,
    parameterTypes: readonly (string | undefined)[],
  ): Promise<Description> {
    const shim = shimFor(sql)
    switch (shim?.kind) {
      case undefined:
        return this.inner.describe(sql, parameterTypes)
      case 'answer':
        return { parameters: [], columns: shim.result.columns }
      default:
        return { parameters: [], columns: undefined }
    }
  }

  async execute(sql: string, parameters: readonly EngineParameter[]): Promise<EngineResult> {
    const shim = shimFor(sql)
    return shim ? this.answer(shim) : this.inner.execute(sql, parameters)
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

  private async answer(shim: Shim): Promise<EngineResult> {
    switch (shim.kind) {
      case 'answer':
        this.refuseIfAborted()
        return shim.result
      case 'deallocate':
        return this.answerDeallocate(shim)
      case 'rewrite': {
        let last: EngineResult | undefined
        for (const sql of shim.statements) last = await this.inner.execute(sql, [])
        return last ?? NOTHING
      }
    }
  }

  private async answerDeallocate(
    shim: Extract<Shim, { readonly kind: 'deallocate' }>,
  ): Promise<EngineResult> {
    this.refuseIfAborted()
    const { name, verb, otherwise } = shim
    if (this.deallocate(name) || otherwise === undefined) return { ...NOTHING, verb }
    return this.inner.execute(otherwise, [])
  }

  private refuseIfAborted(): void {
    if (this.inner.status() !== 'E') return
    throw new EngineError(
      'TransactionContext Error: Current transaction is aborted (please ROLLBACK)',
      'transaction',
      '25P02',
    )
  }
}

const NOTHING: EngineResult = { columns: undefined, rows: [], verb: '', affected: undefined }
