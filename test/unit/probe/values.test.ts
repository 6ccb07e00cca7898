import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { literal } from '../../../src/probe/literal.js'
import { drawValue } from '../../../src/probe/probed-type.js'
import { PROBED_TYPES, unprobed } from '../../../src/probe/types.js'
import { diceOf } from '../../../src/random/dice.js'

const RANDOM = 8

test('every value of every type is one for DuckDB, and of exactly this type', async () => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  try {
    const dice = diceOf(20261122)
    for (const probed of PROBED_TYPES) {
      const { type, edges } = probed
      const random = Array.from({ length: RANDOM }, () => drawValue(probed, dice))
      const rows = [null, ...edges, ...random].map((value) => `(${literal(value, type, 'duckdb')})`)
      const sql = `SELECT typeof(v), count(*)::INTEGER FROM (VALUES ${rows.join(', ')}) t(v) GROUP BY 1`
      const result = await connection.runAndReadAll(sql)
      expect(result.getRows()).toEqual([[type.name, rows.length]])
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
})

test('a type of the catalog that nobody knows values of is named', () => {
  expect(unprobed(['INTEGER', 'NULL', 'LIST', 'TYPE', 'QUATERNION'])).toEqual([
    'TYPE',
    'QUATERNION',
  ])
})
