import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Lane } from '../../src/probe/lane.js'
import { probeMatrix } from '../../src/probe/matrix.js'
import {
  type CellState,
  type MatrixReport,
  type MatrixRow,
  stateOf,
} from '../../src/probe/report.js'
import { openDuckDBTarget } from '../../src/target/duckdb/duckdb-target.js'
import type { Postgres } from './server.js'
import { openTarget } from './session.js'

/**
 * The matrix of the types that PostgreSQL has, against DuckDB, with the values on which types break. Refused is what
 * PostgreSQL's ranges do not hold: U+0000, dates after the year 5874897, timestamps before 4714 BC.
 */
export function typeMatrix(postgres: Postgres): void {
  test('every type that it has is right in every format and delivery', async () => {
    const { rows, unprobed } = await matrixOf(postgres)
    const there = rows.filter(({ missing }) => missing === undefined)
    expect(there.filter(isRight).map(({ type }) => type)).toMatchInlineSnapshot(`
      [
        "BOOLEAN",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "DECIMAL(4,1)",
        "DECIMAL(9,4)",
        "DECIMAL(18,2)",
        "DECIMAL(18,18)",
        "DECIMAL(38,0)",
        "DECIMAL(38,10)",
        "DECIMAL(38,38)",
        "FLOAT",
        "DOUBLE",
        "VARCHAR",
        "BLOB",
        "BIT",
        "UUID",
        "JSON",
        "DATE",
        "TIME",
        "TIME WITH TIME ZONE",
        "TIMESTAMP",
        "TIMESTAMP WITH TIME ZONE",
        "INTERVAL",
        "BOOLEAN[]",
        "SMALLINT[]",
        "INTEGER[]",
        "BIGINT[]",
        "FLOAT[]",
        "DOUBLE[]",
        "VARCHAR[]",
        "BLOB[]",
        "BIT[]",
        "UUID[]",
        "JSON[]",
        "DATE[]",
        "TIME[]",
        "TIME WITH TIME ZONE[]",
        "TIMESTAMP[]",
        "TIMESTAMP WITH TIME ZONE[]",
        "INTERVAL[]",
        "DECIMAL(18,2)[]",
        "INTEGER[3]",
        "VARCHAR[2]",
        "DOUBLE[2]",
      ]
    `)
    // PostgreSQL's arrays are rectangular: no NULL takes the place of an inner one.
    expect(there.filter((row) => !isRight(row)).map(statesOf)).toEqual([])
    expect(unprobed).toEqual(['TYPE'])
  })
}

async function matrixOf(postgres: Postgres): Promise<MatrixReport> {
  const directory = mkdtempSync(join(tmpdir(), 'goldeneye-matrix-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const duckdb = await openDuckDBTarget({ name: 'reference', directory, threads: 1 })
  onTestFinished(() => duckdb.close())
  const target = await openTarget(postgres)
  const reference = await Lane.open(duckdb, { schema: 'goldeneye_matrix' })
  const subject = await Lane.open(target, { schema: 'goldeneye_matrix' })
  const sides = { reference, subject, profile: target.profile }
  const report = await probeMatrix(sides, { seed: 1n, values: 0, date: '2026-01-01' })
  await Promise.all([reference.close(), subject.close()])
  return report
}

const FINE: ReadonlySet<CellState> = new Set(['right', 'not-applicable'])

/** Of the ways that there are, all; and there are some. */
function isRight({ cells }: MatrixRow): boolean {
  const states = cells.map(stateOf)
  return states.every((state) => FINE.has(state)) && states.includes('right')
}

function statesOf({ type, cells }: MatrixRow): string {
  const others = cells.filter((cell) => !FINE.has(stateOf(cell)))
  return `${type}: ${others.map((cell) => `${cell.way} ${stateOf(cell)}`).join(', ')}`
}
