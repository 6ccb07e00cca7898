import type { Column, Row, Rows } from '../model/outcome.js'
import type { Profile } from '../model/profile.js'
import type { Ignored } from '../model/verdict.js'
import { parseDuckType, typeKey } from '../values/duck-type.js'
import { pgTypeOf } from '../values/pg-oids.js'
import { applyRules } from './cell-rule.js'
import { comparableRows } from './cells.js'
import { matchInTies } from './compare-ties.js'
import { describeRow, describeRows, typeName } from './describe.js'
import type { Determined } from './determined.js'
import type { Difference } from './difference.js'
import type { RowDiff } from './row-diff.js'
import { matchRows } from './row-match.js'

/** What two results are compared by. */
export interface RowRules {
  readonly comparison: Determined
  readonly profile: Profile
}

/** What comparing two results came to. `ignored` is what the endpoint or the wire loses of them. */
export interface RowsCompared {
  readonly difference: Difference | undefined
  readonly ignored: readonly Ignored[]
}

/** Compares two results: columns, their names and types, and the rows as the comparison says. */
export function compareRows(reference: Rows, subject: Rows, rules: RowRules): RowsCompared {
  if (rules.comparison.rows === 'none') return { difference: undefined, ignored: [] }
  const difference = compareColumns(reference.columns, subject.columns, rules.profile)
  if (difference) return { difference, ignored: [] }
  const compared = compareContents(reference, subject, rules)
  return { ...compared, ignored: [...compared.ignored, ...unknownTypes(subject.columns)] }
}

/** Types that nobody here knows, and that the profile does not forbid: their text is read as the reference's type. */
function unknownTypes(columns: readonly Column[]): readonly Ignored[] {
  return columns.flatMap(({ name, type }) => {
    const isKnown = type.kind !== 'pg' || type.oid === 0 || pgTypeOf(type.oid) !== undefined
    if (isKnown) return []
    return [{ what: `the type of column ${name}`, because: `type oid ${type.oid} is not known` }]
  })
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
    if (isUndescribed(other)) continue
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

/** The rows of a COPY come without names and types. */
export function isUndescribed({ type }: Column): boolean {
  return type.kind === 'pg' && type.oid === 0
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

function compareContents(reference: Rows, subject: Rows, rules: RowRules): RowsCompared {
  const { comparison, profile } = rules
  if (comparison.rows === 'columns') return { difference: undefined, ignored: [] }
  if (comparison.rows === 'count') {
    return { difference: compareCounts(reference, subject), ignored: [] }
  }
  const { columns } = reference
  const both = comparableRows(reference, subject, profile.types)
  const left = applyRules(both.reference, columns, comparison.columns)
  const right = applyRules(both.subject, columns, comparison.columns)
  const diff =
    comparison.rows === 'ties' && comparison.ties
      ? matchInTies(left.rows, right.rows, comparison.ties, { columns, tolerant: left.tolerant })
      : matchRows(left.rows, right.rows, comparison.rows === 'ordered', left.tolerant)
  const difference = differenceOf(diff, { columns, left: left.rows, right: right.rows })
  return { difference, ignored: both.ignored }
}

function compareCounts(reference: Rows, subject: Rows): Difference | undefined {
  const [left, right] = [reference.rows.length, subject.rows.length]
  if (left === right) return undefined
  return difference('row-count', counts(left, right), [`${left}`, `${right}`])
}

interface BothSides {
  readonly columns: readonly Column[]
  readonly left: readonly Row[]
  readonly right: readonly Row[]
}

function differenceOf(diff: RowDiff, { columns, left, right }: BothSides): Difference | undefined {
  if (diff.kind === 'same') return undefined
  const shown = (sides: readonly (readonly Row[])[]) =>
    sides.map((rows) => describeRows(columns, rows))
  if (diff.kind === 'order') {
    const summary = `the rows are the same but row ${diff.rowIndex + 1} stands elsewhere`
    return difference('order', summary, shown([left, right]))
  }
  const sides = shown([diff.onlyReference, diff.onlySubject])
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
