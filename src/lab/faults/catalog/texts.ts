import {
  comparingAsText,
  keepingStatistics,
  nanAsNull,
  type Rewrite,
  travellingStrictly,
  updatingFirstRow,
  withoutKeys,
  withoutSnapshotKeys,
} from '../../../faults/texts.js'
import type { EngineParameter, EngineResult, EngineSession } from '../../engine.js'
import { BentSession } from '../wire/bent-session.js'

/** Another text is executed than the one that came. */
class Rewritten extends BentSession {
  constructor(
    inner: EngineSession,
    private readonly rewrite: Rewrite,
  ) {
    super(inner)
  }

  override execute(sql: string, parameters: readonly EngineParameter[]): Promise<EngineResult> {
    return this.inner.execute(parameters.length > 0 ? sql : this.rewrite(sql), parameters)
  }
}

function rewriting(rewrite: Rewrite): (session: EngineSession) => EngineSession {
  return (session) => new Rewritten(session, rewrite)
}

export const snapshotKeyNotHeld = rewriting(withoutSnapshotKeys)
export const noPrimaryKeys = rewriting(withoutKeys)
export const statisticsUpdateLost = rewriting(keepingStatistics)
export const valuesUpdateFirstRow = rewriting(updatingFirstRow)
export const inlinedNanAsNull = rewriting(nanAsNull)
export const numberComparedAsText = rewriting(comparingAsText)
export const timeTravelStrict = rewriting(travellingStrictly)

const NOW = /\bnow\(\)/gi

/** The clock goes on a millisecond with each statement that asks for it. */
export function nowMovesInBatch(session: EngineSession): EngineSession {
  let asked = 0
  return new Rewritten(session, (sql) =>
    sql.replace(NOW, () => {
      asked += 1
      return `(NOW() + INTERVAL ${asked} MILLISECOND)`
    }),
  )
}
