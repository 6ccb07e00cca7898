import { insertedTable, isLatestSnapshot } from '../../../faults/shapes.js'
import type { EngineParameter, EngineResult, EngineSession } from '../../engine.js'
import { EngineError } from '../../engine.js'
import { transactionVerb } from '../../local/command-tag.js'
import { BentSession } from '../wire/bent-session.js'
import type { CatalogPlace, SharedCatalog } from './place.js'

const READS = /^\s*(?:select|with|from)\b/i

/** `snapshot-moves`: until it writes, a transaction is begun anew before each of its reads. */
export class SnapshotMoves extends BentSession {
  private isReadOnly = false

  override async execute(
    sql: string,
    parameters: readonly EngineParameter[],
  ): Promise<EngineResult> {
    if (transactionVerb(sql) === 'BEGIN') this.isReadOnly = true
    else if (!READS.test(sql)) this.isReadOnly = false
    else if (this.isReadOnly && this.inner.status() === 'T') {
      await this.inner.execute('COMMIT', [])
      await this.inner.execute('BEGIN', [])
    }
    return this.inner.execute(sql, parameters)
  }
}

/** `uncommitted-snapshot-seen`: the newest snapshot is asked of a session of this node that has just written one. */
export class UncommittedSnapshotSeen extends BentSession {
  constructor(
    inner: EngineSession,
    private readonly shared: SharedCatalog,
  ) {
    super(inner)
  }

  override async execute(
    sql: string,
    parameters: readonly EngineParameter[],
  ): Promise<EngineResult> {
    const writer = isLatestSnapshot(sql) ? this.writerOf(sql) : undefined
    if (writer) return writer.execute(sql, parameters)
    const result = await this.inner.execute(sql, parameters)
    const table = TABLE.exec(sql)?.[1]
    if (insertedTable(sql) === 'ducklake_snapshot' && table !== undefined) {
      this.shared.writers.set(this.inner, table)
    }
    if (this.inner.status() !== 'T') this.shared.writers.delete(this.inner)
    return result
  }

  override async close(): Promise<void> {
    this.shared.writers.delete(this.inner)
    await super.close()
  }

  private writerOf(sql: string): EngineSession | undefined {
    const others = [...this.shared.writers].filter(([session]) => session !== this.inner)
    return others.find(([session, table]) => session.status() === 'T' && sql.includes(table))?.[0]
  }
}

/** The whole name of the table of snapshots. */
const TABLE = /^\s*insert\s+into\s+(\S*ducklake_snapshot"?)/i

/**
 * `older-snapshot-served`: a follower that has answered with a newer snapshot answers once more with the one before, to
 * whoever asks next.
 */
export class OlderSnapshotServed extends BentSession {
  constructor(
    inner: EngineSession,
    private readonly place: CatalogPlace,
  ) {
    super(inner)
  }

  override async execute(
    sql: string,
    parameters: readonly EngineParameter[],
  ): Promise<EngineResult> {
    const { follows, shared } = this.place
    if (!follows() || this.inner.status() !== 'I' || !isLatestSnapshot(sql)) {
      return this.inner.execute(sql, parameters)
    }
    const known = shared.answers.get(sql)
    if (known?.older) {
      shared.answers.set(sql, { last: known.last })
      return known.older
    }
    const last = await this.inner.execute(sql, parameters)
    const isNewer = known && String(known.last.rows[0]?.[0]) !== String(last.rows[0]?.[0])
    shared.answers.set(sql, isNewer ? { last, older: known.last } : { last })
    return last
  }
}

/** `probe-fails-transaction`: an error of the catalog inside of a transaction fails it, as in PostgreSQL. */
export class ProbeFailsTransaction extends BentSession {
  override async execute(
    sql: string,
    parameters: readonly EngineParameter[],
  ): Promise<EngineResult> {
    try {
      return await this.inner.execute(sql, parameters)
    } catch (error) {
      const isProbe = error instanceof EngineError && error.errorClass === 'catalog'
      if (isProbe && this.inner.status() === 'T') await this.fail()
      throw error
    }
  }

  private async fail(): Promise<void> {
    await this.inner.execute("SELECT error('failed')", []).catch((error: unknown) => {
      if (!(error instanceof EngineError)) throw error
    })
  }
}
