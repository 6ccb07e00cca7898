import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { TargetLost, UsageError } from '../../../src/model/errors.js'
import type { Outcome } from '../../../src/model/outcome.js'
import { CAPABILITIES } from '../../../src/model/profile.js'
import { type Statement, statement } from '../../../src/model/statement.js'
import type { Session } from '../../../src/model/target.js'
import { openDuckDBTarget } from '../../../src/target/duckdb/duckdb-target.js'
import { parsePgUrl } from '../../../src/target/pg/connection-settings.js'
import { openPgTarget, type PgTargetOptions } from '../../../src/target/pg/pg-target.js'
import { startServer } from './lab-server.js'

const LIMITS = { timeoutMs: 30_000 }
const ENDLESS = 'SELECT count(*) FROM range(1000000000000) a, range(1000000) b'
const SCOPE = { schema: 'goldeneye_1' }

const directory = mkdtempSync(join(tmpdir(), 'goldeneye-pg-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function openTarget(port: number, more: Partial<PgTargetOptions> = {}) {
  const target = await openPgTarget({
    name: 'subject',
    endpoints: parsePgUrl(`postgres://u@127.0.0.1:${port}/lab`, { environment: {} }),
    profile: 'generic',
    files: { kind: 'shared', directory: directory },
    ...more,
  })
  onTestFinished(() => target.close())
  return target
}

/** A server, a target on it, and a session in a fresh scope. */
async function freshSession() {
  const server = await startServer()
  const target = await openTarget(server.port)
  await target.reset(SCOPE)
  return { server, target, session: await target.open('any', SCOPE) }
}

async function send(session: Session, sql: string, more: Partial<Statement> = {}) {
  return session.send(statement(sql, more), LIMITS)
}

const shape = (outcome: Outcome): unknown => {
  if (outcome.kind === 'rows') return outcome.rows
  if (outcome.kind === 'error') return outcome.errorClass
  if (outcome.kind === 'violation') return outcome.what
  return outcome.kind === 'done' ? outcome.affected : outcome.reason
}

test('an endpoint that nobody has seen is probed, and nothing of the probe is left', async () => {
  const { port } = await startServer()
  const target = await openTarget(port)
  // COPY of the lab is in text alone.
  const expected = CAPABILITIES.filter((name) => name !== 'copy-binary').sort()
  expect([...target.profile.capabilities].sort()).toEqual(expected)
  expect(target.profile.batches).toBe('each')
  expect(target.profile.statusAfterError).toBe('duckdb')
  expect(await target.sweep()).toEqual([])
})

describe('a statement', () => {
  test('keeps the results before an error, tags and counts', async () => {
    const { session } = await freshSession()
    const { outcomes, status } = await send(
      session,
      "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (NULL); SELECT a FROM t ORDER BY a; SELECT 'x'::INTEGER; SELECT 2",
    )
    expect(outcomes.map(shape)).toEqual([undefined, 2, [['1'], [null]], 'conversion'])
    expect(outcomes[2]).toMatchObject({
      tag: 'SELECT',
      columns: [{ name: 'a', type: { oid: 23 } }],
    })
    expect(outcomes[3]).toMatchObject({ sqlstate: '22P02' })
    expect(status).toBe('I')
  })

  test.each(['extended', 'prepared'] as const)('takes parameters when %s', async (delivery) => {
    const { session } = await freshSession()
    const params = [
      { type: 'TINYINT', text: '5' },
      { type: 'BLOB', text: '\\xAAb' },
      { type: 'VARCHAR', text: null },
    ]
    const sql = 'SELECT $1::TINYINT, $2::BLOB, $3::VARCHAR'
    for (let i = 0; i < 2; i += 1) {
      const { outcomes } = await send(session, sql, { params, delivery })
      expect(outcomes.map(shape)).toEqual([[['5', '\\xaa62', null]]])
    }
  })

  test('has the status byte of the endpoint', async () => {
    const { session } = await freshSession()
    expect((await send(session, 'BEGIN')).status).toBe('T')
    expect((await send(session, 'SELECT nothing')).status).toBe('T')
    expect((await send(session, "SELECT 'x'::INTEGER")).status).toBe('E')
    expect((await send(session, 'ROLLBACK')).status).toBe('I')
  })

  test('with a NUL never reaches the wire', async () => {
    const { session } = await freshSession()
    expect((await send(session, "SELECT 'a\0b'")).outcomes.map(shape)).toEqual(['parser'])
    expect((await send(session, 'SELECT 1')).outcomes.map(shape)).toEqual([[['1']]])
  })

  test('that takes too long is cancelled, and its session goes on', async () => {
    const { session } = await freshSession()
    const { outcomes, status } = await session.send(statement(ENDLESS), { timeoutMs: 50 })
    expect(outcomes.map(shape)).toEqual(['timeout'])
    expect(status).toBe('I')
    expect((await send(session, 'SELECT 1')).outcomes.map(shape)).toEqual([[['1']]])
  })
})

test('the state is the reference’s after the same statements, and not after others', async () => {
  const { target, session } = await freshSession()
  const reference = await openDuckDBTarget({ name: 'reference', directory, threads: 1 })
  onTestFinished(() => reference.close())
  await reference.reset(SCOPE)
  const twin = await reference.open('any', SCOPE)
  const sql = `CREATE TABLE t (a DOUBLE PRIMARY KEY, b VARCHAR[]); INSERT INTO t VALUES ('-0.0', ['x', NULL]);
    ATTACH ':memory:' AS \${db:lake}; CREATE TABLE \${db:lake}.k AS SELECT 1 AS a; CREATE SCHEMA \${schema:more};
    CREATE VIEW v AS FROM t; CREATE SEQUENCE s; CREATE MACRO m(x) AS x + 1; CREATE TYPE mood AS ENUM ('a')`
  await send(session, sql)
  await send(twin, sql)
  const objects = async () =>
    Promise.all(
      [target, reference].map(async (side) => {
        const [report] = await side.state(SCOPE)
        return report?.kind === 'state' ? [...report.objects] : report
      }),
    )
  const [subjectState, referenceState] = await objects()
  expect(subjectState).toEqual(referenceState)
  expect(subjectState).toHaveLength(15)
  await send(twin, 'UPDATE t SET a = 0.0')
  const [unchanged, changed] = await objects()
  expect(unchanged).toEqual(subjectState)
  expect(changed).not.toEqual(referenceState)
})

describe('what is dropped', () => {
  test('is the scope and what carries its name, and nothing else', async () => {
    const { target, session } = await freshSession()
    await send(
      session,
      "CREATE SCHEMA ${schema:x}; ATTACH ':memory:' AS ${db:y}; CREATE SCHEMA not_ours; CREATE SCHEMA goldeneye_10; BEGIN",
    )
    await target.clean(SCOPE)
    expect(target.leftovers).toEqual([])
    await target.reset(SCOPE)
    const again = await target.open('any', SCOPE)
    const { outcomes } = await send(
      again,
      "SELECT schema_name FROM duckdb_schemas() WHERE NOT internal AND schema_name <> 'main' UNION ALL SELECT database_name FROM duckdb_databases() WHERE database_name = 'goldeneye_1_y' ORDER BY 1",
    )
    expect(outcomes.map(shape)).toEqual([[['${schema}'], ['goldeneye_10'], ['not_ours']]])
    await again.close()
    expect([...(await target.sweep())].sort()).toEqual(['goldeneye_1', 'goldeneye_10'])
    await expect(target.sweep('not_')).rejects.toThrow(UsageError)
  })

  test('is never a schema that is not named for us', async () => {
    const { port } = await startServer()
    const target = await openTarget(port)
    await expect(target.reset({ schema: 'public' })).rejects.toThrow('not ours')
    await expect(target.clean({ schema: 'public' })).rejects.toThrow('not ours')
  })
})

test('a server that goes away is an unknown outcome, and then a lost target', async () => {
  const { server, target, session } = await freshSession()
  const running = send(session, ENDLESS)
  await server.stop()
  expect((await running).outcomes.map(shape)).toEqual(['connection-lost'])
  expect((await send(session, 'SELECT 1')).outcomes.map(shape)).toEqual(['connection-lost'])
  expect(await target.state(SCOPE)).toMatchObject([{ kind: 'unavailable' }])
  const late = await target.open('any', SCOPE)
  expect((await send(late, 'SELECT 1')).outcomes.map(shape)).toEqual(['connection-lost'])
  await expect(target.reset(SCOPE)).rejects.toThrow(TargetLost)
})

test('sessions go to the nodes that the plan chose', async () => {
  const ports = [(await startServer()).port, (await startServer()).port, (await startServer()).port]
  const hosts = ports.map((port) => `127.0.0.1:${port}`)
  const endpoints = parsePgUrl(`postgres://u@${hosts.join(',')}/lab`, { environment: {} })
  const leaderQuery = "SELECT current_setting('threads')::INTEGER < 0"
  const { generic } = await import('../../../src/target/profile/generic.js')
  const profile = { ...generic, name: 'three', reads: 'linearizable' as const, leaderQuery }
  const target = await openTarget(1, { endpoints, profile })
  const nodeOf = async (node: Parameters<typeof target.open>[0]) => {
    const session = await target.open(node, SCOPE)
    return (session as unknown as { node: string }).node
  }
  expect(await nodeOf(2)).toBe(hosts[2])
  expect(await nodeOf('leader')).toBe(hosts[0])
  expect([await nodeOf('follower'), await nodeOf('follower')].sort()).toEqual(hosts.slice(1).sort())
})
