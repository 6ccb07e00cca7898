import { isLatestSnapshot } from '../../../faults/shapes.js'
import { statementKind } from '../../../sql/statement-kind.js'
import type { Frame } from '../../../wire/frame-reader.js'
import { verbOf } from './asked.js'
import type { Bend, ServerPlace } from './fault.js'
import { bytesOf } from './frames.js'

/** Until it writes, a transaction is begun anew before each of its reads. */
export function snapshotMoves(): Bend {
  let begun: string | undefined
  return async (asked, talk) => {
    const verb = verbOf(asked)
    const isRead = asked.statements.every(({ sql }) => statementKind(sql) === 'SELECT')
    if (verb === 'BEGIN') begun = asked.statements[0]?.sql
    else if (!isRead) begun = undefined
    else if (begun !== undefined && talk.status === 'T') {
      await talk.ask('COMMIT')
      await talk.ask(begun)
    }
    return talk.exchange(asked.frames)
  }
}

/** The query inside of a COPY, as the postgres extension asks for it. */
const COPIED = /^\s*copy\s*\(([\s\S]*)\)\s*to\s+stdout\b/i

/** A standby that has answered with a newer snapshot answers once more with the one before, to whoever asks next. */
export function olderSnapshotServed({ isStandby, answers }: ServerPlace): Bend {
  return async (asked, talk) => {
    const [only, ...others] = asked.statements
    const sql = only && others.length === 0 ? (COPIED.exec(only.sql)?.[1] ?? only.sql) : ''
    if (!isStandby || talk.status !== 'I' || !isLatestSnapshot(sql))
      return talk.exchange(asked.frames)
    const question = asked.frames.map((frame) => bytesOf(frame).toString('latin1')).join('')
    const known = answers.get(question)
    if (known?.older) {
      answers.set(question, { last: known.last })
      return known.older
    }
    const last = await talk.exchange(asked.frames)
    const isNewer = known && rowsIn(known.last) !== rowsIn(last)
    answers.set(question, isNewer ? { last, older: known.last } : { last })
    return last
  }
}

function rowsIn(answer: readonly Frame[]): string {
  return answer
    .filter(({ type }) => type === 'D' || type === 'd')
    .map(({ body }) => body.toString('latin1'))
    .join()
}
