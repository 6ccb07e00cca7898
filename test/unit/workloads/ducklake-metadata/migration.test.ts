import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import {
  createdCatalog,
  creationText,
  migratedCatalog,
  oldestCreationText,
} from '../../../../workloads/ducklake-metadata/creation.js'
import { MIGRATIONS } from '../../../../workloads/ducklake-metadata/migration.js'

const COLUMNS = `SELECT table_name, column_name, data_type FROM duckdb_columns()
  WHERE schema_name = '{M}' ORDER BY table_name, column_index`

/** The columns of every table in an order that positional INSERTs rely on, and the rows of some. */
async function lakeOf(texts: readonly string[]) {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const read = async (sql: string) =>
    (await connection.runAndReadAll(sql.replaceAll('{M}', 'lake'))).getRowsJson()
  try {
    await connection.run('CREATE SCHEMA lake')
    for (const text of texts) await connection.run(text.replaceAll('{M}', 'lake'))
    const columns = await read(COLUMNS)
    const version = await read("SELECT value FROM {M}.ducklake_metadata WHERE key = 'version'")
    const schema = await read("SELECT COLUMNS('schema_name|^path$') FROM {M}.ducklake_schema")
    return { columns, version, schema }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

test('a lake of 0.1 has after its migration the tables and columns of a new one, in their order', async () => {
  const born = await lakeOf([creationText()])
  const old = await lakeOf([oldestCreationText()])
  const migrated = await lakeOf([
    oldestCreationText(),
    'BEGIN TRANSACTION',
    ...MIGRATIONS,
    'COMMIT',
  ])
  expect(old.version).toEqual([['0.1']])
  expect(old.columns).not.toEqual(born.columns)
  expect(migrated.columns).toEqual(born.columns)
  expect(migrated.version).toEqual([['1.0']])
  expect(migrated.schema).toEqual([['main', '']])
  expect([...migratedCatalog().tables.keys()]).toEqual([...createdCatalog().tables.keys()])
})
