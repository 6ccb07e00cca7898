import { expect, test } from 'vitest'
import type { Statement } from '../../src/model/statement.js'
import type { Session } from '../../src/model/target.js'
import type { Postgres } from './server.js'
import { lineOf, openSession, send } from './session.js'

type Way = Pick<Statement, 'delivery' | 'wire'>

const SIMPLE: Way = { delivery: 'simple' }
const PIPELINE: Way = { delivery: 'pipeline' }
const SYNC_EACH: Way = { delivery: 'pipeline', wire: { sync: 'each' } }
const DESCRIBE: Way = { delivery: 'extended', wire: { describeOnly: true } }
const pages = (fetchRows: number): Way => ({ delivery: 'extended', wire: { fetchRows } })
const firstPage = (fetchRows: number): Way => ({
  delivery: 'prepared',
  wire: { fetchRows, abandon: true },
})

/** Statements one after the other in one session, each with its answer in one line. */
async function play(
  session: Session,
  script: readonly (readonly [Way, string])[],
): Promise<readonly string[]> {
  const lines: string[] = []
  for (const [way, sql] of script) lines.push(`${sql} -> ${lineOf(await send(session, sql, way))}`)
  return lines
}

/** What PostgreSQL answers to each way of sending a statement. */
export function deliveries(postgres: Postgres): void {
  test('a pipeline with one Sync is a transaction, and an error skips the rest of it', async () => {
    const session = await openSession(postgres)
    expect(
      await play(session, [
        [SIMPLE, 'CREATE TABLE t (a INTEGER PRIMARY KEY)'],
        [PIPELINE, 'INSERT INTO t VALUES (1); INSERT INTO t VALUES (2); SELECT a FROM t'],
        [PIPELINE, 'INSERT INTO t VALUES (3); SELECT 1 / 0; INSERT INTO t VALUES (4)'],
        [PIPELINE, 'INSERT INTO t VALUES (5); SELEC; INSERT INTO t VALUES (6)'],
        [PIPELINE, 'INSERT INTO t VALUES (7); COMMIT; SELECT 1 / 0'],
        [SIMPLE, 'SELECT a FROM t'],
        [PIPELINE, 'BEGIN; SELECT 1 / 0; ROLLBACK'],
        [PIPELINE, 'SELECT 1; ROLLBACK'],
        [PIPELINE, 'COMMIT; SELECT 1'],
        [PIPELINE, ''],
      ]),
    ).toMatchInlineSnapshot(`
      [
        "CREATE TABLE t (a INTEGER PRIMARY KEY) -> CREATE TABLE, I",
        "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2); SELECT a FROM t -> INSERT 1, INSERT 1, SELECT [1; 2], I",
        "INSERT INTO t VALUES (3); SELECT 1 / 0; INSERT INTO t VALUES (4) -> INSERT 1, error 22012, I",
        "INSERT INTO t VALUES (5); SELEC; INSERT INTO t VALUES (6) -> INSERT 1, error 42601, I",
        "INSERT INTO t VALUES (7); COMMIT; SELECT 1 / 0 -> INSERT 1, COMMIT, error 22012, I",
        "SELECT a FROM t -> SELECT [1; 2; 7], I",
        "BEGIN; SELECT 1 / 0; ROLLBACK -> BEGIN, error 22012, E",
        "SELECT 1; ROLLBACK -> error 25P02, E",
        "COMMIT; SELECT 1 -> ROLLBACK, SELECT [1], I",
        " -> nothing, I",
      ]
    `)
  })

  test('a pipeline with a Sync for each statement goes on after an error', async () => {
    const session = await openSession(postgres)
    expect(
      await play(session, [
        [SIMPLE, 'CREATE TABLE t (a INTEGER PRIMARY KEY)'],
        [SYNC_EACH, 'INSERT INTO t VALUES (1); SELECT 1 / 0; INSERT INTO t VALUES (2)'],
        [SYNC_EACH, 'BEGIN; SELECT 1 / 0; SELECT 2; COMMIT; SELECT a FROM t'],
      ]),
    ).toMatchInlineSnapshot(`
      [
        "CREATE TABLE t (a INTEGER PRIMARY KEY) -> CREATE TABLE, I",
        "INSERT INTO t VALUES (1); SELECT 1 / 0; INSERT INTO t VALUES (2) -> INSERT 1, error 22012, INSERT 1, I",
        "BEGIN; SELECT 1 / 0; SELECT 2; COMMIT; SELECT a FROM t -> BEGIN, error 22012, error 25P02, ROLLBACK, SELECT [1; 2], I",
      ]
    `)
  })

  test('pages of a portal, and a portal that is left', async () => {
    const session = await openSession(postgres)
    const three = 'SELECT * FROM generate_series(1, 3)'
    const insert = 'INSERT INTO t VALUES (1), (2), (3) RETURNING a'
    expect(
      await play(session, [
        [SIMPLE, 'CREATE TABLE t (a INTEGER)'],
        [pages(1), three],
        [pages(2), three],
        [pages(3), three],
        [pages(100), three],
        [firstPage(2), three],
        [firstPage(2), three],
        [firstPage(100), three],
        [pages(1), 'SELECT 1 WHERE false'],
        [pages(2), 'SELECT 12 / (3 - g) FROM generate_series(1, 3) AS g'],
        [firstPage(2), 'SELECT 12 / (3 - g) FROM generate_series(1, 3) AS g'],
        [pages(2), insert],
        [firstPage(1), insert],
        [SIMPLE, 'SELECT count(*) FROM t'],
        [SIMPLE, 'BEGIN'],
        [firstPage(1), insert],
        [pages(1), three],
        [SIMPLE, 'SELECT count(*) FROM t'],
        [SIMPLE, 'COMMIT'],
      ]),
    ).toMatchInlineSnapshot(`
      [
        "CREATE TABLE t (a INTEGER) -> CREATE TABLE, I",
        "SELECT * FROM generate_series(1, 3) -> SELECT [1; 2; 3], I",
        "SELECT * FROM generate_series(1, 3) -> SELECT [1; 2; 3], I",
        "SELECT * FROM generate_series(1, 3) -> SELECT [1; 2; 3], I",
        "SELECT * FROM generate_series(1, 3) -> SELECT [1; 2; 3], I",
        "SELECT * FROM generate_series(1, 3) -> page [1; 2], I",
        "SELECT * FROM generate_series(1, 3) -> page [1; 2], I",
        "SELECT * FROM generate_series(1, 3) -> SELECT [1; 2; 3], I",
        "SELECT 1 WHERE false -> SELECT [], I",
        "SELECT 12 / (3 - g) FROM generate_series(1, 3) AS g -> error 22012, I",
        "SELECT 12 / (3 - g) FROM generate_series(1, 3) AS g -> page [6; 12], I",
        "INSERT INTO t VALUES (1), (2), (3) RETURNING a -> INSERT [1; 2; 3], I",
        "INSERT INTO t VALUES (1), (2), (3) RETURNING a -> page [1], I",
        "SELECT count(*) FROM t -> SELECT [6], I",
        "BEGIN -> BEGIN, T",
        "INSERT INTO t VALUES (1), (2), (3) RETURNING a -> page [1], T",
        "SELECT * FROM generate_series(1, 3) -> SELECT [1; 2; 3], T",
        "SELECT count(*) FROM t -> SELECT [9], T",
        "COMMIT -> COMMIT, I",
      ]
    `)
  })

  test('Describe executes nothing', async () => {
    const session = await openSession(postgres)
    expect(
      await play(session, [
        [SIMPLE, 'CREATE TABLE t (a INTEGER)'],
        [DESCRIBE, 'INSERT INTO t VALUES (1) RETURNING a'],
        [DESCRIBE, 'INSERT INTO t VALUES (1)'],
        [DESCRIBE, 'DROP TABLE t'],
        [DESCRIBE, 'COMMIT'],
        [DESCRIBE, ''],
        [DESCRIBE, 'SELECT no_such_column FROM t'],
        [SIMPLE, 'SELECT count(*) FROM t'],
      ]),
    ).toMatchInlineSnapshot(`
      [
        "CREATE TABLE t (a INTEGER) -> CREATE TABLE, I",
        "INSERT INTO t VALUES (1) RETURNING a -> page [], I",
        "INSERT INTO t VALUES (1) -> nothing, I",
        "DROP TABLE t -> nothing, I",
        "COMMIT -> nothing, I",
        " -> nothing, I",
        "SELECT no_such_column FROM t -> error 42703, I",
        "SELECT count(*) FROM t -> SELECT [0], I",
      ]
    `)
    const { outcomes } = await send(session, 'SELECT a AS b FROM t', DESCRIBE)
    expect(outcomes).toEqual([
      {
        kind: 'rows',
        columns: [{ name: 'b', type: { kind: 'pg', oid: 23, modifier: -1 } }],
        rows: [],
      },
    ])
  })

  test('COPY TO STDOUT', async () => {
    const session = await openSession(postgres)
    const copy: Way = { delivery: 'copy' }
    expect(
      await play(session, [
        [copy, "SELECT g, NULL, E'a\\tb\\\\\\n' FROM generate_series(1, 2) AS g"],
        [copy, 'SELECT 1 WHERE false'],
        [copy, 'VALUES (1, 2), (3, NULL);'],
        [copy, 'SELECT 12 / (3 - g) FROM generate_series(1, 3) AS g'],
        [copy, 'SELECT no_such_column'],
        [copy, 'CREATE TABLE t (a INTEGER)'],
        [copy, 'SELECT 1; SELECT 2'],
        [SIMPLE, 'COPY (SELECT 1) TO STDOUT; SELECT 2; COPY (SELECT 3) TO STDOUT'],
        [SIMPLE, 'CREATE TABLE t (a INTEGER)'],
        [SIMPLE, 'COPY t FROM STDIN'],
        [{ delivery: 'extended' }, 'COPY t FROM STDIN'],
        [SIMPLE, 'SELECT count(*) FROM t'],
      ]),
    ).toMatchInlineSnapshot(`
      [
        "SELECT g, NULL, E'a\\tb\\\\\\n' FROM generate_series(1, 2) AS g -> COPY [1 NULL a	b\\
      ; 2 NULL a	b\\
      ], I",
        "SELECT 1 WHERE false -> COPY [], I",
        "VALUES (1, 2), (3, NULL); -> COPY [1 2; 3 NULL], I",
        "SELECT 12 / (3 - g) FROM generate_series(1, 3) AS g -> error 22012, I",
        "SELECT no_such_column -> error 42703, I",
        "CREATE TABLE t (a INTEGER) -> error 42601, I",
        "SELECT 1; SELECT 2 -> error 42601, I",
        "COPY (SELECT 1) TO STDOUT; SELECT 2; COPY (SELECT 3) TO STDOUT -> COPY 1, SELECT [2], COPY 1, I",
        "CREATE TABLE t (a INTEGER) -> CREATE TABLE, I",
        "COPY t FROM STDIN -> error 57014, I",
        "COPY t FROM STDIN -> error 57014, I",
        "SELECT count(*) FROM t -> SELECT [0], I",
      ]
    `)
  })

  test('a cancel while a statement runs', async () => {
    const session = await openSession(postgres)
    const wire = { cancelAfterMs: 400 }
    expect(
      await play(session, [
        [{ delivery: 'extended', wire }, 'SELECT pg_sleep(30)'],
        [SIMPLE, 'BEGIN'],
        [{ delivery: 'pipeline', wire }, 'SELECT 1; SELECT pg_sleep(30); SELECT 2'],
        [SIMPLE, 'SELECT 1'],
        [SIMPLE, 'ROLLBACK'],
        [SIMPLE, 'SELECT 1'],
      ]),
    ).toMatchInlineSnapshot(`
      [
        "SELECT pg_sleep(30) -> error 57014, I",
        "BEGIN -> BEGIN, T",
        "SELECT 1; SELECT pg_sleep(30); SELECT 2 -> SELECT [1], error 57014, E",
        "SELECT 1 -> error 25P02, E",
        "ROLLBACK -> ROLLBACK, I",
        "SELECT 1 -> SELECT [1], I",
      ]
    `)
  })

  test('a server process that is ended by its administrator', async () => {
    const session = await openSession(postgres)
    const { outcomes } = await send(session, 'SELECT pg_terminate_backend(pg_backend_pid())')
    expect(outcomes).toEqual([
      {
        kind: 'unknown',
        reason: 'connection-lost',
        detail: 'terminating connection due to administrator command',
      },
    ])
  })
}
