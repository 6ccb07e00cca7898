import { LONG_BATCH } from '../../../faults/counts.js'
import { insertedTable } from '../../../faults/shapes.js'
import { placedTokens } from '../../../sql/placed-tokens.js'
import { rowsOfValues } from '../../../sql/values-rows.js'
import type { EngineParameter, EngineResult, EngineSession } from '../../engine.js'
import { BentSession } from '../wire/bent-session.js'

/** `isLost` sees an INSERT and how many statements its transaction had before it. */
class LosingInserts extends BentSession {
  private before = 0

  constructor(
    inner: EngineSession,
    private readonly isLost: (table: string, before: number) => boolean,
  ) {
    super(inner)
  }

  override async execute(
    sql: string,
    parameters: readonly EngineParameter[],
  ): Promise<EngineResult> {
    const status = this.inner.status()
    this.before = status === 'I' ? 0 : this.before + 1
    const table = status === 'T' ? insertedTable(sql) : undefined
    if (table === undefined || !this.isLost(table, this.before)) {
      return this.inner.execute(sql, parameters)
    }
    return { columns: undefined, rows: [], verb: 'INSERT', affected: rowCount(sql) }
  }
}

function rowCount(sql: string): number {
  const tokens = placedTokens(sql)
  const values = tokens.findIndex(({ word, depth }) => word === 'VALUES' && depth === 0)
  return values < 0 ? 0 : rowsOfValues(tokens, values).length
}

export function changesRowLost(session: EngineSession): EngineSession {
  return new LosingInserts(
    session,
    (table, before) => table === 'ducklake_snapshot_changes' && before > LONG_BATCH,
  )
}

export function deleteFileLost(session: EngineSession): EngineSession {
  return new LosingInserts(session, (table) => table === 'ducklake_delete_file')
}
