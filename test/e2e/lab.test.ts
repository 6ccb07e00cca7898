import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Lab, startLab } from '../../src/lab/lab.js'
import { query, RawClient } from '../unit/lab/pgwire/harness.js'

const NAMES = ['n1', 'n2', 'n3']
let directory: string
let lab: Lab
const clients: pg.Client[] = []

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'goldeneye-lab-e2e-'))
  lab = await startLab({ directory, snapshotEvery: 25 })
}, 120_000)

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)))
})

afterAll(async () => {
  await lab.close()
  rmSync(directory, { recursive: true, force: true })
})

async function connect(name: string, reads = 'linearizable'): Promise<pg.Client> {
  const port = lab.endpoints.find((endpoint) => endpoint.name === name)?.port
  const types = { getTypeParser: () => (text: string) => text }
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'u', database: 'd', types })
  client.on('error', () => {})
  clients.push(client)
  await client.connect()
  await client.query(`SET goldeneye_lab.reads = '${reads}'`)
  return client
}

async function rows(client: pg.Client, sql: string): Promise<unknown[]> {
  return (await client.query({ text: sql, rowMode: 'array' })).rows
}

/** What every node that is up answers, in order of their names. */
async function everywhere(sql: string): Promise<unknown[]> {
  const up = (await lab.status()).filter(({ state }) => state === 'up')
  return Promise.all(up.map(async ({ name }) => rows(await connect(name), sql)))
}

function followers(): readonly [string, string] {
  const [first = '', second = ''] = NAMES.filter((name) => name !== lab.leader())
  return [first, second]
}

/** Inserts numbers on a node until it is told to stop, connecting again when it has to; those acknowledged. */
function writer(name: string, table: string, from: number) {
  const acknowledged: number[] = []
  let isOver = false
  const done = (async () => {
    let client: pg.Client | undefined
    for (let i = from; !isOver; i += 1) {
      try {
        client ??= await connect(name)
        await client.query(`INSERT INTO ${table} VALUES (${i})`)
        acknowledged.push(i)
      } catch {
        client = undefined
        await sleep(20)
      }
    }
  })()
  const until = async (count: number) => {
    while (acknowledged.length < count) await sleep(5)
  }
  const stop = async () => {
    isOver = true
    await done
  }
  return { acknowledged, until, stop }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

async function expectKept(table: string, acknowledged: readonly number[]): Promise<void> {
  const answers = await everywhere(`SELECT i FROM ${table} ORDER BY i`)
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  const kept = new Set((answers[0] as string[][]).map(([i]) => Number(i)))
  expect(acknowledged.filter((i) => !kept.has(i))).toEqual([])
}

test('a write on any node is read on every node, and at once in its own session', async () => {
  const [first, second] = followers()
  const a = await connect(first, 'local')
  await a.query('CREATE TABLE own (i INT)')
  for (let i = 0; i < 20; i += 1) {
    await a.query('INSERT INTO own VALUES ($1)', [i])
    expect(await rows(a, 'SELECT count(*) FROM own')).toEqual([[String(i + 1)]])
  }
  expect(await rows(await connect(second), 'SELECT count(*) FROM own')).toEqual([['20']])
})

test('a linearizable read sees what another node has acknowledged', async () => {
  const [first, second] = followers()
  const [a, b] = [await connect(first), await connect(second)]
  await a.query('CREATE TABLE seen (i INT)')
  for (let i = 0; i < 20; i += 1) {
    await a.query(`INSERT INTO seen VALUES (${i})`)
    expect(await rows(b, 'SELECT count(*) FROM seen')).toEqual([[String(i + 1)]])
  }
})

test('now() and uuid() are the same everywhere, and now() the same in a transaction', async () => {
  const client = await connect(followers()[0])
  await client.query('CREATE TABLE bound (n TIMESTAMPTZ, u UUID, d DATE)')
  await client.query('BEGIN')
  await client.query(
    'INSERT INTO bound VALUES (now(), uuid(), current_date), (now(), uuid(), today())',
  )
  await client.query('INSERT INTO bound SELECT now(), NULL, current_date')
  const inside = await rows(client, 'SELECT count(DISTINCT n), bool_and(n = now()) FROM bound')
  expect(inside).toEqual([['1', 't']])
  await client.query('COMMIT')
  const answers = await everywhere('SELECT * FROM bound ORDER BY ALL')
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
  expect(await rows(client, 'SELECT count(DISTINCT u) FROM bound')).toEqual([['2']])
})

test.each([
  'CREATE TABLE x AS SELECT uuid() AS u FROM range(3)',
  'CREATE TABLE x (t TIMESTAMP DEFAULT now())',
  "COPY (SELECT 1) TO 'x.csv'",
  "ATTACH '/tmp/x.duckdb' AS x",
])('refused with 0A000: %s', async (sql) => {
  await expect((await connect('n1')).query(sql)).rejects.toMatchObject({ code: '0A000' })
})

test('transactions, their errors and temporary tables live at the leader', async () => {
  const client = await connect(followers()[0])
  await client.query('CREATE TABLE keyed (i INT PRIMARY KEY)')
  await client.query('BEGIN')
  await client.query('INSERT INTO keyed VALUES (1)')
  expect(await everywhere('SELECT count(*) FROM keyed')).toEqual([[['0']], [['0']], [['0']]])
  await expect(client.query('INSERT INTO keyed VALUES (1)')).rejects.toMatchObject({
    code: '23505',
  })
  await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' })
  expect((await client.query('COMMIT')).command).toBe('ROLLBACK')
  await client.query('CREATE TEMP TABLE mine AS SELECT 7 AS i')
  expect(await rows(client, 'SELECT i FROM mine')).toEqual([['7']])
})

test('a node that is started again has the databases that were attached', async () => {
  const [first] = followers()
  const client = await connect(lab.leader() ?? '')
  await client.query("ATTACH 'below/a.duckdb' AS in_file")
  await client.query("ATTACH ':memory:' AS in_memory")
  await client.query('CREATE TABLE in_file.t AS SELECT 1 AS i')
  await client.query('CREATE TABLE in_memory.t AS SELECT 2 AS i')
  await lab.restart(first)
  const again = await connect(first)
  expect(await rows(again, 'SELECT * FROM in_file.t, in_memory.t')).toEqual([['1', '2']])
  await client.query('DETACH in_file')
  await expect(again.query('SELECT * FROM in_file.t')).rejects.toMatchObject({ code: '42P01' })
})

test('a setting holds for the first write, and one that cannot hold any more is told once', async () => {
  const [follower] = followers()
  const admin = await connect(follower)
  await admin.query('CREATE SCHEMA here; CREATE SCHEMA gone')
  const [client, late] = [await connect(follower), await connect(follower)]
  await client.query("SET search_path = 'here'")
  await late.query("SET search_path = 'gone'")
  await expect(client.query("SET search_path = 'nowhere'")).rejects.toThrow('nowhere')
  await client.query('CREATE TABLE placed (i INTEGER)')
  const where = "SELECT schema_name FROM duckdb_tables() WHERE table_name LIKE 'placed%'"
  expect(await everywhere(where)).toEqual(NAMES.map(() => [['here']]))
  await admin.query('DROP SCHEMA gone')
  await expect(late.query('CREATE TABLE placed2 (i INTEGER)')).rejects.toThrow('gone')
  expect(await everywhere(where)).toEqual(NAMES.map(() => [['here']]))
  await late.query('CREATE TABLE here.placed2 (i INTEGER)')
})

test('cancels of an idle session change nothing, and one of a running statement fails it alone', async () => {
  const [follower] = followers()
  const port = lab.endpoints.find(({ name }) => name === follower)?.port ?? 0
  const { client, cancel } = await RawClient.cancellable(port)
  const say = async (sql: string) => {
    client.send(query(sql))
    return client.summary()
  }
  const slow = 'select count(*) from range(10000000) a, range(10000000) b'
  for (const [sql, answer] of [
    ['create table idle (i integer)', 'C:CREATE TABLE Z:I'],
    ['insert into idle values (1)', 'C:INSERT 0 1 Z:I'],
    ['begin', 'C:BEGIN Z:T'],
    ['insert into idle values (2)', 'C:INSERT 0 1 Z:T'],
    ['select * from idle', 'T D D C:SELECT 2 Z:T'],
    ['commit', 'C:COMMIT Z:I'],
    ['copy (select i from idle order by i) to stdout', 'H d d c C:COPY 2 Z:I'],
  ] as const) {
    await cancel()
    expect(await say(sql)).toBe(answer)
  }
  const running = say(slow)
  await cancelUntil(running, cancel)
  expect(await running).toBe('E:57014 Z:I')
  expect(await say('select count(*) from idle')).toBe('T D C:SELECT 1 Z:I')
  client.close()
})

test.each([
  ['a read', 'select count(*) from range(10000000) a, range(10000000) b'],
  ['a write', 'insert into held select count(*) from range(10000000) a, range(10000000) b'],
])('%s that is cancelled in a transaction is executed by no other node', async (_, slow) => {
  const [first, second] = followers()
  const admin = await connect(second)
  await admin.query('CREATE OR REPLACE TABLE held (i BIGINT)')
  const port = lab.endpoints.find(({ name }) => name === first)?.port ?? 0
  const { client, cancel } = await RawClient.cancellable(port)
  const say = async (sql: string) => {
    client.send(query(sql))
    return client.summary()
  }
  expect(await say('begin')).toBe('C:BEGIN Z:T')
  expect(await say('insert into held values (1)')).toBe('C:INSERT 0 1 Z:T')
  const running = say(slow)
  await cancelUntil(running, cancel)
  expect(await running).toBe('E:57014 Z:E')
  // A node that executes it answers 57P03 here, because it is too far behind.
  expect(await everywhere('SELECT count(*) FROM held')).toEqual(NAMES.map(() => [['0']]))
  expect(await say('select 1')).toBe('E:25P02 Z:E')
  expect(await say('commit')).toBe('C:ROLLBACK Z:I')
  await admin.query('INSERT INTO held VALUES (2)')
  expect(await everywhere('FROM held')).toEqual(NAMES.map(() => [['2']]))
  client.close()
})

/** Cancels again and again: a single request may come before its statement. */
async function cancelUntil(running: Promise<unknown>, cancel: () => Promise<void>): Promise<void> {
  for (let isOver = false; !isOver; ) {
    await cancel()
    isOver = await Promise.race([running.then(() => true), sleep(20).then(() => false)])
  }
}

test('mutants are switched on and off while the lab is up, and a node started again keeps them', async () => {
  const [follower] = followers()
  const said = () => everywhere("SELECT '', 1.5::double")
  const before = await connect(follower)
  await lab.mutate(new Set(['empty-text-as-null']))
  await lab.restart(follower)
  expect(await said()).toEqual(NAMES.map(() => [[null, '1.5']]))
  await expect(lab.mutate(new Set(['entry-skipped']))).rejects.toThrow(
    'chosen when a lab is started',
  )
  const kept = await connect(follower)
  await lab.mutate(new Set())
  expect(await said()).toEqual(NAMES.map(() => [['', '1.5']]))
  expect(await rows(kept, "SELECT ''")).toEqual([[null]])
  await expect(rows(before, 'SELECT 1')).rejects.toThrow()
})

test('kill -9 of the leader under writes loses nothing that was acknowledged', async () => {
  const leader = lab.leader() ?? ''
  const [first, second] = followers()
  await (await connect(first)).query('CREATE TABLE ledger (i INT)')
  const writers = [writer(first, 'ledger', 0), writer(second, 'ledger', 100_000)]
  await Promise.all(writers.map((each) => each.until(15)))
  await lab.kill(leader)
  expect(lab.leader()).not.toBe(leader)
  await Promise.all(writers.map((each) => each.until(each.acknowledged.length + 10)))
  await Promise.all(writers.map((each) => each.stop()))
  await lab.restart(leader)
  await expectKept(
    'ledger',
    writers.flatMap(({ acknowledged }) => acknowledged),
  )
})

test('kill -9 of a follower under writes: it catches up', async () => {
  const [first] = followers()
  const client = await connect(lab.leader() ?? '')
  await client.query('CREATE TABLE steady (i INT)')
  const one = writer(lab.leader() ?? '', 'steady', 0)
  await one.until(10)
  await lab.kill(first)
  await one.until(one.acknowledged.length + 10)
  await one.stop()
  await lab.restart(first)
  await expectKept('steady', one.acknowledged)
})

test('an empty node is seeded from the snapshot', async () => {
  const [first] = followers()
  const client = await connect(lab.leader() ?? '')
  await client.query('CREATE TABLE many (i INT PRIMARY KEY)')
  for (let i = 0; i < 150; i += 1) await client.query(`INSERT INTO many VALUES (${i})`)
  await lab.stop(first)
  await lab.wipe(first)
  await lab.restart(first)
  const seeded = (await lab.status()).find(({ name }) => name === first)
  expect(seeded?.snapshotIndex).toBeGreaterThan(0)
  expect(await rows(await connect(first), 'SELECT sum(i) FROM many')).toEqual([['11175']])
})

test('a torn end of the log is cut, other damage is refused aloud', async () => {
  const [first] = followers()
  const path = join(directory, first, 'log')
  const client = await connect(lab.leader() ?? '')
  await client.query('CREATE TABLE torn (i INT)')
  await client.query('INSERT INTO torn VALUES (1)')
  await lab.stop(first)
  const bytes = readFileSync(path)
  truncateSync(path, bytes.length - 3)
  await lab.restart(first)
  expect(await rows(await connect(first), 'FROM torn')).toEqual([['1']])
  await lab.stop(first)
  const damaged = readFileSync(path)
  const middle = Math.floor(damaged.length / 2)
  damaged[middle] = (damaged[middle] ?? 0) ^ 1
  writeFileSync(path, damaged)
  await expect(lab.restart(first)).rejects.toThrow(/refuses to start: the .* is damaged/)
  expect((await lab.status()).find(({ name }) => name === first)?.state).toBe('damaged')
  await lab.wipe(first)
  await lab.restart(first)
  expect(await rows(await connect(first), 'FROM torn')).toEqual([['1']])
})

test('a minority acknowledges nothing', async () => {
  const leader = lab.leader() ?? ''
  const [first, second] = followers()
  const client = await connect(leader)
  await client.query('CREATE TABLE alone (i INT)')
  await lab.kill(first)
  await lab.kill(second)
  // The leader may take the first before it knows that it is alone; then it says that it does not know.
  await expect(client.query('INSERT INTO alone VALUES (1)')).rejects.toMatchObject({
    code: expect.stringMatching(/^(57P03|08007)$/),
  })
  const again = await connect(leader)
  await expect(again.query('INSERT INTO alone VALUES (2)')).rejects.toMatchObject({
    code: '57P03',
  })
  await expect(again.query('SELECT * FROM alone')).rejects.toMatchObject({ code: '57P03' })
  await again.query("SET goldeneye_lab.reads = 'local'")
  expect(await rows(again, 'SELECT * FROM alone')).toEqual([])
  await Promise.all([lab.restart(first), lab.restart(second)])
  await (await connect(first)).query('INSERT INTO alone VALUES (3)')
  const answers = await everywhere('SELECT * FROM alone WHERE i > 1')
  expect(answers).toEqual([[['3']], [['3']], [['3']]])
})
