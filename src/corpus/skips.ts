/** Why some of the input is not in the plan, how much, and a few of the texts. */
export interface Skip {
  readonly reason: string
  readonly count: number
  readonly examples: readonly string[]
}

const EXAMPLES_MAX = 3
const EXAMPLE_LENGTH_MAX = 120

/** Counts what is skipped by reason. */
export class SkipCount {
  private readonly byReason = new Map<string, string[]>()

  add(reason: string, text: string): void {
    const texts = this.byReason.get(reason) ?? []
    this.byReason.set(reason, texts)
    texts.push(text)
  }

  /** The most frequent reason first. */
  list(): readonly Skip[] {
    return [...this.byReason]
      .map(([reason, texts]) => ({
        reason,
        count: texts.length,
        examples: [...new Set(texts.map(inBrief))].slice(0, EXAMPLES_MAX),
      }))
      .toSorted((a, b) => b.count - a.count)
  }
}

function inBrief(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > EXAMPLE_LENGTH_MAX ? `${line.slice(0, EXAMPLE_LENGTH_MAX)}...` : line
}

/** Both lists as one. */
export function mergeSkips(left: readonly Skip[], right: readonly Skip[]): readonly Skip[] {
  const byReason = new Map<string, Skip>()
  for (const skip of [...left, ...right]) {
    const known = byReason.get(skip.reason)
    const examples = [...(known?.examples ?? []), ...skip.examples].slice(0, EXAMPLES_MAX)
    byReason.set(skip.reason, { ...skip, count: (known?.count ?? 0) + skip.count, examples })
  }
  return [...byReason.values()].toSorted((a, b) => b.count - a.count)
}
