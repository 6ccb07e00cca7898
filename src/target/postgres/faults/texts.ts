import { LONG_BATCH } from '../../../faults/counts.js'
import { insertedTable } from '../../../faults/shapes.js'
import type { Rewrite } from '../../../faults/texts.js'
import type { Frame } from '../../../wire/frame-reader.js'
import { successOf, tagFor } from './answers.js'
import { type Asked, rewritten } from './asked.js'
import type { Bend, Talk } from './fault.js'
import { completed, errorWith, ready } from './frames.js'

/** A server that executes other texts than those that come. */
export function rewriting(rewrite: Rewrite): () => Bend {
  return () => (asked, talk) => talk.exchange(rewritten(asked.frames, rewrite))
}

/** `no-copy`: what the server says is that of a table which is not there, in other words. */
export const refusingCopy = rewriting((sql) =>
  /^\s*copy\b/i.test(sql) ? `COPY ${NO_COPY} TO STDOUT` : sql,
)

/** A table that nobody has, by which a refused COPY is known again. */
const NO_COPY = 'goldeneye_copy_is_refused'

/** The error of a refused COPY, which has failed its transaction as any error does. */
export function noCopy(frame: Frame): Frame {
  const isRefused = frame.type === 'E' && frame.body.includes(NO_COPY)
  return isRefused
    ? errorWith(frame, { sqlstate: '0A000', message: 'COPY is not supported' })
    : frame
}

/** `isLost` sees an INSERT and how many statements its transaction had before it, BEGIN counted. */
function losing(isLost: (table: string, before: number) => boolean): () => Bend {
  return () => async (asked, talk) => {
    const lost = lostOf(asked, talk, isLost)
    if (!lost.includes(true)) return talk.exchange(asked.frames)
    const kept = asked.statements.filter((_, at) => !lost[at])
    if (kept.length === 0) return [...successOf(asked, []), ready(talk.status)]
    if (!asked.isSimple) return talk.exchange(asked.frames)
    const answer = await talk.ask(kept.map(({ sql }) => sql).join(';\n'))
    return withLost(answer, asked, lost)
  }
}

function lostOf(
  { statements }: Asked,
  talk: Talk,
  isLost: (table: string, before: number) => boolean,
): readonly boolean[] {
  return statements.map(({ sql }, at) => {
    const table = talk.status === 'T' ? insertedTable(sql) : undefined
    return table !== undefined && isLost(table, talk.done.length + at + 1)
  })
}

/** The answer to what is left of a text, with a word for each statement that was taken out, as far as it came. */
function withLost(
  answer: Awaited<ReturnType<Talk['ask']>>,
  { statements }: Asked,
  lost: readonly boolean[],
): typeof answer {
  const words = statements.map(({ sql }) => completed(tagFor(sql)))
  let at = 0
  const before = () => {
    const from = at
    while (lost[at]) at += 1
    return words.slice(from, at)
  }
  return answer.flatMap((frame) => {
    if (frame.type === 'E') at = statements.length
    if (frame.type === 'Z') return [...before(), frame]
    if (frame.type !== 'C') return [frame]
    const words = before()
    at += 1
    return [...words, frame]
  })
}

export const losingChanges = losing(
  (table, before) => table === 'ducklake_snapshot_changes' && before > LONG_BATCH,
)

export const losingDeleteFiles = losing((table) => table === 'ducklake_delete_file')
