import { afterAll, beforeAll, expect, test } from 'vitest'
import { MUTANTS, type MutantName } from '../../../../src/lab/mutants.js'
import { WIRE_MUTANTS } from '../../../../src/lab/mutants-of-wire.js'
import {
  bind,
  cellsOf,
  describeMessage,
  execute,
  parse,
  query,
  RawClient,
  startTestServer,
  summarised,
  sync,
  type TestServer,
} from './harness.js'

/** Which mutants a new connection has: tests change it, as the lab does. */
const mutations = new Set<MutantName>()
let server: TestServer

beforeAll(async () => {
  server = await startTestServer({}, mutations)
})
afterAll(() => server.close())

/** What comes back up to the next ReadyForQuery, cells and all. */
async function answer(client: RawClient): Promise<string> {
  const frames = await client.until('Z')
  return frames
    .map((frame) => {
      if (frame.type === 'D') return `D:${cellsOf(frame).map(String)}`
      if (frame.type === 'd') return `d:${JSON.stringify(frame.body.toString())}`
      if (frame.type === 'T') return `T:${frame.body.readUInt16BE(0)}`
      return summarised(frame)
    })
    .join(' ')
}

const HUNDRED = Buffer.from('0000000000000064', 'hex')

interface Shown {
  readonly mutant: MutantName
  /** Sent one after the other; the answer to the last one counts. Each ends with a Sync or is a simple query. */
  readonly sent: readonly (readonly Uint8Array[])[]
  readonly right: string
  readonly wrong: string
}

const SHOWN: readonly Shown[] = [
  {
    mutant: 'duplicate-row-lost',
    sent: [[query('select 1 from range(3)')]],
    right: 'T:1 D:1 D:1 D:1 C:SELECT 3 Z:I',
    wrong: 'T:1 D:1 D:1 C:SELECT 2 Z:I',
  },
  {
    mutant: 'nulls-order-swapped',
    sent: [[query('select unnest([1, NULL]) a order by a')]],
    right: 'T:1 D:1 D:null C:SELECT 2 Z:I',
    wrong: 'T:1 D:null D:1 C:SELECT 2 Z:I',
  },
  {
    mutant: 'status-after-bind-error',
    sent: [[query('begin')], [parse('select $1::int'), bind(), execute(), sync]],
    right: '1 E:08P01 Z:T',
    wrong: '1 E:08P01 Z:I',
  },
  {
    mutant: 'status-failed-after-compile-error',
    sent: [[query('begin')], [query('select nope')]],
    right: 'E:42703 Z:T',
    wrong: 'E:42703 Z:E',
  },
  {
    mutant: 'aborted-commit-says-commit',
    sent: [[query('begin')], [query("select 'x'::int")], [query('commit')]],
    right: 'C:ROLLBACK Z:I',
    wrong: 'C:COMMIT Z:I',
  },
  {
    mutant: 'tag-count-off',
    sent: [[parse('select 1'), bind(), execute(), sync]],
    right: '1 2 D:1 C:SELECT 1 Z:I',
    wrong: '1 2 D:1 C:SELECT 2 Z:I',
  },
  {
    mutant: 'returning-not-counted',
    sent: [[query('insert into t values (1) returning a')]],
    right: 'T:1 D:1 C:INSERT 0 1 Z:I',
    wrong: 'T:1 D:1 C:INSERT 0 0 Z:I',
  },
  {
    mutant: 'batch-goes-on-after-error',
    sent: [[query("insert into t values (1); select 'x'::int; insert into t values (2)")]],
    right: 'C:INSERT 0 1 E:22P02 Z:I',
    wrong: 'C:INSERT 0 1 E:22P02 C:INSERT 0 1 Z:I',
  },
  {
    mutant: 'error-skips-nothing',
    sent: [[parse('selec'), parse('select 1'), bind(), execute(), sync]],
    right: 'E:42601 Z:I',
    wrong: 'E:42601 1 2 D:1 C:SELECT 1 Z:I',
  },
  {
    mutant: 'pipelined-execute-lost',
    sent: [[parse('select 1'), bind(), execute(), bind(), execute(), sync]],
    right: '1 2 D:1 C:SELECT 1 2 D:1 C:SELECT 1 Z:I',
    wrong: '1 2 D:1 C:SELECT 1 2 Z:I',
  },
  {
    mutant: 'portal-page-complete',
    sent: [[parse('select * from range(3)'), bind(), execute('', 2), sync]],
    right: '1 2 D:0 D:1 s Z:I',
    wrong: '1 2 D:0 D:1 C:SELECT 2 Z:I',
  },
  {
    mutant: 'portal-page-repeats',
    sent: [[parse('select * from range(3)'), bind(), execute('', 2), execute('', 2), sync]],
    right: '1 2 D:0 D:1 s D:2 C:SELECT 1 Z:I',
    wrong: '1 2 D:0 D:1 s D:1 D:2 s Z:I',
  },
  {
    mutant: 'describe-executes',
    sent: [
      [parse('insert into t values ($1) returning a', '', [23]), describeMessage('S'), sync],
      [query('select count(*) from t')],
    ],
    right: 'T:1 D:0 C:SELECT 1 Z:I',
    wrong: 'T:1 D:1 C:SELECT 1 Z:I',
  },
  {
    mutant: 'stale-plan-after-ddl',
    sent: [
      [parse('select * from t', 's'), sync],
      [query('alter table t add column b int default 2; insert into t values (1, 2)')],
      [bind({ statement: 's' }), describeMessage('P'), execute(), sync],
    ],
    right: '2 T:2 D:1,2 C:SELECT 1 Z:I',
    wrong: '2 T:1 D:1 C:SELECT 1 Z:I',
  },
  {
    mutant: 'copy-out-unescaped',
    sent: [[query("copy (select e'a\\tb\\\\') to stdout")]],
    right: 'H d:"a\\\\tb\\\\\\\\\\n" c C:COPY 1 Z:I',
    wrong: 'H d:"a\\tb\\\\\\n" c C:COPY 1 Z:I',
  },
  {
    mutant: 'parameters-trimmed',
    sent: [[parse('select $1', '', [25]), bind({ parameters: [' a '] }), execute(), sync]],
    right: '1 2 D: a  C:SELECT 1 Z:I',
    wrong: '1 2 D:a C:SELECT 1 Z:I',
  },
  {
    mutant: 'int8-parameter-reversed',
    sent: [
      [
        parse('select $1', '', [20]),
        bind({ parameters: [HUNDRED], parameterFormats: [1] }),
        execute(),
        sync,
      ],
    ],
    right: '1 2 D:100 C:SELECT 1 Z:I',
    wrong: `1 2 D:${100n << 56n} C:SELECT 1 Z:I`,
  },
]

/** The last answer of a new connection with or without a mutant. */
async function lastAnswer(mutant: MutantName | undefined, sent: Shown['sent']): Promise<string> {
  const client = await connectWith(mutant)
  client.send(query('create or replace table t (a int)'))
  await client.until('Z')
  let last = ''
  for (const messages of sent) {
    client.send(...messages)
    last = await answer(client)
  }
  client.close()
  return last
}

async function connectWith(mutant: MutantName | undefined): Promise<RawClient> {
  mutations.clear()
  if (mutant !== undefined) mutations.add(mutant)
  return RawClient.ready(server.port)
}

test.each(SHOWN)('$mutant', async ({ mutant, sent, right, wrong }) => {
  expect(await lastAnswer(undefined, sent)).toBe(right)
  expect(await lastAnswer(mutant, sent)).toBe(wrong)
})

test.each([undefined, 'date-told-as-timestamp'] as const)('Describe with %s', async (mutant) => {
  const client = await connectWith(mutant)
  client.send(parse("select date '2000-01-01' d"), bind(), describeMessage('P'), execute(), sync)
  const frames = await client.until('Z')
  const told = frames.find(({ type }) => type === 'T')?.body
  expect(told?.readUInt32BE('d\0'.length + 2 + 6)).toBe(mutant ? 1114 : 1082)
  expect(frames.filter(({ type }) => type === 'D').map((row) => String(cellsOf(row)))).toEqual([
    '2000-01-01',
  ])
  client.close()
})

test.each([undefined, 'utf16-length'] as const)('the length of é with %s', async (mutant) => {
  const client = await connectWith(mutant)
  client.send(query("select 'é'"))
  const row = (await client.until('Z')).find(({ type }) => type === 'D')?.body
  expect(row?.readInt32BE(2)).toBe(mutant ? 1 : 2)
  expect(row?.length).toBe(2 + 4 + 2)
  client.close()
})

test.each([undefined, 'prepared-names-leak'] as const)('names with %s', async (mutant) => {
  const [a, b] = [await connectWith(mutant), await connectWith(mutant)]
  a.send(parse("select 'a'", 's'), parse("select 'own'"), sync)
  await a.until('Z')
  b.send(parse("select 'b'", 's'), parse("select 'other'"), sync)
  await b.until('Z')
  a.send(bind({ statement: 's' }), execute(), bind(), execute(), sync)
  expect(await answer(a)).toBe(`2 D:${mutant ? 'b' : 'a'} C:SELECT 1 2 D:own C:SELECT 1 Z:I`)
  a.close()
  b.close()
})

test.each([undefined, 'cancel-hits-next-statement'] as const)('idle cancel, %s', async (mutant) => {
  mutations.clear()
  if (mutant) mutations.add(mutant)
  const { client, cancel } = await RawClient.cancellable(server.port)
  await cancel()
  client.send(query('select 1'), query('select 2'))
  expect(await answer(client)).toBe(mutant ? 'E:57014 Z:I' : 'T:1 D:1 C:SELECT 1 Z:I')
  expect(await answer(client)).toBe('T:1 D:2 C:SELECT 1 Z:I')
  client.close()
})

test('every mutant of the wire and of SQL is shown here', () => {
  const alone = ['date-told-as-timestamp', 'utf16-length', 'prepared-names-leak']
  const shown = new Set([
    ...SHOWN.map(({ mutant }) => mutant),
    ...alone,
    'cancel-hits-next-statement',
  ])
  const wanted = [...WIRE_MUTANTS, ...MUTANTS.filter(({ area }) => area === 'sql')]
  expect(wanted.filter(({ name }) => !shown.has(name))).toEqual([])
})
