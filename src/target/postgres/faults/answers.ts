import { placedTokens } from '../../../sql/placed-tokens.js'
import { statementKind } from '../../../sql/statement-kind.js'
import { rowsOfValues } from '../../../sql/values-rows.js'
import type { Frame } from '../../../wire/frame-reader.js'
import type { Asked } from './asked.js'
import { bare, completed, noParameters } from './frames.js'

/** The tag of a statement that the server was not asked to execute. */
export function tagFor(sql: string): string {
  const kind = statementKind(sql)
  if (kind === 'INSERT') return `INSERT 0 ${rowCount(sql)}`
  return kind === 'UPDATE' || kind === 'DELETE' ? `${kind} 1` : kind
}

function rowCount(sql: string): number {
  const tokens = placedTokens(sql)
  const values = tokens.findIndex(({ word, depth }) => word === 'VALUES' && depth === 0)
  return values < 0 ? 0 : rowsOfValues(tokens, values).length
}

/** What a server says to the rest of a request when all of it succeeds, behind what it has said so far. */
export function successOf(
  { frames, statements, isSimple }: Asked,
  said: readonly Frame[],
): readonly Frame[] {
  const done = said.filter(({ type }) => type === 'C').length
  const tags = statements.slice(done).map(({ sql }) => completed(tagFor(sql)))
  if (isSimple) return tags
  const answered = said.filter(({ type }) => '123nTCsI'.includes(type)).length
  return frames.slice(answered).flatMap((frame) => wordFor(frame, tags))
}

/** What is said to one message; `tags` are used up. */
function wordFor({ type, body }: Frame, tags: Frame[]): readonly Frame[] {
  switch (type) {
    case 'P':
      return [bare('1')]
    case 'B':
      return [bare('2')]
    case 'D':
      return body[0] === STATEMENT ? [noParameters(), bare('n')] : [bare('n')]
    case 'E':
      return tags.splice(0, 1)
    case 'C':
      return [bare('3')]
    default:
      return []
  }
}

const STATEMENT = 'S'.charCodeAt(0)

/** An answer without the warnings in it. */
export function withoutNotices(answer: readonly Frame[]): readonly Frame[] {
  return answer.filter(({ type }) => type !== 'N')
}
