import type { EngineParameter, EngineResult, EngineSession } from '../../engine.js'
import { transactionVerb } from '../../local/command-tag.js'
import { BentSession } from './bent-session.js'

type Bend = (result: EngineResult, sql: string) => EngineResult

/** Another result is sent than the one that there is; what is stored stays as it is. */
class BentResults extends BentSession {
  constructor(
    inner: EngineSession,
    private readonly bend: Bend,
  ) {
    super(inner)
  }

  override async execute(
    sql: string,
    parameters: readonly EngineParameter[],
  ): Promise<EngineResult> {
    return this.bend(await this.inner.execute(sql, parameters), sql)
  }
}

/** A session whose results are bent on their way out. */
export function bending(bend: Bend): (session: EngineSession) => EngineSession {
  return (session) => new BentResults(session, bend)
}

/** Of two equal rows in a row one is not sent. */
export const duplicateRowLost = bending((result) => {
  const texts = result.rows.map((row) => JSON.stringify(row, bigintAsText))
  const lost = texts.findIndex((text, index) => index > 0 && text === texts[index - 1])
  if (lost < 0) return result
  return { ...result, rows: result.rows.filter((_, index) => index !== lost) }
})

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}

export const tagCountOff = bending((result) => {
  const isRead = result.verb === 'SELECT' && result.rows.length > 0
  return isRead ? { ...result, affected: result.rows.length + 1 } : result
})

export const returningNotCounted = bending((result) =>
  result.columns && result.affected !== undefined ? { ...result, affected: 0 } : result,
)

export const abortedCommitSaysCommit = bending((result, sql) =>
  transactionVerb(sql) === 'COMMIT' ? { ...result, verb: 'COMMIT' } : result,
)
