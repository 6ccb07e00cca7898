import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll } from 'vitest'
import { readColumn } from '../../../src/lab/local/read-cells.js'
import { NO_MUTATIONS } from '../../../src/lab/mutants.js'
import { wireType } from '../../../src/lab/pgwire/wire-type.js'
import type { Cell, DeclaredType, Rows } from '../../../src/model/outcome.js'
import { readResult } from '../../../src/target/duckdb/read-result.js'

/** One column of a result: what DuckDB says in process, and what the lab's own encoders send. */
export interface WireColumn {
  readonly type: string
  readonly canonical: readonly Cell[]
  readonly text: { readonly type: DeclaredType; readonly cells: readonly Cell[] }
  readonly binary: { readonly type: DeclaredType; readonly cells: readonly Cell[] }
}

/** A real DuckDB in this process, whose results are also encoded by the lab, an encoder that shares no decoder with us. */
export function useWire(): { columns: (sql: string) => Promise<readonly WireColumn[]> } {
  let instance: DuckDBInstance
  let connection: DuckDBConnection
  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:', { threads: '1' })
    connection = await instance.connect()
    await connection.run("SET TimeZone = 'UTC'")
  })
  afterAll(() => {
    connection.closeSync()
    instance.closeSync()
  })
  return {
    columns: async (sql) => {
      const result = await connection.run(sql)
      const rows = readResult(result) as Rows
      return rows.columns.map(({ type }, at) => {
        if (type.kind !== 'duckdb') throw new Error('a DuckDB has DuckDB types')
        const values = Array.from({ length: result.chunkCount }, (_, k) => k).flatMap((k) => [
          ...readColumn(result.getChunk(k), at),
        ])
        return encoded(
          type.name,
          values,
          rows.rows.map((row) => row[at] ?? null),
        )
      })
    },
  }
}

function encoded(type: string, values: readonly unknown[], canonical: readonly Cell[]): WireColumn {
  const wire = wireType(type, NO_MUTATIONS)
  const declared = { kind: 'pg', oid: wire.oid, modifier: wire.modifier } as const
  const cells = (encode: (value: unknown) => string | Uint8Array | null, as: 'utf8' | 'latin1') =>
    values.map((value) =>
      value === null ? null : Buffer.from(encode(value) as Uint8Array).toString(as),
    )
  return {
    type,
    canonical,
    text: { type: declared, cells: cells((value) => wire.text(value), 'utf8') },
    binary: {
      type: { ...declared, format: 'binary' },
      cells: cells((value) => wire.binary(value), 'latin1'),
    },
  }
}
