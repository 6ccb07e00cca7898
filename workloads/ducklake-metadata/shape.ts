/**
 * The shape of a metadata statement: constants, ids and repetitions taken out, so that generated
 * statements can be counted against recorded ones. A recorded shape is its own shape.
 */
export function shapeOf(sql: string): string {
  const plain = MARKS.reduce((text, [from, to]) => text.replaceAll(from, to), sql)
  return shortened(plain.trim().replace(/;$/, '').trim())
}

const MARKS: readonly (readonly [from: RegExp, to: string])[] = [
  [/\/\*.*?\*\//gs, ''],
  [/"\$\{db:[a-z]+\}"\."main"|"\$\{schema:[a-z]+\}"/g, '{M}'],
  // Aliases that the generator adds where DuckDB would make up a name.
  [/ AS ge_\w+/g, ''],
  [/'(?:[^']|'')*'/g, "'?'"],
  [/TIMESTAMPTZ '\?'/g, 'NOW()'],
  [/UUID '\?'/g, 'UUID()'],
  [/ducklake_inlined_data_\d+_\d+/g, 'ducklake_inlined_data_{T}_{V}'],
  [/ducklake_inlined_delete_\d+/g, 'ducklake_inlined_delete_{T}'],
  [/col_\d+_stats/g, 'col_{C}_stats'],
  [/(?<![\w{])-?\d+(?:\.\d+)?\b/g, '#'],
  [/\bvalues\b/g, 'VALUES'],
  [/\s+/g, ' '],
  [/ ?([(),;]) ?/g, '$1'],
  [/\bIN\((#|'\?')(?:,(?:#|'\?'))*(?:,\.\.\.)?\)/g, 'IN($1,...)'],
]

/** One tuple for a list of them. */
function shortened(text: string): string {
  const at = text.search(/\bVALUES ?\(/i)
  if (at < 0) return text
  const start = text.indexOf('(', at)
  const first = closingOf(text, start)
  let end = first
  while (text.startsWith(',(', end + 1)) end = closingOf(text, end + 2)
  const more = end > first ? ',...' : ''
  return text.slice(0, first + 1) + more + text.slice(end + 1)
}

/** The index of the parenthesis that closes the one at `start`; strings are gone by now. */
function closingOf(text: string, start: number): number {
  let depth = 0
  for (let i = start; i < text.length; i++) {
    if (text[i] === '(') depth++
    if (text[i] === ')' && --depth === 0) return i
  }
  return text.length
}
