import type { Column } from '../model/outcome.js'
import { parseDuckType } from '../values/duck-type.js'

const CONTAINERS = new Set(['LIST', 'ARRAY', 'MAP'])

/** Whether the cells of a column are lists, arrays or maps. */
export function isContainer(column: Column | undefined): boolean {
  return column?.type.kind === 'duckdb' && CONTAINERS.has(parseDuckType(column.type.name).id)
}

/** The texts between the commas of a canonical list or map (values/canonical.ts); those inside of elements stay. */
export function elementsOf(canonical: string): readonly string[] {
  const inside = canonical.slice(1, -1)
  if (inside === '') return []
  const elements: string[] = []
  let [start, depth] = [0, 0]
  for (let at = 0; at < inside.length; at += 1) {
    const char = inside[at] as string
    if (char === '"') at = endOfQuote(inside, at)
    else if ('[{('.includes(char)) depth += 1
    else if (']})'.includes(char)) depth -= 1
    else if (char === ',' && depth === 0) {
      elements.push(inside.slice(start, at))
      start = at + 2
    }
  }
  return [...elements, inside.slice(start)]
}

function endOfQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') return at
  }
  return text.length
}
