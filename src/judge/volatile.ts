import type { UnstableFunctions } from '../model/profile.js'
import { CLOCK_WORDS, DETERMINED_HERE, VOLATILE, WITHIN_QUERY } from './function-classes.js'
import { type PlacedToken, placedTokens } from './query-tokens.js'

/** A call whose value cannot be compared, as it is written. `within-query`: it is one value for the whole statement. */
export interface UnstableCall {
  readonly kind: 'volatile' | 'within-query'
  readonly text: string
}

/** The first call in a statement whose value nobody can compare, as it is written; undefined where there is none. */
export function volatileCall(sql: string, functions?: UnstableFunctions): string | undefined {
  const unstable = unstableFunctions(functions)
  return unstableCall(placedTokens(sql), unstable)?.text
}

/** The worst call among tokens: a volatile one before one that is the same in the whole statement. */
export function unstableCall(
  tokens: readonly PlacedToken[],
  unstable: Unstable,
): UnstableCall | undefined {
  const calls = tokens.flatMap((token, at) => {
    const kind = token.kind === 'word' ? kindOf(tokens, at, unstable) : undefined
    return kind ? [kind] : []
  })
  return calls.find(({ kind }) => kind === 'volatile') ?? calls[0]
}

function kindOf(
  tokens: readonly PlacedToken[],
  at: number,
  unstable: Unstable,
): UnstableCall | undefined {
  const name = tokens[at]?.text.toLowerCase() ?? ''
  const text = tokens[at]?.text ?? ''
  const isQualified = tokens[at - 1]?.text === '.'
  if (tokens[at + 1]?.text !== '(') {
    return CLOCK_WORDS.has(name) && !isQualified ? { kind: 'within-query', text } : undefined
  }
  if (unstable.volatile.has(name)) return { kind: 'volatile', text: `${text}()` }
  return unstable.withinQuery.has(name) ? { kind: 'within-query', text: `${text}()` } : undefined
}

/** The lists that a statement is searched for. */
export interface Unstable {
  readonly volatile: ReadonlySet<string>
  readonly withinQuery: ReadonlySet<string>
}

/** What the two sides say of their functions, on top of what is known anyway. */
export function unstableFunctions(functions?: UnstableFunctions): Unstable {
  const merged = (floor: readonly string[], said: ReadonlySet<string> = new Set()) =>
    new Set([...floor, ...said].filter((name) => !DETERMINED_HERE.has(name)))
  return {
    volatile: merged(VOLATILE, functions?.volatile),
    withinQuery: merged(WITHIN_QUERY, functions?.withinQuery),
  }
}

const CONDITIONS = new Set(['WHERE', 'HAVING', 'QUALIFY', 'ON', 'SAMPLE', 'TABLESAMPLE'])

/** A volatile call behind the first condition among tokens: it decides which rows, and how many of them. */
export function volatileInCondition(
  tokens: readonly PlacedToken[],
  unstable: Unstable,
): UnstableCall | undefined {
  const first = tokens.findIndex(({ word }) => CONDITIONS.has(word))
  const call = first < 0 ? undefined : unstableCall(tokens.slice(first), unstable)
  return call?.kind === 'volatile' ? call : undefined
}
