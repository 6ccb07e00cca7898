import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { INVARIANTS } from '../../../../oracles/catalog-invariants/invariants/all.js'
import { corruptedCatalogs } from './corrupted-catalogs.js'
import { CORRUPTIONS } from './corruptions.js'

let instance: DuckDBInstance
let connection: DuckDBConnection

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  connection = await instance.connect()
})

afterAll(() => {
  connection.closeSync()
  instance.closeSync()
})

corruptedCatalogs(() => async (sql) => {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRowsJson().map((row) => row.map((cell) => (cell === null ? null : String(cell))))
})

test('every invariant is broken in two ways at least', () => {
  const once = INVARIANTS.filter(
    ({ id }) => CORRUPTIONS.filter(([invariant]) => invariant === id).length < 2,
  )
  expect(once.map(({ id }) => id)).toEqual([])
})
