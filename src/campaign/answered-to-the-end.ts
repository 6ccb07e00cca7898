import { TargetLost } from '../model/errors.js'
import type { History } from '../model/history.js'
import type { Unknown } from '../model/outcome.js'

/** A run of clients cannot be made again, so what is done again of it on the reference may be begun anew so often. */
const REPLAYS_MAX = 4

/** So many times as long as elsewhere may a statement take there: a machine that is busy makes a reference slow. */
export const REPLAY_PATIENCE = 4

/** What a side answered in the end, and why it was asked more than once. */
export interface AnsweredToTheEnd {
  readonly history: History
  /** A sentence for each time that it was lost on the way; empty where it answered at once. */
  readonly lost: readonly string[]
}

/**
 * Runs until every statement is answered: when the process dies or a statement takes too long, only this side begins anew. Of
 * two losses at the same step that step is the reason, and what it answered stays. Throws TargetLost when the target does
 * not come back.
 */
export async function answeredToTheEnd(
  run: () => Promise<History>,
  isStopped: () => boolean,
): Promise<AnsweredToTheEnd> {
  const lost: string[] = []
  let lostAt: number | undefined
  for (;;) {
    const mayGoOn = lost.length + 1 < REPLAYS_MAX && !isStopped()
    const history = await orLost(run)
    if (history instanceof TargetLost) {
      if (!mayGoOn) throw history
      lost.push(history.reason)
      continue
    }
    const found = lossIn(history)
    if (!found || found.stepIndex === lostAt || !mayGoOn) return { history, lost }
    lostAt = found.stepIndex
    lost.push(`step ${found.stepIndex + 1} of ${history.records.length}: ${found.detail}`)
  }
}

async function orLost(run: () => Promise<History>): Promise<History | TargetLost> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof TargetLost) return error
    throw error
  }
}

/** The first statement that was not answered. */
function lossIn({ records }: History): { stepIndex: number; detail: string } | undefined {
  for (const { stepIndex, outcomes } of records) {
    const unknown = outcomes.find((outcome): outcome is Unknown => outcome.kind === 'unknown')
    if (unknown) return { stepIndex, detail: unknown.detail }
  }
  return undefined
}
