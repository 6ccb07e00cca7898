import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { parseCase, printCase } from '../../../src/corpus/case-file.js'
import { convertTrace, type TracePlan } from '../../../src/corpus/trace.js'
import type { ErrorClass } from '../../../src/model/error-class.js'
import { UsageError } from '../../../src/model/errors.js'
import { statementsOf } from '../../../src/model/plan.js'
import { classOfDuckDBError } from '../../../src/sql/duckdb-error.js'
import { bindPlaceholders, resolvePlaceholder } from '../../../src/sql/placeholders.js'
import { skeleton } from '../../../src/sql/skeleton.js'
import { splitStatements } from '../../../src/sql/split.js'
import { recorded, titleOf } from './recorded.js'

const catalogTrace = recorded('ducklake-duckdb-catalog.jsonl')
const wireTrace = recorded('ducklake-postgres-wire.jsonl')

/** Real input takes its time where many tests share a machine. */
const PATIENCE_MS = 300_000

const lines = (...records: readonly object[]) =>
  records.map((one) => JSON.stringify(one)).join('\n')
const sqls = ({ plan }: TracePlan) =>
  plan.steps.map(
    (step) => `${step.session}: ${step.kind === 'statement' ? step.statement.sql : step.kind}`,
  )

test('connections, transactions, names and values', () => {
  const trace = convertTrace(
    lines(
      { kind: 'client', sql: 'FROM t' },
      { kind: 'txn', connection: 7, sql: 'BEGIN TRANSACTION /*retry*/', ts_us: 1795343987609123 },
      {
        kind: 'sql',
        connection: 7,
        sql: '\nFROM "__ducklake_metadata_lake"."main".t\n',
        ts_us: 1795343987700000,
      },
      {
        kind: 'sql',
        connection: 8,
        sql: "SELECT uuid(), UUID (), 'NOW()'",
        ts_us: 1795343987800000,
      },
      {
        kind: 'sql',
        connection: 7,
        sql: "INSERT INTO t VALUES (NOW());INSERT INTO t VALUES ('x;')",
        ts_us: 1,
      },
      { kind: 'txn', connection: 7, sql: 'COMMIT /*loop*/', ts_us: 1795343987900000 },
      { kind: 'sql', connection: 9, sql: 'SELECT now()' },
    ),
    'x',
  )
  expect(sqls(trace)).toMatchInlineSnapshot(`
    [
      "a: BEGIN TRANSACTION",
      "a: FROM \${db:lake}."main".t",
      "b: SELECT UUID '00000000-0000-4000-8000-000000040001', UUID '00000000-0000-4000-8000-000000040002', 'NOW()'",
      "a: INSERT INTO t VALUES (TIMESTAMPTZ '2026-11-22 10:39:47.609123+00');
    INSERT INTO t VALUES ('x;');",
      "a: COMMIT",
      "a: SELECT TIMESTAMPTZ '2000-01-01 00:00:07.000000+00'",
    ]
  `)
  expect(trace).toMatchObject({ statements: 4, converted: 4, clientRecords: 1, skipped: [] })
  expect(trace.plan.sessions).toEqual([
    { name: 'a', node: 'any' },
    { name: 'b', node: 'any' },
  ])
})

test('what needs the client is skipped and counted, what is left of a text stays', () => {
  const trace = convertTrace(
    lines(
      { kind: 'sql', connection: 1, sql: 'FROM duckdb_secrets()' },
      { kind: 'sql', connection: 1, sql: 'CREATE OR REPLACE TEMPORARY TABLE "tmp x"(i INT)' },
      { kind: 'sql', connection: 1, sql: 'SELECT * FROM "tmp x"' },
      { kind: 'sql', connection: 1, sql: "FROM read_blob('${dir:lake}/**')" },
      { kind: 'simple', session: 's', sql: 'DISCARD ALL' },
      {
        kind: 'simple',
        session: 's',
        sql: 'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ;\nSELECT oid FROM pg_class;',
      },
      {
        kind: 'simple',
        session: 's',
        sql: 'COPY (SELECT "a" FROM "public"."t" WHERE ")" = \'x\') TO STDOUT (FORMAT "binary");',
      },
      { kind: 'simple', session: 's', sql: 'COPY "public"."t" FROM STDIN (FORMAT BINARY)' },
      { kind: 'simple', session: 's', sql: 'DELETE FROM t' },
      { kind: 'error', session: 's', sql: 'DELETE FROM t', sqlstate: '42P01', error: 'no t' },
    ),
    'x',
  )
  expect(sqls(trace)).toMatchInlineSnapshot(`
    [
      "a: BEGIN TRANSACTION",
      "a: SELECT "a" FROM \${schema}."t" WHERE ")" = 'x'",
      "a: DELETE FROM t",
      "a: close",
      "a: open",
    ]
  `)
  expect(trace.skipped.map(({ reason, count }) => `${count} ${reason}`)).toMatchInlineSnapshot(`
    [
      "2 needs a temporary table of the client",
      "1 reads the client’s secrets",
      "1 reads data files that are not in the recording",
      "1 is connection handling of PostgreSQL",
      "1 copies rows or files that are not in the recording",
    ]
  `)
  expect(trace.shortened).toHaveLength(1)
  expect(statementsOf(trace.plan).at(-1)?.expect).toBe('catalog')
  expect(trace.plan.steps.slice(-2).map((step) => step.kind)).toEqual(['close', 'open'])
})

test.each([
  ['{"kind":"sql","connection":1,"sql":"SELECT 1"}\nnonsense', 'x:2: this line is not JSON.'],
  ['[1]', 'x:1: this line is no JSON object.'],
  [
    '\n{"kind":"sql","sql":"SELECT 1"}',
    'x:2: the record has no "sql", or no "connection" or "session".',
  ],
  ['{"kind":"zip"}', 'x:1: a record of kind "zip" is not known.'],
])('malformed: %s', (text, message) => {
  expect(() => convertTrace(text, 'x')).toThrow(UsageError)
  expect(() => convertTrace(text, 'x')).toThrow(message)
})

const NAMES = { schema: 's', directory: () => '/nowhere', secret: () => undefined }

interface Replayed {
  readonly errors: ReadonlyMap<number, { readonly is: ErrorClass; readonly message: string }>
}

/** Runs a plan's statements on a DuckDB of this process, one connection a session. */
async function replay({ plan }: TracePlan): Promise<Replayed> {
  const folder = mkdtempSync(join(tmpdir(), 'goldeneye-trace-'))
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const sessions = new Map<string, DuckDBConnection>()
  for (const { name } of plan.sessions) sessions.set(name, await instance.connect())
  const names = { ...NAMES, directory: () => folder }
  const errors = new Map<number, { is: ErrorClass; message: string }>()
  await sessions.values().next().value?.run('CREATE SCHEMA s')
  for (const [index, step] of plan.steps.entries()) {
    if (step.kind !== 'statement') continue
    const sql = bindPlaceholders(step.statement.sql, (one) => resolvePlaceholder(one, names))
    try {
      await sessions.get(step.session)?.runAndReadAll(sql)
    } catch (error) {
      const message = String((error as Error).message)
      errors.set(index, { is: classOfDuckDBError(message), message })
    }
  }
  for (const connection of sessions.values()) connection.closeSync()
  instance.closeSync()
  rmSync(folder, { recursive: true })
  return { errors }
}

/** In the recording these statements ran at the same time as another writer's: who failed, and of what, was chance. */
const isConflict = (errorClass: ErrorClass | undefined) =>
  errorClass === 'transaction' || errorClass === 'constraint'

function unexplained(trace: TracePlan, { errors }: Replayed): readonly string[] {
  const failed = new Set([...errors.keys(), ...trace.failures.keys()])
  return [...failed].flatMap((index) => {
    const [is, was] = [errors.get(index), trace.failures.get(index)]
    if (is?.is === was) return []
    const step = trace.plan.steps[index]
    const isSure = step?.kind === 'statement' && step.statement.expect !== undefined
    const isRace = !isSure && (!is || isConflict(is.is)) && isConflict(was)
    return isRace ? [] : [`step ${index}: was ${was}, is ${is?.is}: ${is?.message}`]
  })
}

test.skipIf(!catalogTrace)(
  titleOf(
    'a recorded DuckLake catalog replays: nothing fails that did not, 90 % are executed',
    catalogTrace,
  ),
  async () => {
    const trace = convertTrace(catalogTrace ?? '', 'catalog')
    expect(trace).toMatchObject({
      statements: 1822,
      converted: 1809,
      clientRecords: 586,
      shortened: [],
    })
    expect(trace.skipped.map(({ reason, count }) => `${count} ${reason}`)).toMatchInlineSnapshot(`
      [
        "6 needs a temporary table of the client",
        "4 reads data files that are not in the recording",
        "3 reads the client’s secrets",
      ]
    `)
    const replayed = await replay(trace)
    expect(unexplained(trace, replayed)).toEqual([])
    const races = [...trace.failures].filter(
      ([index, was]) => replayed.errors.get(index)?.is !== was,
    )
    expect(races.length).toBeLessThanOrEqual(4)
    expect(trace.converted / trace.statements).toBeGreaterThan(0.9)
  },
  PATIENCE_MS,
)

test.skipIf(!wireTrace)(
  titleOf('a recorded PostgreSQL session replays: nothing fails that did not', wireTrace),
  async () => {
    const trace = convertTrace(wireTrace ?? '', 'wire')
    expect(trace.skipped.map(({ reason, count }) => `${count} ${reason}`)).toMatchInlineSnapshot(`
      [
        "247 is connection handling of PostgreSQL",
        "163 asks PostgreSQL about itself",
        "89 uses PostgreSQL’s row addresses (ctid)",
        "13 copies rows or files that are not in the recording",
        "4 needs a temporary table of the client",
      ]
    `)
    expect(unexplained(trace, await replay(trace))).toEqual([])
  },
  PATIENCE_MS,
)

test.skipIf(!catalogTrace || !wireTrace)(
  titleOf(
    'DuckDB splits every recorded text alike; a trace is a case file and back',
    catalogTrace && wireTrace,
  ),
  async () => {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
    const connection = await instance.connect()
    for (const text of [catalogTrace, wireTrace]) {
      const { plan } = convertTrace(text ?? '', 'trace')
      const texts = new Map(statementsOf(plan).map(({ sql }) => [skeleton(sql), sql]))
      expect(texts.size).toBeGreaterThan(100)
      for (const text of texts.values()) {
        const sql = bindPlaceholders(text, (one) => resolvePlaceholder(one, NAMES))
        const { count } = await connection.extractStatements(sql)
        expect(splitStatements(sql), sql).toHaveLength(count)
      }
      const printed = printCase({ header: {}, plan })
      expect(parseCase(printed, 'trace.case.sql').plan).toEqual(plan)
    }
    connection.closeSync()
    instance.closeSync()
  },
  PATIENCE_MS,
)
