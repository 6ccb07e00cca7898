import type { MatrixCell, MatrixReport } from '../../../src/probe/report.js'
import { WAYS } from '../../../src/probe/way.js'

/** A cell of every way: what is impossible is so, the others have ten right values or what is given for them. */
function cells(given: Readonly<Record<string, Partial<MatrixCell>>>): readonly MatrixCell[] {
  return WAYS.map(({ name, impossible }) => ({
    way: name,
    notApplicable: impossible,
    same: impossible === undefined ? 10 : 0,
    lossy: 0,
    wrong: 0,
    refused: 0,
    examples: [],
    ...given[name],
  }))
}

const WRONG: Partial<MatrixCell> = {
  same: 8,
  wrong: 2,
  examples: [
    { statement: "SELECT CAST('<b>' AS VARCHAR) AS v;", reference: '<b>', subject: 'b\u0000' },
  ],
}
const LOSS = { as: 'untagged', because: "a UNION's text has no tag" } as const

/** One of everything that a report can have to say. */
export const REPORT: MatrixReport = {
  goldeneye: 'type matrix 1',
  endpoint: { name: 'acme', version: '<v2>', profile: 'generic' },
  reference: 'v1.5.6',
  date: '2026-11-22',
  seed: '42',
  valuesPerType: 20,
  rows: [
    { type: 'INTEGER', oid: 23, cells: cells({}) },
    {
      type: 'VARCHAR',
      oid: 25,
      cells: cells({ 'result text simple': WRONG, 'parameter binary named': WRONG }),
    },
    {
      type: 'DATE',
      oid: 1082,
      cells: cells({ 'result binary extended': { same: 9, refused: 1, message: 'out of range' } }),
    },
    {
      type: 'UNION(a INTEGER)',
      oid: 25,
      cells: cells({
        'result text simple': { same: 1, lossy: 9, loss: LOSS },
        'parameter text extended': { same: 1, refused: 9, message: 'no such cast' },
      }),
    },
    { type: 'HUGEINT', missing: 'type "hugeint" does not exist', cells: [] },
  ],
  unprobed: ['TYPE'],
}
