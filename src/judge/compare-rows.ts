import type { Column, Rows } from '../model/outcome.js'
import type { Profile } from '../model/profile.js'
import type { Comparison } from '../model/statement.js'
import { parseDuckType, typeKey } from '../values/duck-type.js'
import { comparableRows } from './cells.js'
import { describeRow, describeRows, typeName } from './describe.js'
import type { Difference } from './difference.js'
import { diffRows } from './row-diff.js'

/** What two results are compared by. */
export interface RowRules {
  readonly comparison: Comparison
  readonly profile: Profile
}

/** Compares two results: columns, their names and types, and the rows as the comparison says. */
export function compareRows(
  reference: Rows,
  subject: Rows,
  rules: RowRules,
): Difference | undefined {
  if (rules.comparison.rows === 'none') return undefined
  return (
    compareColumns(reference.columns, subject.columns, rules.profile) ??
    compareContents(reference, subject, rules)
  )
}

function compareColumns(
  reference: readonly Column[],
  subject: readonly Column[],
  profile: Profile,
): Difference | undefined {
  if (reference.length !== subject.length) {
    return difference('type', 'the number of columns differs', [
      columns(reference),
      columns(subject),
    ])
  }
  for (const [index, column] of reference.entries()) {
    const other = subject[index] as Column
    if (isWrittenName(column.name) && column.name !== other.name) {
      return difference('column-names', `column ${index + 1} has another name`, [
        column.name,
        other.name,
      ])
    }
    if (!sameType(column, other, profile)) {
      const summary = `column ${column.name} has another type`
      return difference('type', summary, [typeName(column.type), typeName(other.type)])
    }
  }
  return undefined
}

/** DuckDB makes names such as `count_star()` up when a column has none; they differ between its builds. */
export function isWrittenName(name: string): boolean {
  return !/[()"' ]/.test(name)
}

function sameType(reference: Column, subject: Column, profile: Profile): boolean {
  const [left, right] = [reference.type, subject.type]
  if (left.kind === 'duckdb' && right.kind === 'duckdb') return left.name === right.name
  if (left.kind === 'pg' && right.kind === 'pg') return left.oid === right.oid
  if (left.kind !== 'duckdb' || right.kind !== 'pg') return true
  const spelling = profile.types.get(typeKey(parseDuckType(left.name)))
  return spelling === undefined || spelling.oids.includes(right.oid)
}

function compareContents(reference: Rows, subject: Rows, { comparison, profile }: RowRules) {
  const { reference: left, subject: right } = comparableRows(reference, subject, profile.types)
  if (comparison.rows === 'count') {
    return left.length === right.length
      ? undefined
      : difference('row-count', counts(left.length, right.length), [
          `${left.length}`,
          `${right.length}`,
        ])
  }
  const diff = diffRows(left, right, comparison.rows === 'ordered')
  if (diff.kind === 'same') return undefined
  if (diff.kind === 'order') {
    const summary = `the rows are the same but row ${diff.rowIndex + 1} stands elsewhere`
    return difference(
      'order',
      summary,
      [left, right].map((rows) => describeRows(reference.columns, rows)),
    )
  }
  const sides = [diff.onlyReference, diff.onlySubject].map((rows) =>
    describeRows(reference.columns, rows),
  )
  if (left.length !== right.length) {
    return difference('row-count', counts(left.length, right.length), sides)
  }
  const [one, other] = [diff.onlyReference[0] ?? [], diff.onlySubject[0] ?? []]
  return difference('value', `(${describeRow(one)}) became (${describeRow(other)})`, sides)
}

function counts(reference: number, subject: number): string {
  return `the reference has ${reference} rows, the subject ${subject}`
}

function columns(list: readonly Column[]): string {
  return list.map((column) => `${column.name} ${typeName(column.type)}`).join(', ')
}

function difference(
  mismatch: Difference['mismatch'],
  summary: string,
  [reference, subject]: readonly string[],
): Difference {
  return { mismatch, summary, reference: reference ?? '', subject: subject ?? '' }
}
