import { DuckDBInstance } from '@duckdb/node-api'
import { readColumn } from '../src/lab/local/read-cells.js'
import { NO_MUTATIONS } from '../src/lab/mutants.js'
import {
  writeCommandComplete,
  writeEmpty,
  writeReady,
  writeRowDescription,
} from '../src/lab/pgwire/backend-message.js'
import { wireType } from '../src/lab/pgwire/wire-type.js'
import type { Column } from '../src/model/outcome.js'
import { typeSpelling } from '../src/target/duckdb/type-spelling.js'
import { MessageWriter } from '../src/wire/message-writer.js'
import type { Recording } from './replay.js'

/** Results of one size, whatever their columns, so that each is measured over about as long. */
const CELLS_PER_RESULT = 60_000

/** Values of each type as an expression over i. */
export const TYPES: Readonly<Record<string, string>> = {
  integer: '(i * 7919)::INTEGER',
  varchar: "'row ' || i",
  'decimal(18,2)': '(i / 7)::DECIMAL(18,2)',
  timestamp: "TIMESTAMP '2024-01-01' + to_microseconds(i * 1234567891)",
  double: 'i / 7',
  bigint: 'i * 1234567890123',
  date: "DATE '2024-01-01' + i::INTEGER % 5000",
  boolean: 'i % 2 = 0',
  float: '(i / 8)::FLOAT',
  uuid: 'uuid()',
  timestamptz: "TIMESTAMPTZ '2024-01-01 00:00:00+00' + to_seconds(i)",
  interval: 'to_days(i::INTEGER) + to_seconds(i)',
  blob: 'encode(md5(i::VARCHAR))',
  hugeint: 'i::HUGEINT * 1234567890123456789',
  'integer[]': '[i, NULL, -i]::INTEGER[]',
  'varchar in Unicode': "'dück 🦆 ' || i",
}

/** A result as the lab's server writes it, in both formats. */
export interface RecordedResult {
  readonly columns: readonly Column[]
  readonly rowCount: number
  readonly text: Recording
  readonly binary: Recording
}

/** The result of one column for each expression, from DuckDB. */
export async function record(expressions: readonly string[]): Promise<RecordedResult> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  try {
    const rowCount = Math.ceil(CELLS_PER_RESULT / expressions.length)
    const list = expressions.map((sql, at) => `${sql} AS c${at}`).join(', ')
    const result = await connection.run(`SELECT ${list} FROM range(${rowCount}) AS t(i)`)
    const types = expressions.map((_, at) => typeSpelling(result.columnType(at)))
    const values = expressions.map((_, at) =>
      Array.from({ length: result.chunkCount }, (_, k) =>
        readColumn(result.getChunk(k), at),
      ).flat(),
    )
    return {
      columns: types.map((name, at) => ({ name: `c${at}`, type: { kind: 'duckdb', name } })),
      rowCount,
      text: recording(types, values, 0),
      binary: recording(types, values, 1),
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

function recording(
  types: readonly string[],
  values: readonly (readonly unknown[])[],
  format: 0 | 1,
): Recording {
  const columns = types.map((name, at) => ({
    name: `c${at}`,
    type: wireType(name, NO_MUTATIONS),
    format,
  }))
  const writer = new MessageWriter()
  writeRowDescription(writer, columns)
  const rowCount = values[0]?.length ?? 0
  for (let row = 0; row < rowCount; row += 1) {
    writer.begin('D').uint16(columns.length)
    for (const [at, { type }] of columns.entries()) {
      const value = values[at]?.[row]
      const encode = format === 0 ? type.text : type.binary
      writer.cell(value === null ? null : encode(value))
    }
    writer.end()
  }
  writeCommandComplete(writer, `SELECT ${rowCount}`)
  writeReady(writer, 'I')
  const simple = writer.take()
  writeEmpty(writer, '1')
  writeEmpty(writer, '2')
  return { simple, extended: Buffer.concat([writer.take(), simple]) }
}
