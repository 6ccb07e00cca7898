import { formatCount, plural } from '../report/numbers.js'
import { type CellState, type MatrixReport, type MatrixRow, stateOf, totalsOf } from './report.js'

/** One sign for each state; no meaning hangs on a colour alone. */
export const SIGNS: Readonly<Record<CellState, string>> = {
  right: '=',
  lossy: '~',
  wrong: '✗',
  refused: 'r',
  'not-applicable': '·',
}

/** What the signs mean, in their order. */
export const LEGEND: Readonly<Record<CellState, string>> = {
  right: 'right',
  lossy: 'lossy as declared',
  wrong: 'wrong',
  refused: 'refused',
  'not-applicable': 'nothing to ask',
}

/** `0 differences in 19 760 cell comparisons: 85 types, 735 cells right, 18 lossy as declared, 0 wrong, 0 refused`. */
export function conclusionOf(report: MatrixReport): string {
  const { comparisons, differences, cells, types, missing } = totalsOf(report)
  const counted = [
    `${plural(types, 'type')}${missing > 0 ? ` and ${formatCount(missing)} not there` : ''}`,
    `${formatCount(cells.right)} cells right`,
    `${formatCount(cells.lossy)} lossy as declared`,
    `${formatCount(cells.wrong)} wrong`,
    `${formatCount(cells.refused)} refused`,
  ]
  return `${plural(differences, 'difference')} in ${plural(comparisons, 'cell comparison')}: ${counted.join(', ')}`
}

/** Several ways of one type that have the same to say. */
export interface Said {
  readonly type: string
  readonly ways: readonly string[]
  readonly text: string
}

/** What was refused, by type and by message: whole cells, or some values of a cell that took the others. */
export function refusalsOf({ rows }: Pick<MatrixReport, 'rows'>): readonly Said[] {
  return rows.flatMap((row) => {
    const said = new Map<string, string[]>()
    for (const cell of row.cells) {
      if (cell.refused === 0) continue
      const all = cell.same + cell.lossy + cell.wrong + cell.refused
      const count = stateOf(cell) === 'refused' ? '' : `${cell.refused} of ${all} values: `
      const text = count + (cell.message ?? '')
      said.set(text, [...(said.get(text) ?? []), cell.way])
    }
    return [...said].map(([text, ways]) => ({ type: row.type, ways, text }))
  })
}

/** The types that the endpoint does not have, by what it says about them. */
export function missingOf({ rows }: Pick<MatrixReport, 'rows'>): readonly MatrixRow[] {
  return rows.filter(({ missing }) => missing !== undefined)
}

/** `result binary extended, named`: ways with what they share said once. */
export function wayList(ways: readonly string[]): string {
  const byKind = new Map<string, string[]>()
  for (const way of ways) {
    const at = way.lastIndexOf(' ')
    const kind = way.slice(0, at)
    byKind.set(kind, [...(byKind.get(kind) ?? []), way.slice(at + 1)])
  }
  return [...byKind].map(([kind, deliveries]) => `${kind} ${deliveries.join(', ')}`).join('; ')
}
