import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import {
  drawExpression,
  type ExpressionColumn,
  VALUE_KINDS,
} from '../../../src/generate/expressions.js'
import { diceOf } from '../../../src/random/dice.js'

const columns: readonly ExpressionColumn[] = [
  { sql: 'i', kind: 'integer' },
  { sql: 'f', kind: 'double' },
  { sql: 's', kind: 'text' },
  { sql: 'd', kind: 'date' },
  { sql: 'l', kind: 'list' },
]
const EXPRESSION_COUNT = 60

test.each(VALUE_KINDS)(
  '%s: expressions bind, fail for no row, and have their kind',
  async (kind) => {
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(`CREATE TABLE t AS SELECT * FROM (VALUES
    (1, 'nan'::DOUBLE, 'a🦆', DATE '2024-02-29', [1, NULL]),
    (NULL, NULL, NULL, NULL, NULL),
    (-999, '-inf', '', DATE '0001-01-01', []),
    (999, 1e300, '12', DATE '9999-12-31', [3, 2, 1])) AS v(i, f, s, d, l)`)
    const dice = diceOf(5)
    const drawn = Array.from({ length: EXPRESSION_COUNT }, (_, at) =>
      drawExpression(kind, { columns, dice, depth: at % 4 }),
    )
    const list = drawn.map((sql, at) => `${sql} AS x${at}`).join(', ')
    const result = await connection.run(`SELECT ${list} FROM t ORDER BY ALL`)
    const types = new Set(result.columnTypes().map(String))
    expect([...types].filter((type) => !TYPES[kind]?.includes(type))).toEqual([])
    expect(new Set(drawn).size).toBeGreaterThan(EXPRESSION_COUNT / 3)
    instance.closeSync()
  },
)

const TYPES: Readonly<Record<string, readonly string[]>> = {
  integer: ['INTEGER', 'BIGINT'],
  decimal: ['DECIMAL(18,2)'],
  double: ['DOUBLE'],
  text: ['VARCHAR'],
  boolean: ['BOOLEAN'],
  date: ['DATE'],
  timestamp: ['TIMESTAMP'],
  list: ['INTEGER[]', 'BIGINT[]'],
}
