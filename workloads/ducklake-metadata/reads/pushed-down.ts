import { BAG, type Read, type Reader } from '../read.js'

/** What is asked of a metadata table: its columns, and the one that is compared with a constant. */
interface Filtered {
  readonly table: string
  readonly columns: readonly string[]
  readonly compared: string
}

const FILTERED: readonly Filtered[] = [
  {
    table: 'ducklake_snapshot',
    columns: ['snapshot_id', 'schema_version'],
    compared: 'snapshot_id',
  },
  { table: 'ducklake_data_file', columns: ['data_file_id', 'path'], compared: 'begin_snapshot' },
  { table: 'ducklake_table', columns: ['table_id', 'table_name'], compared: 'begin_snapshot' },
  { table: 'ducklake_column', columns: ['table_id', 'column_id'], compared: 'begin_snapshot' },
  {
    table: 'ducklake_table_stats',
    columns: ['table_id', 'record_count'],
    compared: 'record_count',
  },
]

/** Constants on both sides of a power of ten, where numbers and their texts are ordered differently. */
const CONSTANTS = [9, 10, 100]

/** The extension asks by COPY; every so many are. */
const COPIED_EVERY = 5

/**
 * A filter as DuckDB's postgres extension pushes it down to a catalog: names in quotes, and the constant is a quoted text
 * that is compared with a BIGINT column, as a number.
 */
export const pushedDown: Reader = (_, { target, value }): readonly Read[] => {
  const filtered = FILTERED[target % FILTERED.length] as Filtered
  const columns = filtered.columns.map((name) => `"${name}"`).join(', ')
  const operator = value % 2 === 0 ? '<=' : '>='
  const constant = CONSTANTS[value % CONSTANTS.length]
  const sql = `SELECT ${columns} FROM {M}."${filtered.table}" WHERE "${filtered.compared}" ${operator} '${constant}'`
  const delivery = value % COPIED_EVERY === 0 ? 'copy' : undefined
  return [{ sql, compare: BAG, expect: 'ok', delivery, features: ['pushed-down-filter'] }]
}
