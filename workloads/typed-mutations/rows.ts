import {
  columnType,
  type Dice,
  drawValue,
  freshNumber,
  keyOf,
  type StatementWriter,
  type TrackedColumn,
  type TrackedTable,
  type TypedText,
} from '../../src/index.js'
import { COUNTER_LIMIT, keyText } from './tables.js'
import type { World } from './world.js'

/** A row for a table; `key` is undefined for a table without one. */
export interface DrawnRow {
  readonly key: number | undefined
  readonly values: readonly TypedText[]
}

/** How a row breaks a constraint on purpose. */
export type Flaw = 'duplicate-key' | 'not-null' | 'check'

/** A row with a key that nobody has, and values of every column's type. */
export function drawRow(world: World, table: TrackedTable, dice: Dice): DrawnRow {
  return rowWithKey(table, keyOf(table) === undefined ? undefined : freshNumber(world), dice)
}

/** A row with that key. The UNIQUE column follows from the key. */
export function rowWithKey(table: TrackedTable, key: number | undefined, dice: Dice): DrawnRow {
  return { key, values: table.columns.map((column) => valueFor(table, column, { key, dice })) }
}

function valueFor(
  table: TrackedTable,
  column: TrackedColumn,
  { key, dice }: { readonly key: number | undefined; readonly dice: Dice },
): TypedText {
  switch (column.role) {
    case 'key':
      return keyText(table, key ?? 0)
    case 'unique':
      return { type: 'VARCHAR', text: `u${key ?? 0}` }
    case 'counter':
      return { type: column.type, text: String(dice.below(5)) }
    case 'plain':
      return drawValue(columnType(column.type), dice)
  }
}

/** The same row, breaking a constraint of its counter column. */
export function withCounter(
  table: TrackedTable,
  row: DrawnRow,
  flaw: 'not-null' | 'check',
): DrawnRow {
  const text = flaw === 'check' ? String(COUNTER_LIMIT) : null
  const broken = { type: 'INTEGER', text }
  const values = row.values.map((value, index) =>
    table.columns[index]?.role === 'counter' ? broken : value,
  )
  return { ...row, values }
}

/** `(k, n, c3), ...`: the names of the columns. */
export function columnList(table: TrackedTable): string {
  return table.columns.map(({ name }) => name).join(', ')
}

/** `($1::INTEGER, ...), (...)`: the rows behind VALUES. */
export function valuesList(rows: readonly DrawnRow[], writer: StatementWriter): string {
  return rows
    .map(({ values }) => `(${values.map((value) => writer.value(value)).join(', ')})`)
    .join(', ')
}
