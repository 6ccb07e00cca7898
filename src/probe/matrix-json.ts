import { type MatrixReport, stateOf, totalsOf } from './report.js'
import { conclusionOf } from './words.js'

/** The report for machines: all that was counted, with the state of every cell and the sums. */
export function matrixJson(report: MatrixReport): string {
  const rows = report.rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell) => ({ ...cell, state: stateOf(cell) })),
  }))
  const all = { ...report, conclusion: conclusionOf(report), totals: totalsOf(report), rows }
  return `${JSON.stringify(all, null, 2)}\n`
}
