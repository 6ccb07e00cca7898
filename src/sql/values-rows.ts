import type { Placed } from './placed-tokens.js'

/** The rows behind a VALUES, which is the token with this index, each with its brackets. */
export function rowsOfValues(
  tokens: readonly Placed[],
  values: number,
): readonly { readonly start: number; readonly end: number }[] {
  const outside = tokens[values]?.depth ?? 0
  const rows: { start: number; end: number }[] = []
  let start: number | undefined
  for (const { word, depth, token } of tokens.slice(values + 1)) {
    if (depth > outside) continue
    if (depth < outside) break
    if (word === '(') start = token.start
    else if (word === ')' && start !== undefined) rows.push({ start, end: token.start + 1 })
    else if (word !== ',') break
  }
  return rows
}
