import type { Cell, DeclaredType, Outcome } from '../model/outcome.js'
import { type Lane, why } from './lane.js'
import { type Item, question } from './question.js'
import type { Way } from './way.js'

/** What one value came back as. */
export type Answer =
  | { readonly kind: 'value'; readonly cell: Cell; readonly type: DeclaredType }
  /** An error of the endpoint's own. */
  | { readonly kind: 'refused'; readonly message: string }
  /** It broke the protocol, or the connection. */
  | { readonly kind: 'broken'; readonly what: string; readonly hex?: string | undefined }
  /** It does not answer in time; the values that were asked for together are not asked for one by one. */
  | { readonly kind: 'silent'; readonly what: string }

/**
 * Asks for all items in one statement; where that gives no rows, in halves, down to the single value that is to blame.
 * One answer for each item, in order. Throws TargetLost.
 */
export async function answersOf(
  lane: Lane,
  way: Way,
  items: readonly Item[],
): Promise<readonly Answer[]> {
  if (items.length === 0) return []
  const outcome = await lane.ask(question(items, way))
  if (isWhole(outcome, items.length)) return valuesOf(outcome)
  if (items.length > 1 && !isSilent(outcome)) {
    const half = items.length >> 1
    const left = await answersOf(lane, way, items.slice(0, half))
    return [...left, ...(await answersOf(lane, way, items.slice(half)))]
  }
  return items.map(() => failure(outcome))
}

type Rows = Extract<Outcome, { kind: 'rows' }>

function isWhole(outcome: Outcome, count: number): outcome is Rows {
  if (outcome.kind !== 'rows' || outcome.columns.length !== 2) return false
  return outcome.rows.length === count
}

function isSilent(outcome: Outcome): boolean {
  return outcome.kind === 'unknown' && outcome.reason === 'timeout'
}

function valuesOf({ rows, columns }: Rows): readonly Answer[] {
  const type = columns[1]?.type as DeclaredType
  return rows.map((row) => ({ kind: 'value', cell: row[1] ?? null, type }))
}

function failure(outcome: Outcome): Answer {
  switch (outcome.kind) {
    case 'error':
      return { kind: 'refused', message: why(outcome) }
    case 'violation':
      return { kind: 'broken', what: outcome.what, hex: outcome.hex }
    case 'unknown':
      return outcome.reason === 'timeout'
        ? { kind: 'silent', what: outcome.detail }
        : { kind: 'broken', what: outcome.detail }
    case 'rows': {
      const { rows, columns } = outcome
      return {
        kind: 'broken',
        what: `${rows.length} rows of ${columns.length} columns instead of 1 of 2`,
      }
    }
    case 'done':
      return { kind: 'broken', what: why(outcome) }
  }
}
