import type { Description, EngineColumn, EngineParameter, EngineResult } from '../../engine.js'
import { BentSession } from './bent-session.js'

/** `stale-plan-after-ddl`: a text that was prepared once has the columns of that time for good. */
export class StalePlans extends BentSession {
  private readonly plans = new Map<string, Description>()

  override async describe(
    sql: string,
    types: readonly (string | undefined)[],
  ): Promise<Description> {
    const known = this.plans.get(sql)
    if (known) return known
    const found = await super.describe(sql, types)
    this.plans.set(sql, found)
    return found
  }

  override async execute(
    sql: string,
    parameters: readonly EngineParameter[],
  ): Promise<EngineResult> {
    const result = await super.execute(sql, parameters)
    const planned = this.plans.get(sql)?.columns
    if (!planned || !result.columns || !isLonger(result.columns, planned)) return result
    const rows = result.rows.map((row) => row.slice(0, planned.length))
    return { ...result, columns: planned, rows }
  }
}

/** Whether columns were added behind those that were planned; other changes are errors in every case. */
function isLonger(columns: readonly EngineColumn[], planned: readonly EngineColumn[]): boolean {
  const isSame = ({ name, type }: EngineColumn, at: number) =>
    columns[at]?.name === name && columns[at]?.type === type
  return columns.length > planned.length && planned.every(isSame)
}
