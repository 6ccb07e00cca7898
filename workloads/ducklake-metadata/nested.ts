import { type Row, text } from './catalog.js'
import { lakeType } from './column-types.js'
import { optionallyQuoted, print, quote, type Value } from './value.js'

/** The columns directly below a nested one, in their order. */
function childrenOf(columns: readonly Row[], parent: Row): readonly Row[] {
  return columns.filter((row) => row.parent_column === parent.column_id)
}

/** The DuckDB type of a column, nested ones with what they hold: `STRUCT(x INTEGER, y VARCHAR)`. */
export function ddlOf(columns: readonly Row[], column: Row): string {
  const children = childrenOf(columns, column)
  const types = children.map((child) => ddlOf(columns, child))
  switch (column.column_type) {
    case 'list':
      return `${types[0] ?? 'INTEGER'}[]`
    case 'map':
      return `MAP(${types.join(', ')})`
    case 'struct':
      return `STRUCT(${children.map((child, i) => `${nameOf(child)} ${types[i]}`).join(', ')})`
    default:
      return lakeType(text(column, 'column_type'))?.ddl ?? 'VARCHAR'
  }
}

function nameOf(column: Row): string {
  return optionallyQuoted(text(column, 'column_name'))
}

/** The n-th value of a column as the client writes it: `[1, 2]`, `{'x': 1, 'y': 'q'}`. */
export function cellOf(columns: readonly Row[], column: Row, n: number): Value {
  const type = lakeType(text(column, 'column_type'))
  if (type) return type.value(n)
  const children = childrenOf(columns, column)
  const cells = children.map((child) => print(cellOf(columns, child, n)))
  const plain = (spelled: string): Value => ({
    form: 'plain',
    type: ddlOf(columns, column),
    text: spelled,
  })
  if (column.column_type === 'map') return plain(`MAP([${cells[0]}], [${cells[1]}])`)
  if (column.column_type === 'list') return plain(listOf(columns, children[0], n))
  const fields = children.map((child, i) => `${quote(text(child, 'column_name'))}: ${cells[i]}`)
  return plain(`{${fields.join(', ')}}`)
}

/** Two elements, in one list of four the second is NULL. */
function listOf(columns: readonly Row[], element: Row | undefined, n: number): string {
  if (!element) return '[]'
  const second = n % 4 === 3 ? null : cellOf(columns, element, n + 1)
  return `[${print(cellOf(columns, element, n))}, ${print(second)}]`
}
