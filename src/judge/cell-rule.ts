import type { Cell, Column, Row } from '../model/outcome.js'
import type { CellRule, ColumnRule } from '../model/statement.js'
import { elementsOf, isContainer } from './elements.js'
import { withinTolerance } from './tolerance.js'

/** Rows made ready to be compared exactly: what a rule leaves out is gone, and what has a tolerance stands apart. */
export interface RuledRows {
  readonly rows: readonly Row[]
  /** Indexes of columns in which unequal cells may still be near enough. */
  readonly tolerant: ReadonlyMap<number, Tolerance>
}

export type Tolerance = Extract<CellRule, { ulps: number } | { absolute: number }>

/** Applies the rules of columns to canonical rows. */
export function applyRules(
  rows: readonly Row[],
  columns: readonly Column[],
  rules: readonly ColumnRule[] = [],
): RuledRows {
  const tolerant = new Map(
    rules.flatMap(({ index, rule }) => (isTolerance(rule) ? [[index, rule] as const] : [])),
  )
  const readers = rules
    .filter(({ rule }) => rule !== 'exact' && !isTolerance(rule))
    .map(({ index, rule }) => ({ index, read: readerOf(rule, index, columns) }))
  if (readers.length === 0) return { rows, tolerant }
  const ruled = rows.map((row) => {
    const changed = [...row]
    for (const { index, read } of readers) changed[index] = read(row)
    return changed
  })
  return { rows: ruled, tolerant }
}

/** Whether two rows agree where there is a tolerance; the other cells are taken to be equal. */
export function isNear(one: Row, other: Row, tolerant: RuledRows['tolerant']): boolean {
  return [...tolerant].every(([index, rule]) =>
    withinTolerance(one[index] ?? null, other[index] ?? null, rule),
  )
}

function isTolerance(rule: CellRule): rule is Tolerance {
  return typeof rule === 'object' && !('memberOf' in rule)
}

function readerOf(rule: CellRule, index: number, columns: readonly Column[]): (row: Row) => Cell {
  const cellOf = (row: Row): Cell => row[index] ?? null
  if (rule === 'any') return () => '…'
  if (rule === 'presence') return (row) => (cellOf(row) === null ? null : '…')
  if (rule === 'bag') return (row) => asBag(cellOf(row), columns[index])
  if (typeof rule === 'object' && 'memberOf' in rule) {
    return (row) => asMember(row, index, { list: rule.memberOf, columns })
  }
  return cellOf
}

/** A list by its sorted elements, a text by its sorted characters. */
function asBag(cell: Cell, column: Column | undefined): Cell {
  if (cell === null) return null
  if (!isContainer(column) || cell.startsWith('?')) return [...cell].sort().join('')
  return `${cell[0]}${[...elementsOf(cell)].sort().join(', ')}${cell.at(-1)}`
}

/** A cell that is one of its list's elements is as right as any of them; another one stays, and so it differs. */
function asMember(
  row: Row,
  index: number,
  { list, columns }: { readonly list: number; readonly columns: readonly Column[] },
): Cell {
  const [cell, elements] = [row[index] ?? null, row[list] ?? null]
  if (elements === null || !isContainer(columns[list])) return cell
  const texts = [cell === null ? 'NULL' : cell, JSON.stringify(cell)]
  return elementsOf(elements).some((element) => texts.includes(element))
    ? `(an element of column ${list + 1})`
    : cell
}
