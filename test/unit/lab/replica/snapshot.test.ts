import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ReadGate } from '../../../../src/lab/cluster/read-gate.js'
import { type LocalEngine, openLocalEngine } from '../../../../src/lab/local-engine.js'
import { LogFile } from '../../../../src/lab/log/log-file.js'
import { Damaged } from '../../../../src/lab/log/record.js'
import { makeHooks } from '../../../../src/lab/replica/hooks.js'
import { Machine } from '../../../../src/lab/replica/machine.js'
import { Snapshots } from '../../../../src/lab/snapshot/snapshots.js'
import { SnapshotStore } from '../../../../src/lab/snapshot/store.js'

const LOGIN = { user: 'u', database: 'd' }
let directory: string
const open: { readonly local: LocalEngine; readonly log: LogFile }[] = []

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'goldeneye-snapshot-'))
})

afterEach(async () => {
  await stop()
  rmSync(directory, { recursive: true, force: true })
})

async function start() {
  const store = SnapshotStore.open(directory)
  const local = await openLocalEngine({ path: ':memory:' })
  const log = LogFile.open(directory)
  open.push({ local, log })
  const snapshots = await Snapshots.restore({ store, local, log, every: 1 })
  const gate = new ReadGate()
  const hooks = makeHooks({
    ...{ node: 'n1', nodes: ['n1'], gate, attached: snapshots.attached, mutations: new Set() },
    leader: () => 'n1',
    sessionHere: () => undefined,
  })
  const machine = new Machine(local, hooks)
  if (snapshots.manifest) await machine.restore(snapshots.manifest.sessions)
  const run = async (sql: string) => {
    const index = log.lastIndex + 1
    const leaves = /^(use|set)\b/i.test(sql) ? 'setting' : undefined
    const entry = { kind: 'execute', session: 's', login: LOGIN, sql, parameters: [] } as const
    const record = { index, term: 1, entry: { ...entry, commits: true, leaves } } as const
    log.append([record])
    const { result, error } = await machine.apply(record)
    expect(error, sql).toBeUndefined()
    return result?.rows
  }
  const take = () => snapshots.maybeTake(log.lastIndex, machine, gate)
  return { run, take, snapshots, log }
}

async function stop(): Promise<void> {
  for (const { local, log } of open.splice(0)) {
    await local.close()
    log.close()
  }
}

const SCHEMA = [
  "CREATE TYPE mood AS ENUM ('b', 'a')",
  'CREATE SEQUENCE seq START 5 INCREMENT BY 3',
  "CREATE TABLE p (id INT PRIMARY KEY DEFAULT nextval('seq'), m mood, CHECK (id > 0))",
  'CREATE TABLE q (id INT REFERENCES p(id), x DOUBLE NOT NULL, g INT GENERATED ALWAYS AS (1 + id))',
  'CREATE INDEX on_m ON p(m)',
  'CREATE VIEW v AS SELECT * FROM p',
  'CREATE MACRO add_one(x) AS x + 1',
  "COMMENT ON TABLE p IS 'a comment'",
  "INSERT INTO p(m) VALUES ('a'), ('b'), ('a')",
  'DELETE FROM p WHERE id = 8',
  'INSERT INTO q(id, x) VALUES (5, 1.5), (NULL, -0.0)',
  "ATTACH ':memory:' AS other",
  'CREATE TABLE other.t AS SELECT [1, NULL] AS l',
  "SET default_null_order = 'nulls_first'",
  'USE other',
]

const QUESTIONS = [
  'FROM memory.p',
  'FROM memory.q',
  'FROM memory.v',
  'FROM t',
  'SELECT memory.add_one(1)',
  "SELECT nextval('memory.seq')",
  'SELECT current_database()',
  "SELECT current_setting('default_null_order')",
  'SELECT index_name, sql FROM duckdb_indexes() ORDER BY ALL',
  'SELECT table_name, sql, comment FROM duckdb_tables() ORDER BY ALL',
  'SELECT constraint_text FROM duckdb_constraints() ORDER BY ALL',
]

test('a node that begins at its snapshot answers as before', async () => {
  const first = await start()
  for (const sql of SCHEMA) await first.run(sql)
  await first.take()
  expect(first.snapshots.index).toBe(SCHEMA.length)
  const before = []
  for (const sql of QUESTIONS) before.push(await first.run(sql))
  await stop()
  const second = await start()
  expect(second.snapshots.index).toBe(SCHEMA.length)
  const after = []
  for (const sql of QUESTIONS) after.push(await second.run(sql))
  expect(after).toEqual(before)
})

test('no snapshot is taken inside a transaction', async () => {
  const node = await start()
  await node.run('BEGIN')
  await node.take()
  expect(node.snapshots.index).toBe(0)
  await node.run('COMMIT')
  await node.take()
  expect(node.snapshots.index).toBe(2)
})

test('what DuckDB cannot copy stays in the log', async () => {
  const node = await start()
  await node.run('CREATE TABLE parent (id INT PRIMARY KEY)')
  await node.run('CREATE TABLE child (id INT REFERENCES parent(id))')
  await node.run('INSERT INTO parent VALUES (1)')
  await node.run('INSERT INTO child VALUES (1)')
  await node.take()
  expect([node.snapshots.index, node.log.lastIndex]).toEqual([0, 4])
})

test('a damaged snapshot is noticed', async () => {
  const node = await start()
  await node.run('CREATE TABLE t (i INT)')
  await node.take()
  await stop()
  const [file] = readdirSync(join(directory, 'snapshot')).filter((name) => name.endsWith('.duckdb'))
  writeFileSync(join(directory, 'snapshot', file ?? ''), 'something else')
  await expect(start()).rejects.toThrow(Damaged)
})

test('a log without its snapshot is noticed', async () => {
  const node = await start()
  await node.run('CREATE TABLE t (i INT)')
  for (let i = 0; i < 8; i += 1) {
    await node.run('INSERT INTO t VALUES (1)')
    await node.take()
  }
  expect(node.log.baseIndex).toBe(5)
  await stop()
  rmSync(join(directory, 'snapshot'), { recursive: true })
  await expect(start()).rejects.toThrow('the log begins behind the snapshot')
})
