import type { EngineParameter, EngineResult } from '../../engine.js'
import { BentSession } from './bent-session.js'

/** `parameters-trimmed`: the spaces around a parameter are lost. */
export class TrimmedParameters extends BentSession {
  override execute(sql: string, parameters: readonly EngineParameter[]): Promise<EngineResult> {
    const trimmed = parameters.map(({ type, text }) => ({
      type,
      text: text === null ? null : text.replace(/^ +| +$/g, ''),
    }))
    return super.execute(sql, trimmed)
  }
}
