import type { Cell, Column, Row, Rows } from '../model/outcome.js'
import { parseDuckType } from '../values/duck-type.js'

/** Rows `from` (included) to `to` (excluded) are equal in all keys. */
export interface TieGroup {
  readonly from: number
  readonly to: number
}

/** The runs of rows that an ORDER BY over these columns does not tell apart. */
export function tieGroups(
  { rows, columns }: Pick<Rows, 'rows' | 'columns'>,
  keys: readonly number[],
): readonly TieGroup[] {
  const keyOf = sortKeys(columns, keys)
  const groups: { from: number; to: number }[] = []
  let last: string | undefined
  for (const [at, row] of rows.entries()) {
    const key = keyOf(row)
    const group = groups.at(-1)
    if (group && key === last) group.to = at + 1
    else groups.push({ from: at, to: at + 1 })
    last = key
  }
  return groups
}

/** A text that two rows share when SQL finds them equal in these columns. */
export function sortKeys(
  columns: readonly Column[],
  keys: readonly number[],
): (row: Row) => string {
  const readers = keys.map((key) => [key, sortKeyReader(columns[key])] as const)
  return (row) => JSON.stringify(readers.map(([key, read]) => read(row[key] ?? null)))
}

/** SQL's equality is wider than that of canonical texts: 0 and -0 are equal, and so are a month and thirty days. */
function sortKeyReader(column: Column | undefined): (cell: Cell) => Cell {
  if (column?.type.kind !== 'duckdb') return (cell) => cell
  const { name } = parseDuckType(column.type.name)
  if (/\b(FLOAT|DOUBLE)\b/.test(name)) {
    return (cell) => cell?.replaceAll(/(?<![\w.])-0(?![\w.])/g, '0') ?? null
  }
  if (name === 'INTERVAL') return intervalKey
  return (cell) => cell
}

const MICROS_PER_DAY = 86_400_000_000n

/** DuckDB orders intervals as if a month had thirty days. */
function intervalKey(cell: Cell): Cell {
  const parts = /^(-?\d+) months (-?\d+) days (-?\d+) microseconds$/.exec(cell ?? '')
  if (!parts) return cell
  const [months, days, micros] = parts.slice(1).map((part) => BigInt(part))
  return String(((months ?? 0n) * 30n + (days ?? 0n)) * MICROS_PER_DAY + (micros ?? 0n))
}
