import type { Determined } from './determined.js'
import type { QueryShape } from './query-shape.js'
import type { PlacedToken } from './query-tokens.js'
import { type IsProvenWindow, reasonOf, unorderedCalls } from './unordered-calls.js'
import { type Unstable, unstableCall, volatileInCondition } from './volatile.js'

type Tokens = readonly PlacedToken[]

/** Only how many rows there are. */
export function onlyCount(because: string): Determined {
  return { rows: 'count', because }
}

/** Not even how many rows there are. */
export function onlyColumns(because: string): Determined {
  return { rows: 'columns', because }
}

/** What is not in the items decides over all rows; how many there are, it may decide as well. */
export function wholeHazard(
  shape: QueryShape,
  unstable: Unstable,
  isProven: IsProvenWindow,
): Determined | undefined {
  const verb = shape.tokens[0]?.word
  if (verb === 'EXPLAIN') return onlyColumns('a plan is told in the words of its engine')
  if (verb === 'SUMMARIZE') return onlyCount('SUMMARIZE estimates')
  const limit = unstableCall(shape.limit?.tokens ?? [], unstable)
  if (limit) return onlyColumns(`${limit.text} in LIMIT gives another value each time`)
  const call = unstableCall(shape.elsewhere, unstable)
  if (call?.kind === 'volatile') {
    const because = `${call.text} gives another value each time`
    // What an INSERT or UPDATE writes does not decide how many rows it returns; a condition does.
    const isOnlyWritten = CHANGES.has(verb ?? '') && !volatileInCondition(shape.elsewhere, unstable)
    return isOnlyWritten ? onlyCount(because) : onlyColumns(because)
  }
  const sample = sampleOf(shape.tokens)
  if (sample) return sample
  const inner = innerLimit(shape.elsewhere)
  if (inner) return onlyColumns('a LIMIT inside of it takes any rows')
  if (shape.elsewhere.some(({ word }) => word === 'ROWID')) {
    return onlyColumns('rowid says where a row is stored')
  }
  if (call) return onlyCount(`${call.text} gives another value each time`)
  const unordered = unorderedCalls(shape.elsewhere, isProven).find(({ kind }) => kind !== 'float')
  return unordered && onlyCount(reasonOf(unordered))
}

const CHANGES = new Set(['INSERT', 'UPDATE', 'MERGE'])

/** `USING SAMPLE 10 ROWS`, `TABLESAMPLE 10%`: a number of rows is kept, a share is not. */
function sampleOf(tokens: Tokens): Determined | undefined {
  const at = tokens.findIndex(
    ({ word }, index) =>
      word === 'TABLESAMPLE' || (word === 'SAMPLE' && tokens[index - 1]?.word === 'USING'),
  )
  if (at < 0) return undefined
  const because = 'a sample takes any rows'
  const words = tokens.slice(at + 1, at + 6).map(({ word, text }) => word || text)
  const isShare = words.includes('%') || words.includes('PERCENT')
  const isWholeResult = tokens[at]?.word === 'SAMPLE' && tokens[at]?.depth === tokens[0]?.depth
  return isShare || !isWholeResult ? onlyColumns(because) : onlyCount(because)
}

/** A LIMIT in a subquery without an ORDER BY of its own; one that has it is taken to be total. */
export function innerLimit(tokens: Tokens): boolean {
  return tokens.some((token, at) => {
    if (token.word !== 'LIMIT' || token.depth === 0 || tokens[at + 1]?.kind === 'operator') {
      return false
    }
    const before = tokens.slice(0, at)
    const open = before.findLastIndex(({ depth }) => depth < token.depth)
    const level = before.slice(open + 1).filter(({ depth }) => depth === token.depth)
    return level.some(({ word }) => word === 'FROM') && !level.some(({ word }) => word === 'ORDER')
  })
}
