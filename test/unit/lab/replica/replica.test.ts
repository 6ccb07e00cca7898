import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Entry, LogRecord } from '../../../../src/lab/log/entry.js'
import { LogFile } from '../../../../src/lab/log/log-file.js'
import { TermFile } from '../../../../src/lab/log/term-file.js'
import { PeerLink } from '../../../../src/lab/net/peer-link.js'
import { PeerServer } from '../../../../src/lab/net/peer-server.js'
import type { Append } from '../../../../src/lab/replica/messages.js'
import { Replica } from '../../../../src/lab/replica/replica.js'
import { freePorts } from '../../../../src/processes/free-ports.js'

const TOKEN = 'of this test'
const LONG_MS = 20_000

interface Node {
  readonly replica: Replica
  readonly log: LogFile
  readonly applied: string[]
  readonly rebuilt: string[]
  readonly close: () => void
}

let directory: string
let ports: readonly number[]
const running = new Map<string, Node>()

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'goldeneye-replica-'))
  ports = await freePorts(3)
})

afterEach(() => {
  for (const node of running.values()) node.close()
  running.clear()
  rmSync(directory, { recursive: true, force: true })
})

const NAMES = ['n1', 'n2', 'n3']

/** What comes with a signal runs until it is interrupted. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve())
  })
}

function statements({ applied }: Node): readonly string[] {
  return applied.filter((each) => each !== 'leader')
}

async function start(name: string): Promise<Node> {
  const place = mkdtempSync(join(directory, name))
  const log = LogFile.open(place)
  const hello = { node: name, incarnation: 'x', token: TOKEN }
  const peers = NAMES.filter((other) => other !== name).map(
    (other) => new PeerLink(other, ports[NAMES.indexOf(other)] ?? 0, hello),
  )
  const applied: string[] = []
  const rebuilt: string[] = []
  const replica = new Replica({
    ...{ node: name, log, peers, lagMs: 0, applied: 0, terms: TermFile.open(place) },
    apply: async ({ index, entry }: LogRecord, signal) => {
      applied.push(entry.kind === 'execute' ? entry.sql : entry.kind)
      if (entry.kind === 'abort') return { index, status: 'E' }
      if (!signal) return { index, status: 'I' }
      await aborted(signal)
      const error = { message: 'Interrupted!', errorClass: 'interrupt' } as const
      return { index, status: 'T', error }
    },
    reseed: () => Promise.reject(new Error('there is no snapshot')),
    rebuild: (reason) => rebuilt.push(reason),
  })
  const server = await PeerServer.listen({
    port: ports[NAMES.indexOf(name)] ?? 0,
    token: TOKEN,
    handle: (_, body) => replica.receive(body as Append),
    left: () => {},
  })
  void replica.run()
  const close = () => {
    replica.stop()
    server.close()
    for (const peer of peers) peer.close()
    running.delete(name)
  }
  const node = { replica, log, applied, rebuilt, close }
  running.set(name, node)
  return node
}

function write(sql: string, commits = true): Entry {
  const login = { user: 'u', database: 'd' }
  return { kind: 'execute', session: 's', login, sql, parameters: [], commits }
}

test('a write is applied by every node', async () => {
  const [n1, n2, n3] = (await Promise.all(NAMES.map(start))) as [Node, Node, Node]
  n1.replica.lead(1)
  for (const sql of ['a', 'b', 'c']) {
    expect(await n1.replica.submit(write(sql), LONG_MS)).toMatchObject({ status: 'I' })
  }
  const index = (await n1.replica.readIndex(LONG_MS)) ?? 0
  for (const node of [n1, n2, n3]) {
    expect(await node.replica.waitForApplied(index, LONG_MS)).toBe(true)
    expect(statements(node)).toEqual(['a', 'b', 'c'])
  }
})

test('without a majority nothing is acknowledged and nothing is confirmed', async () => {
  const n1 = await start('n1')
  n1.replica.lead(1)
  expect(await n1.replica.waitForMajority(50)).toBe(false)
  expect(await n1.replica.readIndex(50)).toBeUndefined()
  expect(await n1.replica.submit(write('a'), 50)).toBeUndefined()
  expect(statements(n1)).toEqual([])
})

test('a statement inside a transaction is applied by the leader alone, at once', async () => {
  const [n1, n2] = await Promise.all([start('n1'), start('n2')])
  n1.replica.lead(1)
  await n1.replica.submit(write('first'), LONG_MS)
  n2.close()
  await n1.replica.submit(write('inside', false), LONG_MS)
  expect(statements(n1)).toEqual(['first', 'inside'])
  expect(n2.applied).not.toContain('inside')
})

test('what is interrupted is executed by the leader alone, and logged as that before what came meanwhile', async () => {
  const [n1, n2, n3] = (await Promise.all(NAMES.map(start))) as [Node, Node, Node]
  n1.replica.lead(1)
  await n1.replica.submit(write('first'), LONG_MS)
  const controller = new AbortController()
  const slow = n1.replica.submit(write('slow', false), LONG_MS, controller.signal)
  const meanwhile = n1.replica.submit(write('meanwhile'), LONG_MS)
  controller.abort()
  expect(await slow).toMatchObject({ status: 'E', error: { errorClass: 'interrupt' } })
  expect(await meanwhile).toMatchObject({ status: 'I' })
  expect(statements(n1)).toEqual(['first', 'slow', 'abort', 'meanwhile'])
  const index = (await n1.replica.readIndex(LONG_MS)) ?? 0
  for (const node of [n2, n3]) {
    expect(await node.replica.waitForApplied(index, LONG_MS)).toBe(true)
    expect(statements(node)).toEqual(['first', 'abort', 'meanwhile'])
  }
})

test('a leader that loses its office during a statement leaves it out of its log', async () => {
  const [n1, n2] = (await Promise.all([start('n1'), start('n2')])) as [Node, Node]
  n1.replica.lead(1)
  await n1.replica.submit(write('first'), LONG_MS)
  const controller = new AbortController()
  const slow = n1.replica.submit(write('slow', false), LONG_MS, controller.signal)
  const queued = n1.replica.submit(write('queued'), LONG_MS)
  n1.replica.promise(2)
  n2.replica.lead(2)
  expect(await Promise.all([slow, queued])).toEqual([undefined, undefined])
  await n2.replica.submit(write('next'), LONG_MS)
  controller.abort()
  expect(await n1.replica.waitForApplied(n2.log.lastIndex, LONG_MS)).toBe(true)
  expect(n1.applied.at(-1)).toBe('next')
  expect(statements(n2)).toEqual(['first', 'next'])
  expect(n1.rebuilt).toEqual([])
})

test("the old leader's unacknowledged suffix gives way to the new leader's", async () => {
  const old = await start('n1')
  old.replica.lead(1)
  expect(await old.replica.submit(write('lost'), 50)).toBeUndefined()
  const [n2, n3] = await Promise.all([start('n2'), start('n3')])
  old.replica.promise(2)
  n2.replica.promise(2)
  n3.replica.lead(2)
  await n3.replica.submit(write('kept'), LONG_MS)
  const index = n3.log.lastIndex
  expect(await old.replica.waitForApplied(index, LONG_MS)).toBe(true)
  expect(statements(old)).toEqual(['kept'])
  expect(old.rebuilt).toEqual([])
})

test('a node that has applied what the new leader lacks begins again', async () => {
  const [old, n2] = await Promise.all([start('n1'), start('n2')])
  old.replica.lead(1)
  await old.replica.submit(write('first'), LONG_MS)
  n2.close()
  await old.replica.submit(write('inside', false), LONG_MS)
  const append: Append = {
    ...{ term: 2, leader: 'n3', commitIndex: 0 },
    ...{ previousIndex: old.log.lastIndex - 1, previousTerm: 1 },
    records: [{ index: old.log.lastIndex, term: 2, entry: write('other') }],
  }
  expect((await old.replica.receive(append)).accepted).toBe(false)
  expect(old.rebuilt).toHaveLength(1)
})

test('a leader of an earlier term is refused', async () => {
  const n2 = await start('n2')
  n2.replica.promise(5)
  const append = { term: 4, leader: 'n1', previousIndex: 0, previousTerm: 0, commitIndex: 0 }
  expect(await n2.replica.receive({ ...append, records: [] })).toMatchObject({
    accepted: false,
    term: 5,
  })
})
