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
  [/"\$\{db:[a-z]+\}"(?!\.)/g, '"{MDB}"'],
  [/"\$\{db:[a-z]+\}"\."main"|"\$\{schema:[a-z]+\}"/g, '{M}'],
  // Aliases that the generator adds where DuckDB would make up a name.
  [/ AS ge_\w+/g, ''],
  [/'(?:[^']|'')*'/g, "'?'"],
  // Times and UUIDs are bound, so that both sides store the same; the client says NOW(), UUID().
  [/\bTIMESTAMPTZ '\?'/g, 'NOW()'],
  [/\bUUID '\?'/g, 'UUID()'],
  [/ducklake_inlined_data_\d+_\d+/g, 'ducklake_inlined_data_{T}_{V}'],
  [/ducklake_inlined_delete_\d+/g, 'ducklake_inlined_delete_{T}'],
  [/col_\d+_stats/g, 'col_{C}_stats'],
  [/(?<![\w{])-?\d+(?:\.\d+)?\b/g, '#'],
  [/\s+/g, ' '],
  [/ ?([(),;]) ?/g, '$1'],
  [/,\.\.\. /g, ',...'],
  [/\bIN\((#|'\?')(?:,(?:#|'\?'))*(?:,\.\.\.)?\)/g, 'IN($1,...)'],
  // The recording wrote this one list of texts down as a list of numbers.
  [/\bpartition_value IN\('\?',\.\.\.\)/g, 'partition_value IN(#,...)'],
]

/** One parenthesis for a list of them, as of the tuples of VALUES. */
function shortened(text: string): string {
  let result = ''
  for (let at = 0; at < text.length; at++) {
    result += text[at]
    if (text[at] !== ')' || !text.startsWith('),(', at)) continue
    let end = at
    while (text.startsWith(',(', end + 1)) end = closingOf(text, end + 2)
    result += ',...'
    at = end
  }
  return result
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
