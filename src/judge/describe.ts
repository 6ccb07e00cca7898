import { unreachable } from '../model/errors.js'
import type { Column, DeclaredType, Outcome, Row } from '../model/outcome.js'

/** The most rows of a side that a finding shows. */
const ROWS_SHOWN_MAX = 20

/** A declared type as a person reads it. */
export function typeName(type: DeclaredType): string {
  if (type.kind === 'duckdb') return type.name
  return type.modifier === -1 ? `oid ${type.oid}` : `oid ${type.oid} modifier ${type.modifier}`
}

/** Rows with their column names, at most twenty. */
export function describeRows(columns: readonly Column[], rows: readonly Row[]): string {
  const heading = columns.map((column) => `${column.name} ${typeName(column.type)}`).join(' | ')
  const shown = rows.slice(0, ROWS_SHOWN_MAX).map(describeRow)
  const rest = rows.length - shown.length
  return [heading, ...shown, ...(rest > 0 ? [`and ${rest} more rows`] : [])].join('\n')
}

export function describeRow(row: Row): string {
  return row.map((cell) => (cell === null ? 'NULL' : cell)).join(' | ')
}

/** An outcome in one or two lines. */
export function describeOutcome(outcome: Outcome | undefined): string {
  if (!outcome) return 'nothing was executed'
  switch (outcome.kind) {
    case 'rows':
      return counted(outcome.rows.length, 'row')
    case 'done':
      return outcome.affected === undefined ? 'done' : `${counted(outcome.affected, 'row')} changed`
    case 'error': {
      const code = outcome.sqlstate === undefined ? '' : ` ${outcome.sqlstate}`
      return `error ${outcome.errorClass}${code}: ${firstLine(outcome.message)}`
    }
    case 'violation':
      return `protocol violation: ${outcome.what} (bytes ${outcome.hex})`
    case 'unknown':
      return `unknown (${outcome.reason}): ${firstLine(outcome.detail)}`
    default:
      return unreachable(outcome)
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** The first line that says something: DuckDB's messages go on with candidates and a caret. */
function firstLine(text: string): string {
  return text.trimStart().split('\n', 1)[0] ?? ''
}
