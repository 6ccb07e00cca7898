/** Texts of which a result is kept: a statement is looked at by several oracles, for each way in which it was sent. */
const TEXTS_KEPT = 128

/** A pure function of a text that keeps its latest results; the oldest is forgotten first. */
export function rememberingTexts<T>(compute: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>()
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) return known
    const result = compute(text)
    const [oldest] = kept.keys()
    if (kept.size >= TEXTS_KEPT && oldest !== undefined) kept.delete(oldest)
    kept.set(text, result)
    return result
  }
}
