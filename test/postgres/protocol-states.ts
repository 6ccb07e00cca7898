import { expect, test } from 'vitest'
import type { Session } from '../../src/model/target.js'
import type { Postgres } from './server.js'
import { lineOf, openSession, openSessions, send } from './session.js'

/** Statements one after the other in one session, each with its answer in one line. */
async function play(session: Session, texts: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = []
  for (const text of texts) lines.push(`${text} -> ${lineOf(await send(session, text))}`)
  return lines
}

/** What PostgreSQL answers where the protocol has states: the facts that the profile `postgres` rests on. */
export function protocolStates(postgres: Postgres): void {
  test('every error fails a transaction, whose COMMIT is a ROLLBACK without an error', async () => {
    const session = await openSession(postgres)
    expect(
      await play(session, [
        'CREATE TABLE t (a INTEGER PRIMARY KEY)',
        'BEGIN',
        'INSERT INTO t VALUES (1)',
        'SELECT no_such_column',
        'SELECT 1',
        'COMMIT',
        'SELECT count(*) FROM t',
        'COMMIT',
        'ROLLBACK',
        'BEGIN; BEGIN',
        'ROLLBACK',
      ]),
    ).toMatchInlineSnapshot(`
      [
        "CREATE TABLE t (a INTEGER PRIMARY KEY) -> CREATE TABLE, I",
        "BEGIN -> BEGIN, T",
        "INSERT INTO t VALUES (1) -> INSERT 1, T",
        "SELECT no_such_column -> error 42703, E",
        "SELECT 1 -> error 25P02, E",
        "COMMIT -> ROLLBACK, I",
        "SELECT count(*) FROM t -> SELECT [0], I",
        "COMMIT -> COMMIT, I",
        "ROLLBACK -> ROLLBACK, I",
        "BEGIN; BEGIN -> BEGIN, BEGIN, T",
        "ROLLBACK -> ROLLBACK, I",
      ]
    `)
  })

  test('the statements of one simple query are one transaction', async () => {
    const session = await openSession(postgres)
    expect(
      await play(session, [
        'CREATE TABLE t (a INTEGER PRIMARY KEY)',
        'INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)',
        'SELECT count(*) FROM t',
        'INSERT INTO t VALUES (2); COMMIT; INSERT INTO t VALUES (2)',
        'SELECT a FROM t',
        'INSERT INTO t VALUES (3); BEGIN; SELECT 1',
        'ROLLBACK',
        'SELECT a FROM t',
        'SELECT 1; SELECT no_such_column; SELECT 2',
        'SELECT 1; SELEC 2',
        '',
        ';;',
      ]),
    ).toMatchInlineSnapshot(`
      [
        "CREATE TABLE t (a INTEGER PRIMARY KEY) -> CREATE TABLE, I",
        "INSERT INTO t VALUES (1); INSERT INTO t VALUES (1) -> INSERT 1, error 23505, I",
        "SELECT count(*) FROM t -> SELECT [0], I",
        "INSERT INTO t VALUES (2); COMMIT; INSERT INTO t VALUES (2) -> INSERT 1, COMMIT, error 23505, I",
        "SELECT a FROM t -> SELECT [2], I",
        "INSERT INTO t VALUES (3); BEGIN; SELECT 1 -> INSERT 1, BEGIN, SELECT [1], T",
        "ROLLBACK -> ROLLBACK, I",
        "SELECT a FROM t -> SELECT [2], I",
        "SELECT 1; SELECT no_such_column; SELECT 2 -> SELECT [1], error 42703, I",
        "SELECT 1; SELEC 2 -> error 42601, I",
        " -> nothing, I",
        ";; -> nothing, I",
      ]
    `)
  })

  test('a prepared statement whose table changed is refused', async () => {
    const session = await openSession(postgres)
    await send(session, 'CREATE TABLE t (a INTEGER)')
    await send(session, 'INSERT INTO t VALUES (7)')
    const again = async () =>
      lineOf(await send(session, 'SELECT * FROM t', { delivery: 'prepared' }))
    expect([await again(), await again()]).toEqual(['SELECT [7], I', 'SELECT [7], I'])
    await send(session, 'ALTER TABLE t ADD COLUMN b INTEGER')
    expect(await again()).toBe('error 0A000, I')
  })

  test('a cancel reaches what runs, and nothing else', async () => {
    const [session, other] = (await openSessions(postgres, 2)) as [Session, Session]
    await session.cancel()
    expect(lineOf(await send(session, 'SELECT 1'))).toBe('SELECT [1], I')
    await send(session, 'BEGIN')
    const running = send(session, 'SELECT pg_sleep(30)')
    await untilSleeping(other)
    await session.cancel()
    expect(lineOf(await running)).toBe('error 57014, E')
    expect(lineOf(await send(session, 'ROLLBACK'))).toBe('ROLLBACK, I')
  })
}

async function untilSleeping(session: Session): Promise<void> {
  const sleepers = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
  while (lineOf(await send(session, sleepers)) !== 'SELECT [1], I');
}
