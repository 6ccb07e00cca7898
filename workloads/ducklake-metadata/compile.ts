import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely'
import type { Parameter } from '../../src/index.js'
import type { Row } from './catalog.js'
import { columnsOf, typeOf } from './tables.js'
import { textOf } from './value.js'

interface SnapshotTable {
  readonly snapshot_id: number
  readonly schema_version: number
  readonly next_catalog_id: number
  readonly next_file_id: number
}

interface Database {
  readonly ducklake_snapshot: SnapshotTable
  readonly [table: string]: object
}

/**
 * Compiles only: no driver, no connection. The schema `{M}` is replaced when the statement
 * becomes a step.
 */
const compiler = new Kysely<Database>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
}).withSchema('{M}')

/** A statement with `$1`, `$2` and the typed values behind them. */
export interface Parameterised {
  readonly sql: string
  readonly params: readonly Parameter[]
}

/** The snapshot of a version, with the version as a parameter. */
export function snapshotByParameter(version: number): Parameterised {
  const query = compiler
    .selectFrom('ducklake_snapshot')
    .select(['snapshot_id', 'schema_version', 'next_catalog_id', 'next_file_id'])
    .where('snapshot_id', '=', typed<number>(String(version), 'BIGINT'))
    .compile()
  return { sql: tokenOf(query), params: [{ type: 'BIGINT', text: String(version) }] }
}

/** `INSERT INTO table (columns) VALUES ($1, ...), ...` for rows of a metadata table. */
export function insertByParameters(table: string, rows: readonly Row[]): Parameterised {
  const columns = columnsOf(table, rows[0]) ?? []
  const values = rows.map((row) =>
    Object.fromEntries(
      columns.map((column) => [column[0], typed(textOf(row[column[0]] ?? null), typeOf(column))]),
    ),
  )
  const query = compiler.insertInto(table).values(values).compile()
  const params = rows.flatMap((row) =>
    columns.map((column) => ({ type: typeOf(column), text: textOf(row[column[0]] ?? null) })),
  )
  return { sql: tokenOf(query), params }
}

/** `$n::TYPE`: no server has to guess what a parameter is. */
function typed<T>(text: string | null, type: string): RawBuilder<T> {
  return sql<T>`${text}::${sql.raw(type)}`
}

function tokenOf(query: CompiledQuery): string {
  return query.sql.replaceAll('"{M}"', '{M}')
}
