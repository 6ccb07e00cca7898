import type { OracleSummary } from './case-tables.js'
import { formatCount, plural } from './numbers.js'
import { clip, visible } from './visible.js'

/** Why an oracle could not say, and how often; reasons that differ in numbers alone are one. */
export interface Doubt {
  readonly oracle: string
  /** The commonest of the reasons that it stands for. */
  readonly because: string
  readonly count: number
}

/** The reasons of all inconclusive verdicts, the commonest first. */
export function doubtsOf(oracles: readonly OracleSummary[]): readonly Doubt[] {
  const groups = new Map<string, Doubt>()
  for (const { oracle, because: reasons } of oracles) {
    // The most frequent one of them comes first, and stands for those like it.
    for (const { because, count } of reasons) {
      const key = `${oracle}\n${because.replaceAll(/\d+/g, '#')}`
      const before = groups.get(key)
      const first = before ?? { oracle, because, count: 0 }
      groups.set(key, { ...first, count: first.count + count })
    }
  }
  return [...groups.values()].sort((a, b) => b.count - a.count)
}

/** How many reasons are shown, and the most characters of each. */
export interface DoubtsShown {
  readonly reasonsMax: number
  readonly lengthMax: number
}

/** `12 × catalog-invariants: I6 is broken on both sides`, a line each, and how many others there are. */
export function doubtLines(
  oracles: readonly OracleSummary[],
  { reasonsMax, lengthMax }: DoubtsShown,
): readonly string[] {
  const all = doubtsOf(oracles)
  const lines = all.slice(0, reasonsMax).map(({ oracle, because, count }) => {
    const text = visible(`${oracle}: ${because}`.replaceAll(/\s+/g, ' '))
    return `${formatCount(count)} × ${clip(text, lengthMax)}`
  })
  const rest = all.slice(reasonsMax).reduce((sum, { count }) => sum + count, 0)
  const others = plural(all.length - reasonsMax, 'other reason')
  return rest > 0 ? [...lines, `${formatCount(rest)} × ${others}, all in index.html`] : lines
}

/** `commit-order, wire`: who had nothing to judge in any case; undefined where everybody had. */
export function notJudgedText(oracles: readonly OracleSummary[]): string | undefined {
  const idle = oracles.filter((one) => one.agree + one.mismatch + one.inconclusive === 0)
  if (idle.length === 0) return undefined
  return `nothing to judge for ${idle.map(({ oracle }) => visible(oracle)).join(', ')}`
}
