import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { warningOfLoss } from '../../src/model/outcome.js'
import type { NodeChoice } from '../../src/model/plan.js'
import type { Session, Target } from '../../src/model/target.js'
import { openPgTarget } from '../../src/target/pg/pg-target.js'
import { findPostgres } from '../../src/target/postgres/binaries.js'
import {
  type PostgresCluster,
  type Replication,
  startPostgresCluster,
} from '../../src/target/postgres/cluster.js'
import { CaughtUpTarget } from '../../src/target/postgres/postgres-target.js'
import { ReplayWatch } from '../../src/target/postgres/replication.js'
import { postgres } from '../../src/target/profile/postgres.js'
import { lineOf, send } from './session.js'
import { waitingWriters } from './waiting-writers.js'

const WRITES = 15
const profile = { ...postgres, reads: 'linearizable' } as const

let scopes = 0

/** Sessions on chosen nodes in a fresh schema, which is dropped when the test ends. */
async function sessionsIn(target: Target, ...nodes: NodeChoice[]): Promise<readonly Session[]> {
  scopes += 1
  const scope = { schema: `goldeneye_cluster_${scopes}` }
  await target.reset(scope)
  onTestFinished(() => target.clean(scope))
  const sessions: Session[] = []
  for (const node of nodes) sessions.push(await target.open(node, scope))
  return sessions
}

const found = findPostgres({ path: process.env.PATH })

if (found.kind === 'none') {
  process.stderr.write(`SKIPPED: the tests of a PostgreSQL cluster; ${found.reason}\n`)
  test.skip(`a PostgreSQL cluster: ${found.reason}`)
} else {
  const start = (replication: Replication) =>
    startPostgresCluster({ programs: found, standbys: 2, replication })

  describe('synchronous', () => {
    let cluster: PostgresCluster
    let target: Target
    beforeAll(async () => {
      cluster = await start('sync')
      const { endpoints } = cluster
      target = await openPgTarget({ name: 'subject', endpoints, profile, files: undefined })
    })
    afterAll(async () => {
      await target.close()
      await cluster.stop()
    })

    test('what is acknowledged is at once on both standbys', async () => {
      const [writer, ...readers] = await sessionsIn(target, 'leader', 'reader', 'reader')
      await send(writer as Session, 'CREATE TABLE t (a INTEGER)')
      for (let i = 1; i <= WRITES; i++) {
        await send(writer as Session, `INSERT INTO t VALUES (${i})`)
        const seen = await Promise.all(readers.map((one) => send(one, 'SELECT max(a) FROM t')))
        expect(seen.map(lineOf)).toEqual([`SELECT [${i}], I`, `SELECT [${i}], I`])
      }
    })

    test('a COMMIT whose wait for a standby is cancelled succeeds, and warns that it may be lost', async () => {
      const [writer, standby, other] = (await sessionsIn(target, 'leader', 1, 'leader')) as [
        Session,
        Session,
        Session,
      ]
      await send(writer, 'CREATE TABLE t (a INTEGER)')
      await send(standby, 'SELECT pg_wal_replay_pause()')
      onTestFinished(async () => void (await send(standby, 'SELECT pg_wal_replay_resume()')))
      await send(writer, 'BEGIN')
      await send(writer, 'INSERT INTO t VALUES (1)')
      const answer = send(writer, 'COMMIT')
      const waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
      while (lineOf(await send(other, waits)) !== 'SELECT [1], I') await setTimeout(20)
      await writer.cancel()
      const reply = await answer
      expect(lineOf(reply)).toBe('COMMIT, I')
      expect(reply.notices).toEqual([
        {
          severity: 'WARNING',
          sqlstate: '01000',
          message: 'canceling wait for synchronous replication due to user request',
        },
      ])
      expect(warningOfLoss(reply)).toEqual(reply.notices?.[0])
      // The standby says what the warning means: it does not have the row.
      expect(lineOf(await send(standby, 'SELECT count(*) FROM t'))).toBe('SELECT [0], I')
    })

    test('only a reader is on a standby, and it cannot write', async () => {
      const nodes = ['leader', 'follower', 'any', 'reader', 'reader'] as const
      const sessions = await sessionsIn(target, ...nodes)
      const where = await Promise.all(
        sessions.map((one) =>
          send(one, "SELECT pg_is_in_recovery(), current_setting('primary_conninfo')"),
        ),
      )
      expect(where.map((one) => /standby\d/.exec(lineOf(one))?.[0] ?? 'primary').sort()).toEqual([
        ...['primary', 'primary', 'primary'],
        ...['standby1', 'standby2'],
      ])
      expect(lineOf(await send(sessions[3] as Session, 'CREATE TABLE t (a INTEGER)'))).toBe(
        'error 25006, I',
      )
      const language = await send(sessions[0] as Session, "SELECT current_setting('lc_messages')")
      expect(lineOf(language)).toBe('SELECT [C], I')
    })

    describe('writers that wait for each other', () => waitingWriters(() => target))
  })

  describe('asynchronous', () => {
    let cluster: PostgresCluster
    let plain: Target
    let caughtUp: Target
    beforeAll(async () => {
      cluster = await start('async')
      const { endpoints } = cluster
      const options = { name: 'subject', endpoints, profile, files: undefined }
      plain = await openPgTarget(options)
      caughtUp = new CaughtUpTarget(await openPgTarget(options), new ReplayWatch(endpoints))
    })
    afterAll(async () => {
      await plain.close()
      await caughtUp.close()
      await cluster.stop()
    })

    test('a standby that stands still is behind; read as caught up, its answer waits', async () => {
      const [writer, stale] = (await sessionsIn(plain, 'leader', 1)) as [Session, Session]
      const waiting = await caughtUp.open(1, { schema: `goldeneye_cluster_${scopes}` })
      onTestFinished(() => waiting.close())
      await send(writer, 'CREATE TABLE t (a INTEGER)')
      expect(lineOf(await send(waiting, 'SELECT count(*) FROM t'))).toBe('SELECT [0], I')
      await send(stale, 'SELECT pg_wal_replay_pause()')
      await send(writer, 'INSERT INTO t VALUES (1)')
      let isAnswered = false
      const answer = send(waiting, 'SELECT count(*) FROM t').then((reply) => {
        isAnswered = true
        return lineOf(reply)
      })
      expect(lineOf(await send(stale, 'SELECT count(*) FROM t'))).toBe('SELECT [0], I')
      expect(isAnswered).toBe(false)
      await send(stale, 'SELECT pg_wal_replay_resume()')
      expect(await answer).toBe('SELECT [1], I')
    })
  })
}
