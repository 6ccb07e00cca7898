import type { Projection } from '../model/profile.js'

/** A value that came back wrong. */
export interface Example {
  /** What to run to see it. */
  readonly statement: string
  readonly reference: string
  readonly subject: string
  /** The bytes that broke the protocol, where it did. */
  readonly hex?: string | undefined
}

/** How a way has lost something that it is known to lose. */
export interface SeenLoss {
  readonly as: Projection
  readonly because: string
}

/** What one type did on one way. Every count is of values. */
export interface MatrixCell {
  readonly way: string
  /** Set where there is nothing to ask. */
  readonly notApplicable?: string | undefined
  readonly same: number
  readonly lossy: number
  readonly wrong: number
  readonly refused: number
  readonly loss?: SeenLoss | undefined
  /** The first refusal, in the endpoint's words. */
  readonly message?: string | undefined
  /** The wrong ones that are the shortest to write. */
  readonly examples: readonly Example[]
}

export interface MatrixRow {
  /** DuckDB's spelling. */
  readonly type: string
  /** The OID of its results; absent where the endpoint does not have the type. */
  readonly oid?: number | undefined
  /** PostgreSQL's type modifier. */
  readonly modifier?: number | undefined
  /** The first edge value as it came in text; null is NULL. */
  readonly text?: string | null | undefined
  /** Why the endpoint does not have the type, in its words; then there are no cells. */
  readonly missing?: string | undefined
  readonly cells: readonly MatrixCell[]
}

/** Everything that a run of the matrix has to say; all reports are printed from it. */
export interface MatrixReport {
  readonly goldeneye: 'type matrix 1'
  readonly endpoint: { readonly name: string; readonly version: string; readonly profile: string }
  readonly reference: string
  /** `2026-11-22`, as the caller has it. */
  readonly date: string
  readonly seed: string
  /** Random values of each type, beside the edges. */
  readonly valuesPerType: number
  readonly rows: readonly MatrixRow[]
  /** Types of the reference that no values are known of. */
  readonly unprobed: readonly string[]
}

export type CellState = 'right' | 'lossy' | 'wrong' | 'refused' | 'not-applicable'

/** A wrong value outweighs everything; a type is refused where most values were, because its NULL may well be taken. */
export function stateOf(cell: MatrixCell): CellState {
  const isAsked = cell.same + cell.lossy + cell.wrong + cell.refused > 0
  if (cell.notApplicable !== undefined || !isAsked) return 'not-applicable'
  if (cell.wrong > 0) return 'wrong'
  if (cell.lossy > 0) return 'lossy'
  return cell.refused > cell.same ? 'refused' : 'right'
}

/** The sums of a report. */
export interface Totals {
  readonly comparisons: number
  readonly differences: number
  readonly cells: Readonly<Record<CellState, number>>
  readonly types: number
  readonly missing: number
  /** Values that were refused by cells which took others. */
  readonly refusedValues: number
}

export function totalsOf({ rows }: Pick<MatrixReport, 'rows'>): Totals {
  const cells = { right: 0, lossy: 0, wrong: 0, refused: 0, 'not-applicable': 0 }
  let [comparisons, differences, refusedValues] = [0, 0, 0]
  for (const cell of rows.flatMap((row) => row.cells)) {
    const state = stateOf(cell)
    cells[state] += 1
    comparisons += cell.same + cell.lossy + cell.wrong
    differences += cell.wrong
    if (state !== 'refused') refusedValues += cell.refused
  }
  const missing = rows.filter((row) => row.missing !== undefined).length
  const types = rows.length - missing
  return { comparisons, differences, cells, types, missing, refusedValues }
}

/** What is lost, each sentence once with the types that it is about. */
export function lossesOf({
  rows,
}: Pick<MatrixReport, 'rows'>): ReadonlyMap<string, readonly string[]> {
  const losses = new Map<string, Set<string>>()
  for (const { type, cells } of rows) {
    for (const { loss } of cells) {
      if (loss) losses.set(loss.because, (losses.get(loss.because) ?? new Set()).add(type))
    }
  }
  return new Map([...losses].map(([because, types]) => [because, [...types]]))
}
