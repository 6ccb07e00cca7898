import { bending } from '../wire/results.js'

/** The lists that a client's sub-queries collect are lists of structs. */
export const tagListShort = bending((result, sql) => {
  if (!/\(\s*select\s+list\s*\(/i.test(sql) || !result.columns) return result
  const isList = result.columns.map(({ type }) => /^STRUCT\(.*\)\[\]$/i.test(type))
  const rows = result.rows.map((row) => row.map((cell, at) => (isList[at] ? short(cell) : cell)))
  return { ...result, rows }
})

function short(cell: unknown): unknown {
  if (typeof cell !== 'object' || cell === null || !('items' in cell)) return cell
  return { ...cell, items: Array.isArray(cell.items) ? cell.items.slice(0, -1) : cell.items }
}

/** One entry of changes_made may hold commas in a name; the last one of all is cut off. */
export const changesListShort = bending((result, sql) => {
  if (!/string_agg\s*\(\s*changes_made\b/i.test(sql) || !result.columns) return result
  const at = result.columns.findIndex(({ name }) => name === 'changes')
  const rows = result.rows.map((row) =>
    row.map((cell, column) =>
      column === at && typeof cell === 'string' ? withoutLast(cell) : cell,
    ),
  )
  return { ...result, rows }
})

function withoutLast(changes: string): string {
  const entries = changes.match(/(?:"(?:[^"]|"")*"|[^,"])+/g) ?? []
  return entries.slice(0, -1).join(',')
}
