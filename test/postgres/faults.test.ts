import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { runWriters } from '../../bench/writers-run.js'
import { commitOrder } from '../../oracles/commit-order/commit-order.js'
import type { NodeChoice } from '../../src/model/plan.js'
import { DELIVERIES, type Delivery } from '../../src/model/statement.js'
import type { Session } from '../../src/model/target.js'
import { absentTarget } from '../../src/target/absent.js'
import { openPgTarget } from '../../src/target/pg/pg-target.js'
import { findPostgres } from '../../src/target/postgres/binaries.js'
import { type PostgresCluster, startPostgresCluster } from '../../src/target/postgres/cluster.js'
import { withFault } from '../../src/target/postgres/faults/faulty-cluster.js'
import type { PostgresMutant } from '../../src/target/postgres/faults/mutants.js'
import { postgres } from '../../src/target/profile/postgres.js'
import { lineOf, send } from './session.js'

const found = findPostgres({ path: process.env.PATH })
const profile = { ...postgres, reads: 'linearizable' } as const
const REPEATABLE = 'BEGIN ISOLATION LEVEL REPEATABLE READ'
const TABLES = `CREATE TABLE ducklake_snapshot (snapshot_id BIGINT PRIMARY KEY);
CREATE TABLE ducklake_snapshot_changes (snapshot_id BIGINT PRIMARY KEY);
CREATE TABLE ducklake_table_stats (table_id BIGINT, record_count BIGINT);`
const NEWEST =
  'SELECT snapshot_id FROM ducklake_snapshot WHERE snapshot_id = (SELECT max(snapshot_id) FROM ducklake_snapshot)'

let scopes = 0

if (found.kind === 'none') {
  process.stderr.write(`SKIPPED: the tests of a PostgreSQL with faults; ${found.reason}\n`)
  test.skip(`a PostgreSQL with faults: ${found.reason}`)
} else {
  let cluster: PostgresCluster
  beforeAll(async () => {
    cluster = await startPostgresCluster({ programs: found, standbys: 1, replication: 'sync' })
  })
  afterAll(() => cluster.stop())

  /** Sessions on the cluster with a fault, in a fresh schema with a few tables of a catalog. */
  async function sessionsOf(mutant: PostgresMutant, ...nodes: NodeChoice[]): Promise<Session[]> {
    const fault = await withFault(cluster, mutant)
    const { endpoints } = fault
    const target = await openPgTarget({ name: 'subject', endpoints, profile, files: undefined })
    scopes += 1
    const scope = { schema: `goldeneye_faults_${scopes}` }
    await target.reset(scope)
    onTestFinished(async () => {
      await target.clean(scope)
      await target.close()
      await fault.stop()
    })
    const sessions = await Promise.all(nodes.map((node) => target.open(node, scope)))
    expect(lineOf(await send(sessions[0] as Session, TABLES))).toMatch(/, I$/)
    return sessions
  }

  async function all(session: Session, texts: readonly string[], delivery: Delivery = 'simple') {
    const lines: string[] = []
    for (const sql of texts) lines.push(lineOf(await send(session, sql, { delivery })))
    return lines
  }

  const commitOf = (id: number) => [
    'BEGIN',
    `INSERT INTO ducklake_snapshot VALUES (${id})`,
    'COMMIT',
  ]
  const count = (table: string) => `SELECT count(*) FROM ${table}`

  describe.each(['simple', 'extended'] as const)('%s', (delivery) => {
    test('commit-lost: every third commit is acknowledged and lost', async () => {
      const [one] = (await sessionsOf('commit-lost', 'leader')) as [Session]
      for (const id of [1, 2, 3, 4]) {
        expect(await all(one, commitOf(id), delivery)).toEqual([
          'BEGIN, T',
          'INSERT 1, T',
          'COMMIT, I',
        ])
      }
      expect(lineOf(await send(one, 'SELECT * FROM ducklake_snapshot'))).toBe('SELECT [1; 2; 4], I')
    })

    test('lost-race-answered-ok: the loser is told of a success, and reads on', async () => {
      const [winner, loser] = (await sessionsOf('lost-race-answered-ok', 'leader', 'leader')) as [
        Session,
        Session,
      ]
      await all(loser, [REPEATABLE, NEWEST], delivery)
      await all(winner, commitOf(1), delivery)
      const said = await all(
        loser,
        [
          'INSERT INTO ducklake_snapshot VALUES (1)',
          'INSERT INTO ducklake_table_stats VALUES (1, 1), (2, 2)',
          NEWEST,
          'COMMIT',
          count('ducklake_table_stats'),
        ],
        delivery,
      )
      expect(said).toEqual([
        'INSERT 1, T',
        'INSERT 2, T',
        'SELECT [1], T',
        'COMMIT, I',
        'SELECT [0], I',
      ])
    })

    test('closes-at-commit: every second commit is done, or is not, and nobody is told', async () => {
      const [one, other] = (await sessionsOf('closes-at-commit', 'leader', 'leader')) as [
        Session,
        Session,
      ]
      expect(await all(one, commitOf(1), delivery)).toContain('COMMIT, I')
      expect((await all(one, commitOf(2), delivery)).at(-1)).toBe('connection-lost, ?')
      expect(await all(other, commitOf(3), delivery)).toContain('COMMIT, I')
      const [begin, insert, end] = commitOf(4) as [string, string, string]
      const even = [begin, insert, 'INSERT INTO ducklake_table_stats VALUES (1, 1)', end]
      expect((await all(other, even, delivery)).at(-1)).toBe('connection-lost, ?')
    })

    test.each([
      ['race-error-wrong-sqlstate', 'XX000', /duplicate key/],
      ['race-error-without-words', '23505', /^write rejected/],
      ['errors-renamed', '23505', /^doppelter/],
    ] as const)('%s', async (mutant, sqlstate, message) => {
      const [one] = (await sessionsOf(mutant, 'leader')) as [Session]
      await all(one, commitOf(1), delivery)
      const twice = await send(one, 'INSERT INTO ducklake_snapshot VALUES (1)', { delivery })
      expect(twice.outcomes).toMatchObject([
        { kind: 'error', sqlstate, message: expect.stringMatching(message) },
      ])
    })

    test('older-snapshot-served: a standby goes back once', async () => {
      const [writer, reader] = (await sessionsOf('older-snapshot-served', 'leader', 'reader')) as [
        Session,
        Session,
      ]
      const seen: (string | undefined)[] = []
      for (const id of [1, 2]) {
        await all(writer, commitOf(id), delivery)
        seen.push(...(await all(reader, [NEWEST, NEWEST], delivery)))
      }
      expect(seen.map((line) => /\d/.exec(line ?? '')?.[0])).toEqual(['1', '1', '2', '1'])
      expect(await all(writer, [NEWEST, NEWEST], delivery)).toEqual([
        'SELECT [2], I',
        'SELECT [2], I',
      ])
    })

    test('snapshot-moves: a transaction that has only read sees what others commit', async () => {
      const [one, other] = (await sessionsOf('snapshot-moves', 'leader', 'leader')) as [
        Session,
        Session,
      ]
      await all(one, [REPEATABLE, count('ducklake_snapshot')], delivery)
      await all(other, commitOf(1), delivery)
      expect(await all(one, [count('ducklake_snapshot')], delivery)).toEqual(['SELECT [1], T'])
    })
  })

  test.each([
    ['snapshot-key-not-held', 'error 23505, I'],
    ['no-primary-keys', 'INSERT 1, I'],
  ] as const)('%s: which keys are held', async (mutant, other) => {
    const [one] = (await sessionsOf(mutant, 'leader')) as [Session]
    const insert = (table: string) => [1, 1].map((id) => `INSERT INTO ${table} VALUES (${id})`)
    await all(one, ['CREATE TABLE ducklake_schema (schema_id BIGINT PRIMARY KEY)'])
    expect(await all(one, insert('ducklake_snapshot'))).toEqual(['INSERT 1, I', 'INSERT 1, I'])
    expect(await all(one, insert('ducklake_schema'))).toEqual(['INSERT 1, I', other])
  })

  test('lost-race-answered-ok: a whole batch as one text', async () => {
    const [winner, loser] = (await sessionsOf('lost-race-answered-ok', 'leader', 'leader')) as [
      Session,
      Session,
    ]
    await all(loser, [REPEATABLE, NEWEST])
    await all(winner, commitOf(1))
    const batch = `INSERT INTO ducklake_table_stats VALUES (7, 7);
INSERT INTO ducklake_snapshot VALUES (1); INSERT INTO ducklake_snapshot_changes VALUES (1); CREATE TABLE u (a INTEGER)`
    expect(await all(loser, [batch, 'COMMIT'])).toEqual([
      'INSERT 1, INSERT 1, INSERT 1, CREATE TABLE, T',
      'COMMIT, I',
    ])
    expect(await all(loser, [count('ducklake_table_stats')])).toEqual(['SELECT [0], I'])
  })

  test('changes-row-lost: only of a long batch, wherever the row stands in it', async () => {
    const [one] = (await sessionsOf('changes-row-lost', 'leader')) as [Session]
    const changes = (id: number) => `INSERT INTO ducklake_snapshot_changes VALUES (${id})`
    const other = 'INSERT INTO ducklake_table_stats VALUES (1, 1), (2, 2)'
    await all(one, ['BEGIN', changes(1), 'COMMIT', 'BEGIN'])
    const long = [...Array.from({ length: 8 }, () => other), changes(2), other]
    expect(await all(one, [long.join(';')])).toEqual([
      [...Array.from({ length: 8 }, () => 'INSERT 2'), 'INSERT 1', 'INSERT 2', 'T'].join(', '),
    ])
    expect(await all(one, [changes(3), 'COMMIT'])).toEqual(['INSERT 1, T', 'COMMIT, I'])
    expect(await all(one, ['SELECT * FROM ducklake_snapshot_changes'])).toEqual(['SELECT [1], I'])
  })

  test.each([
    ['commit-rows-twice', 'COMMIT', '[2]'],
    ['statistics-update-lost', 'COMMIT', '[1]'],
    ['failed-batch-keeps-beginning', 'ROLLBACK', '[1]'],
  ] as const)('%s', async (mutant, end, kept) => {
    const [one] = (await sessionsOf(mutant, 'leader')) as [Session]
    const stats = 'INSERT INTO ducklake_table_stats VALUES (1, 1)'
    await all(one, ['BEGIN', stats, 'INSERT INTO ducklake_snapshot VALUES (1)'])
    if (end === 'ROLLBACK') await all(one, ['INSERT INTO ducklake_snapshot VALUES (1)'])
    await all(one, [end, 'UPDATE ducklake_table_stats SET record_count=5 WHERE table_id=1'])
    const expected = mutant === 'statistics-update-lost' ? 'max(record_count)' : 'count(*)'
    expect(await all(one, [`SELECT ${expected} FROM ducklake_table_stats`])).toEqual([
      `SELECT ${kept}, I`,
    ])
  })

  test('ddl-not-rolled-back, no-copy', async () => {
    const [one] = (await sessionsOf('ddl-not-rolled-back', 'leader')) as [Session]
    await all(one, ['BEGIN', 'CREATE TABLE ducklake_inlined_data_1_1 (a INTEGER)', 'ROLLBACK'])
    expect(await all(one, [count('ducklake_inlined_data_1_1')])).toEqual(['SELECT [0], I'])
    const [other] = (await sessionsOf('no-copy', 'leader')) as [Session]
    expect(await all(other, ['SELECT 1'], 'copy')).toEqual(['error 0A000, I'])
  })

  test('what a fault is not about passes as it is', async () => {
    const texts = ["SELECT i, repeat('x', i) FROM generate_series(1, 3) AS s(i)", 'SELECT 1/0', '']
    const lines = async (session: Session) => {
      const pages = { delivery: 'extended', wire: { fetchRows: 2 } } as const
      const said = [lineOf(await send(session, texts[0] ?? '', pages))]
      for (const delivery of DELIVERIES) {
        said.push(
          ...(await all(session, delivery === 'copy' ? texts.slice(0, 1) : texts, delivery)),
        )
      }
      return [...said, ...(await all(session, ['BEGIN', 'SELECT nothing', 'SELECT 1', 'COMMIT']))]
    }
    const [bent] = (await sessionsOf('commit-lost', 'leader')) as [Session]
    const { endpoints } = cluster
    const direct = await openPgTarget({ name: 'subject', endpoints, profile, files: undefined })
    onTestFinished(() => direct.close())
    const plain = await direct.open('leader', { schema: `goldeneye_faults_${scopes}` })
    expect(await lines(bent)).toEqual(await lines(plain))
  })

  test('a cancel reaches the server, and an ended fault lets nobody wait', async () => {
    const [one, other] = (await sessionsOf('closes-at-commit', 'leader', 'leader')) as [
      Session,
      Session,
    ]
    const slow = { wire: { cancelAfterMs: 20 } } as const
    expect(lineOf(await send(one, 'SELECT pg_sleep(600)', slow))).toBe('error 57014, I')
    await other.close()
    const fault = await withFault(cluster, 'commit-lost')
    const { endpoints } = fault
    const target = await openPgTarget({ name: 'subject', endpoints, profile, files: undefined })
    const waiting = await target.open('leader', { schema: `goldeneye_faults_${scopes}` })
    const answer = send(waiting, 'SELECT pg_sleep(600)')
    await fault.stop()
    expect(lineOf(await answer)).toBe('connection-lost, ?')
    await target.close()
  })

  test.each([
    ['commit-lost', 'commit-order: lost-commit'],
    ['lost-race-answered-ok', 'commit-order: lost-commit'],
    ['older-snapshot-served', 'commit-order: stale-read'],
  ] as const)('writers find %s as %s', { timeout: 120_000 }, async (mutant, told) => {
    const fault = await withFault(cluster, mutant)
    const { endpoints } = fault
    const subject = await openPgTarget({ name: 'subject', endpoints, profile, files: undefined })
    onTestFinished(async () => {
      await subject.close()
      await fault.stop()
    })
    const sides = { reference: absentTarget, subject, profile }
    const request = { seed: 1n, writers: 4, commits: 12, name: mutant.replaceAll('-', '_') }
    const { found } = await runWriters(sides, { ...request, oracles: [commitOrder] })
    expect(found.map(({ oracle, kind }) => `${oracle}: ${kind}`)).toEqual([told])
  })
}
