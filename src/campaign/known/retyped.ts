import type { Cell, Column, Row, Rows } from '../../model/outcome.js'
import { duckdbTextOf } from '../../values/canonical-to-duckdb.js'
import { DecodeError } from '../../values/decode-error.js'
import { parseDuckType, typeKey } from '../../values/duck-type.js'
import { duckTypeOfOid, wireCanonical } from '../../values/wire-canonical.js'

/**
 * The subject's result with one column told as the reference's type. A value that is the same but for its type (`1.5` for
 * `1.50`, `2024-02-29 00:00:00` for `2024-02-29`, the text of a number) becomes the reference's; one that is another value
 * is marked, so that it goes on to differ.
 */
export function retyped(reference: Rows, subject: Rows, index: number): Rows {
  const [wanted, told] = [reference.columns[index], subject.columns[index]]
  if (!wanted || !told) return subject
  const same = valuesByForm(reference.rows, index, wanted)
  const mark = (cell: string) => `not ${typeNameOf(wanted)}: ${cell}`
  const rows = subject.rows.map((row: Row): Row => {
    const cell = row[index] ?? null
    if (cell === null) return row
    const found = formsOf(canonical(cell, told), told).map((form) => same.get(form))
    return row.with(index, found.find((value) => value !== undefined) ?? mark(cell))
  })
  return { ...subject, columns: subject.columns.with(index, { ...told, type: wanted.type }), rows }
}

/** The reference's values of a column by every form in which a subject may give them. */
function valuesByForm(
  rows: readonly Row[],
  index: number,
  column: Column,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const row of rows) {
    const cell = row[index] ?? null
    if (cell === null) continue
    for (const form of formsOf(cell, column)) if (!values.has(form)) values.set(form, cell)
  }
  return values
}

/** The value itself, as a number or a moment however it is written, and as DuckDB prints it. */
function formsOf(cell: string, column: Column): readonly string[] {
  const type = column.type.kind === 'duckdb' ? parseDuckType(column.type.name) : undefined
  const printed = type && duckdbTextOf(cell, type)
  const plain = isText(column) ? [] : [`plain ${plainForm(cell)}`]
  return [`text ${cell}`, ...(printed == null ? [] : [`text ${printed}`]), ...plain]
}

function isText({ type }: Column): boolean {
  const known = type.kind === 'duckdb' ? parseDuckType(type.name) : duckTypeOfOid(type.oid)
  return known !== undefined && typeKey(known) === 'VARCHAR'
}

/** Numbers and moments without the zeros that only their type adds. */
function plainForm(cell: string): string {
  if (/^-?\d+(?:\.\d+)?$/.test(cell)) return withoutZeros(cell)
  if (/^-?\d+(?:\.\d+)?e[+-]?\d+$/i.test(cell)) return withoutZeros(expanded(cell))
  const moment = cell.replace(/([+-]00)(?::00)*$/, '')
  return moment
    .replace(/(:\d\d\.\d*?)0+(?= BC|$)/, '$1')
    .replace(/\.(?= BC|$)/, '')
    .replace(/ 00:00:00(?= BC|$)/, '')
}

function withoutZeros(number: string): string {
  return number.includes('.') ? number.replace(/\.?0+$/, '') : number
}

function expanded(number: string): string {
  return Number.isInteger(Number(number)) ? BigInt(Number(number)).toString() : number
}

function canonical(cell: string, column: Column): string {
  try {
    const text: Cell | undefined = wireCanonical(cell, column.type)
    return text ?? cell
  } catch (error) {
    if (error instanceof DecodeError) return cell
    throw error
  }
}

function typeNameOf({ type }: Column): string {
  return type.kind === 'duckdb' ? type.name : `oid ${type.oid}`
}
