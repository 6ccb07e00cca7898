/** The terminals of a grammar, numbered; a number for each literal and each class of tokens. */
export interface Terminals {
  readonly size: number
  readonly numberOf: ReadonlyMap<string, number>
}

/** A set of terminals, a bit for each. */
export type TerminalSet = Int32Array

export function emptySet({ size }: Terminals): TerminalSet {
  return new Int32Array((size >> 5) + 1)
}

/** The set of those of these texts that are terminals. */
export function setOf(terminals: Terminals, texts: readonly string[]): TerminalSet {
  const set = emptySet(terminals)
  for (const text of texts) {
    const number = terminals.numberOf.get(text)
    if (number !== undefined) set[number >> 5] = (set[number >> 5] ?? 0) | (1 << (number & 31))
  }
  return set
}

export function isIn(set: TerminalSet, terminal: number): boolean {
  return (((set[terminal >> 5] ?? 0) >>> (terminal & 31)) & 1) === 1
}

/** Adds what is in `from` to `to`; whether that was anything. */
export function addAll(to: TerminalSet, from: TerminalSet): boolean {
  let hasGrown = false
  for (let index = 0; index < from.length; index += 1) {
    const before = to[index] ?? 0
    const after = before | (from[index] ?? 0)
    if (after === before) continue
    to[index] = after
    hasGrown = true
  }
  return hasGrown
}
