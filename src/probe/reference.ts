import type { Cell } from '../model/outcome.js'
import { quoteString } from '../sql/identifiers.js'
import { withoutTags } from '../values/canonical.js'
import type { DuckType } from '../values/duck-type.js'
import { answersOf } from './answers.js'
import { typeSql } from './dialect.js'
import type { Lane } from './lane.js'
import { literal, textLiteral } from './literal.js'
import type { ProbedType } from './probed-type.js'
import type { Value } from './value.js'
import { WAYS, type Way } from './way.js'

/** A value with what the reference says about it. */
export interface Sample {
  readonly value: Value
  /** The canonical cell of the value as a literal. */
  readonly cell: Cell
  /** The value as a parameter: DuckDB's text of it, and the cell that the text is cast to. Absent where it has none. */
  readonly parameter?: { readonly text: string | null; readonly cell: Cell } | undefined
}

const SIMPLE = WAYS[0] as Way

/** Asks the reference about some values; those that it refuses are no values and are left out. Throws TargetLost. */
export async function samplesOf(
  reference: Lane,
  { type }: ProbedType,
  values: readonly Value[],
): Promise<readonly Sample[]> {
  const cells = await cellsOf(
    reference,
    values.map((value) => literal(value, type, 'duckdb')),
  )
  const parameters = await parametersOf(reference, type, values, cells)
  return values.flatMap((value, i) => {
    const [cell, parameter] = [cells[i], parameters[i]]
    if (cell === undefined) return []
    return [{ value, cell, parameter: isSameText(parameter?.cell, cell) ? parameter : undefined }]
  })
}

/** DuckDB does not read back all that it prints of nested values; whoever reads such a text otherwise is not wrong. */
function isSameText(left: Cell | undefined, right: Cell): boolean {
  return (
    left === right || (left != null && right !== null && withoutTags(left) === withoutTags(right))
  )
}

/** The cell of each expression, undefined where it is refused. */
async function cellsOf(lane: Lane, expressions: readonly string[]): Promise<(Cell | undefined)[]> {
  const answers = await answersOf(
    lane,
    SIMPLE,
    expressions.map((sql) => ({ sql })),
  )
  return answers.map((answer) => (answer.kind === 'value' ? answer.cell : undefined))
}

/** A scalar's text is the value itself; of the others DuckDB is asked what it prints, and what it reads from that. */
async function parametersOf(
  lane: Lane,
  type: DuckType,
  values: readonly Value[],
  cells: readonly (Cell | undefined)[],
): Promise<readonly Sample['parameter'][]> {
  const name = typeSql(type, 'duckdb')
  if (name === undefined) return values.map(() => undefined)
  if (!values.some((value) => typeof value === 'object' && value !== null))
    return values.map((value, i) => ({ text: value as string | null, cell: cells[i] ?? null }))
  const texts = await cellsOf(
    lane,
    values.map((value) => `CAST(${literal(value, type, 'duckdb')} AS VARCHAR)`),
  )
  const casts = texts.map((text) => `CAST(${text == null ? 'NULL' : textLiteral(text)} AS ${name})`)
  const read = await cellsOf(lane, casts)
  return texts.map((text, i) => {
    const cell = read[i]
    return text === undefined || cell === undefined ? undefined : { text, cell }
  })
}

/** The types that DuckDB's catalog lists, without parameters. */
export async function catalogTypes(reference: Lane): Promise<readonly string[]> {
  const sql = `SELECT DISTINCT logical_type FROM duckdb_types() WHERE database_name = ${quoteString('system')} ORDER BY ALL`
  const outcome = await reference.ask({ sql, params: [], delivery: 'simple' })
  return outcome.kind === 'rows' ? outcome.rows.map(([name]) => name ?? '') : []
}
