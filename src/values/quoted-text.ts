/**
 * Where a quoted text that starts at `at` is closed, -1 where it is not: at the next quote without a backslash before it
 * that counts. A loop and no regular expression, which runs out of stack in a text of some megabytes.
 */
export function closingQuote(text: string, at: number, quote: '"' | "'"): number {
  for (let end = text.indexOf(quote, at + 1); end >= 0; end = text.indexOf(quote, end + 1)) {
    let backslashes = 0
    while (text[end - 1 - backslashes] === '\\' && end - 1 - backslashes > at) backslashes += 1
    if (backslashes % 2 === 0) return end
  }
  return -1
}

/** The text inside of quotes, with each backslash taken away that stands before another character. */
export function withoutEscapes(inside: string): string {
  return inside.includes('\\') ? inside.replace(/\\(.)/gs, '$1') : inside
}
