import type { Cell, Column, Outcome } from '../../model/outcome.js'
import { duckdbTextOf } from '../../values/canonical-to-duckdb.js'
import { type DuckType, parseDuckType } from '../../values/duck-type.js'
import type { Dialect, SortMode } from './records.js'

/** A result as sqllogictest sees it: the texts of its values, row after row. */
export interface ResultTexts {
  readonly types: readonly DuckType[]
  readonly rowCount: number
  readonly values: readonly string[]
}

const COUNT: DuckType = parseDuckType('BIGINT')

/** The texts of the reference's answer. What returns no rows has the number of changed rows as its one value. */
export function resultTexts(outcome: Outcome, dialect: Dialect): ResultTexts | undefined {
  if (outcome.kind === 'done') {
    const values = outcome.affected === undefined ? [] : [String(outcome.affected)]
    return { types: [COUNT], rowCount: values.length, values }
  }
  if (outcome.kind !== 'rows') return undefined
  const types = outcome.columns.map(typeOf)
  const values = outcome.rows.flatMap((row) =>
    row.map((cell, at) => valueText(cell, types[at] ?? COUNT, dialect)),
  )
  return { types, rowCount: outcome.rows.length, values }
}

function typeOf({ type }: Column): DuckType {
  return parseDuckType(type.kind === 'duckdb' ? type.name : 'VARCHAR')
}

function valueText(cell: Cell, type: DuckType, dialect: Dialect): string {
  if (cell === null) return 'NULL'
  if (type.name === 'BOOLEAN') return cell === 'true' ? '1' : '0'
  if (dialect === 'sqlite' && isFraction(type)) return wholeNumber(cell, type)
  const text = withOwnNames(duckdbTextOf(cell, type) ?? 'NULL')
  return text === '' ? '(empty)' : text.replaceAll('\0', '\\0')
}

function isFraction({ id, name }: DuckType): boolean {
  return id === 'DECIMAL' || name === 'DOUBLE' || name === 'FLOAT'
}

/** Rounded as DuckDB's cast to BIGINT does it: halves of floats to the even number, of decimals away from zero. */
function wholeNumber(cell: string, { id }: DuckType): string {
  const value = Number(cell)
  if (!Number.isFinite(value)) return cell
  const floor = Math.floor(value)
  const isHalf = value - floor === 0.5
  const isDown = isHalf && (id === 'DECIMAL' ? value < 0 : floor % 2 === 0)
  return String(BigInt(isDown ? floor : Math.round(value)))
}

/** A case's own place goes by the names that the file gave. */
export function withOwnNames(text: string): string {
  if (!text.includes('${')) return text
  return text.replaceAll('${schema}', 'main').replaceAll(/\$\{(?:schema|db):(\w+)\}/g, '$1')
}

/** Sorts as the file asks. The runner compares bytes; UTF-16 parts from that beyond U+FFFF only. */
export function sortTexts(
  values: readonly string[],
  columns: number,
  mode: SortMode,
): readonly string[] {
  if (mode === 'nosort') return values
  if (mode === 'valuesort') return values.toSorted(byText)
  const rows = Array.from({ length: Math.ceil(values.length / columns) }, (_, row) =>
    values.slice(row * columns, (row + 1) * columns),
  )
  return rows.toSorted(byTexts).flat()
}

function byText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

function byTexts(left: readonly string[], right: readonly string[]): number {
  for (const [at, text] of left.entries()) {
    const order = byText(text, right[at] ?? '')
    if (order !== 0) return order
  }
  return 0
}
