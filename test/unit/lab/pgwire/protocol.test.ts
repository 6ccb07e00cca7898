import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Frame } from '../../../../src/wire/frame-reader.js'
import {
  bind,
  cancelWith,
  cellsOf,
  closeMessage,
  describeMessage,
  errorField,
  execute,
  flush,
  message,
  parse,
  query,
  RawClient,
  startTestServer,
  startupPacket,
  summarised,
  sync,
  type TestServer,
} from './harness.js'

let server: TestServer
let client: RawClient

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())
beforeEach(async () => {
  client?.close()
  client = await RawClient.ready(server.port)
  client.send(query('create or replace table t (a int primary key, b varchar)'))
  await client.until('Z')
})

describe('start-up', () => {
  test.each([80877103, 80877104])('the request %i is answered with N', async (code) => {
    const raw = await RawClient.open(server.port)
    const packet = Buffer.alloc(8)
    packet.writeInt32BE(8)
    packet.writeInt32BE(code, 4)
    const answer = new Promise<Buffer>((resolve) => raw.socket.once('data', resolve))
    raw.send(packet)
    expect((await answer).toString()).toBe('N')
    raw.close()
  })

  test('a newer minor version and unknown options are negotiated down', async () => {
    const raw = await RawClient.open(server.port)
    raw.send(startupPacket((3 << 16) | 2, { user: 'u', '_pq_.x': '1' }))
    const first = await raw.next()
    expect(first?.type).toBe('v')
    expect(first?.body.readInt32BE(4)).toBe(1)
    expect((await raw.until('Z')).at(-1)?.type).toBe('Z')
    raw.close()
  })

  test.each([
    ['an old version', startupPacket(2 << 16), '0A000'],
    ['no user', startupPacket(3 << 16, {}), '28000'],
    ['a length that is too large', Buffer.from([0x7f, 0, 0, 0, 0, 3, 0, 0]), '08P01'],
    ['a length that is too small', Buffer.from([0, 0, 0, 1, 0, 3, 0, 0]), '08P01'],
    ['no end of the parameters', Buffer.from([0, 0, 0, 9, 0, 3, 0, 0, 65]), '08P01'],
  ])('%s ends the connection with an error', async (_name, packet, sqlstate) => {
    const raw = await RawClient.open(server.port)
    raw.send(packet)
    const error = await raw.next()
    expect(error && errorField(error, 'C')).toBe(sqlstate)
    expect(error && errorField(error, 'S')).toBe('FATAL')
    expect(await raw.next()).toBeUndefined()
  })

  test('what a client is told', async () => {
    const raw = await RawClient.open(server.port)
    raw.send(startupPacket(3 << 16))
    const told = (await raw.until('Z')).filter(({ type }) => type === 'S')
    const pairs = told.map(({ body }) => body.toString().split('\0').slice(0, 2))
    expect(Object.fromEntries(pairs)).toMatchObject({
      server_encoding: 'UTF8',
      client_encoding: 'UTF8',
      DateStyle: 'ISO, MDY',
      TimeZone: 'UTC',
      integer_datetimes: 'on',
      standard_conforming_strings: 'on',
    })
    raw.close()
  })
})

describe('simple query', () => {
  test.each([
    ['select 1', 'T D C:SELECT 1 Z:I'],
    ['', 'I Z:I'],
    [' ; -- nothing', 'I Z:I'],
    ['select 1; select 2 where false', 'T D C:SELECT 1 T C:SELECT 0 Z:I'],
    ["insert into t values (1, 'x'); select 'a'::int; select 3", 'C:INSERT 0 1 E:22P02 Z:I'],
    ['select 1; selec', 'E:42601 Z:I'],
    ['begin; select 1', 'C:BEGIN T D C:SELECT 1 Z:T'],
    ['begin; select * from nope', 'C:BEGIN E:42P01 Z:T'],
    ["begin; select 'x'::int", 'C:BEGIN E:22P02 Z:E'],
    ['insert into t values (1, null) returning a', 'T D C:INSERT 0 1 Z:I'],
    ['create table if not exists t (a int)', 'C:CREATE TABLE Z:I'],
    ['update t set b = 1', 'C:UPDATE 0 Z:I'],
    ['begin isolation level serializable read only; commit', 'C:BEGIN C:COMMIT Z:I'],
    ['set extra_float_digits = 3; show server_version', 'C:SET T D C:SHOW Z:I'],
    ['show transaction isolation level', 'T D C:SHOW Z:I'],
    ['discard all', 'C:DISCARD ALL Z:I'],
    ['reset all', 'C:RESET Z:I'],
    ['deallocate all', 'C:DEALLOCATE ALL Z:I'],
  ])('%s', async (sql, expected) => {
    client.send(query(sql))
    expect(await client.summary()).toBe(expected)
  })

  test('COMMIT of an aborted transaction says ROLLBACK', async () => {
    client.send(query("begin; insert into t values (1, 'x')"), query("select 'x'::int"))
    await client.until('Z')
    expect(await client.summary()).toBe('E:22P02 Z:E')
    client.send(query('select 1'), query('set application_name = x'), query('commit'))
    expect(await client.summary()).toBe('E:25P02 Z:E')
    expect(await client.summary()).toBe('E:25P02 Z:E')
    expect(await client.summary()).toBe('C:ROLLBACK Z:I')
  })

  test.each([
    ["insert into t values (1, 'x'), (1, 'y')", '23505'],
    ['insert into t values (null)', '42000'],
    ["insert into t values (null, 'x')", '23502'],
    ['select nope from t', '42703'],
    ['select nope(1)', '42883'],
    ['create table t (a int)', '42P07'],
    ['create schema main', '42P06'],
    ['drop schema nope', '3F000'],
    ['select 300::tinyint', '22003'],
    ["select 'x'::date", '22007'],
    ['rollback', '25P01'],
    ['select 9223372036854775807 + 1', '22003'],
    ["copy t from 'nowhere.csv'", '58030'],
  ])('%s fails with %s', async (sql, sqlstate) => {
    client.send(query(sql))
    expect(await client.summary()).toMatch(new RegExp(`E:${sqlstate} Z:I$`))
  })

  test('two writers in conflict: 40001', async () => {
    const other = await RawClient.ready(server.port)
    client.send(query("insert into t values (1, 'x')"), query("begin; update t set b = 'y'"))
    await client.until('Z')
    await client.until('Z')
    other.send(query("begin; update t set b = 'z'"))
    expect(await other.summary()).toBe('C:BEGIN E:40001 Z:E')
    other.close()
  })
})

describe('extended query', () => {
  test('all messages in one packet', async () => {
    client.send(
      parse('select $1::int + 1', 's'),
      bind({ statement: 's', portal: 'p', parameters: ['41'] }),
      describeMessage('S', 's'),
      describeMessage('P', 'p'),
      execute('p'),
      closeMessage('P', 'p'),
      closeMessage('S', 's'),
      sync,
    )
    const frames = await client.until('Z')
    expect(frames.map(({ type }) => type).join('')).toBe('12tTTDC33Z')
    expect(cellsOf(frames[5] as never).map(String)).toEqual(['42'])
  })

  test('one byte at a time', async () => {
    for (const byte of Buffer.concat([parse('select 1'), bind(), execute(), sync])) {
      client.send(Buffer.of(byte))
    }
    expect(await client.summary()).toBe('1 2 D C:SELECT 1 Z:I')
  })

  test('after an error everything is skipped until Sync', async () => {
    client.send(parse('select nope'), bind(), execute(), query('select 1'), sync)
    client.send(parse('select 1'), bind(), execute(), sync)
    expect(await client.summary()).toBe('E:42703 Z:I')
    expect(await client.summary()).toBe('1 2 D C:SELECT 1 Z:I')
  })

  test('row limits', async () => {
    client.send(query('begin'), parse('select * from range(5)'), bind({ portal: 'p' }))
    client.send(execute('p', 2), execute('p', 2), execute('p', 2), execute('p', 2), sync)
    await client.until('Z')
    expect(await client.summary()).toBe('1 2 D D s D D s D C:SELECT 1 C:SELECT 0 Z:T')
    client.send(execute('p'), query('commit'), sync)
    await client.until('Z')
    client.send(execute('p'), sync)
    await client.until('Z')
    expect(await client.summary()).toBe('E:34000 Z:I')
  })

  test.each([
    ['an unknown statement', [bind({ statement: 'nope' })], '26000'],
    ['an unknown portal', [execute('nope')], '34000'],
    ['a missing parameter', [parse('select $1::int'), bind()], '08P01'],
    ['two statements', [parse('select 1; select 2')], '42601'],
    ['a name that is taken', [parse('select 1', 'x'), parse('select 1', 'x')], '42P05'],
    [
      'a portal that is taken',
      [parse('select 1'), bind({ portal: 'x' }), bind({ portal: 'x' })],
      '42P03',
    ],
    ['a format that is none', [parse('select 1'), bind({ resultFormats: [2] })], '22023'],
    ['too many formats', [parse('select 1'), bind({ resultFormats: [0, 0] })], '08P01'],
    ['a DML portal run twice', [parse('delete from t'), bind(), execute(), execute()], '55000'],
    [
      'a binary integer of the wrong size',
      [parse('select $1::int'), bind({ parameters: [Buffer.alloc(5)], parameterFormats: [1] })],
      '22P03',
    ],
  ])('%s', async (_name, messages, sqlstate) => {
    client.send(...messages, sync, query('select 1'))
    expect(await client.summary()).toMatch(new RegExp(`E:${sqlstate} Z:I$`))
    expect(await client.summary()).toBe('T D C:SELECT 1 Z:I')
  })

  test('an empty statement', async () => {
    client.send(parse(''), bind(), describeMessage('P'), execute(), sync)
    expect(await client.summary()).toBe('1 2 n I Z:I')
  })

  test('Flush answers without a Sync', async () => {
    client.send(parse('select 1'), flush)
    expect((await client.next())?.type).toBe('1')
  })

  test('a statement whose table has changed describes itself anew', async () => {
    client.send(parse('select * from t', 's'), bind({ statement: 's' }), execute(), sync)
    expect(await client.summary()).toBe('1 2 C:SELECT 0 Z:I')
    client.send(query('alter table t add column c int'))
    await client.until('Z')
    client.send(bind({ statement: 's' }), describeMessage('P'), execute(), sync)
    const row = (await client.until('Z')).find(({ type }) => type === 'T')
    expect(row?.body.readUInt16BE(0)).toBe(3)
  })

  test('a type that the client was not told of is an error', async () => {
    client.send(parse('select b from t', 's'), describeMessage('S', 's'), sync)
    await client.until('Z')
    client.send(query('alter table t alter b type int'))
    await client.until('Z')
    client.send(bind({ statement: 's' }), execute(), sync)
    expect(await client.summary()).toBe('2 E:0A000 Z:I')
  })

  test.each([
    ['pages of RETURNING', [2, 2, 2, 2], 'D D s D D s D C:INSERT 0 1 C:INSERT 0 0'],
    ['RETURNING to its exact end', [5, 5], 'D D D D D s C:INSERT 0 0'],
    ['all of RETURNING', [0], 'D D D D D C:INSERT 0 5'],
    ['a limit below zero', [-1], 'D D D D D C:INSERT 0 5'],
  ])('%s', async (_name, limits, expected) => {
    const sql = 'insert into t (a) select * from range(5) returning a'
    const executes = limits.map((limit) => execute('', limit))
    client.send(parse(sql), bind(), ...executes, sync, query('select * from t'))
    expect(await client.summary()).toBe(`1 2 ${expected} Z:I`)
    expect(await client.summary()).toBe('T D D D D D C:SELECT 5 Z:I')
  })

  test('an abandoned portal of RETURNING has done its work', async () => {
    const sql = 'insert into t (a) values (1), (2), (3) returning a'
    client.send(parse(sql), bind(), execute('', 1), closeMessage('P'), sync)
    expect(await client.summary()).toBe('1 2 D s 3 Z:I')
    client.send(query('select * from t'))
    expect(await client.summary()).toBe('T D D D C:SELECT 3 Z:I')
  })

  test('a portal shows what was there when it was opened', async () => {
    client.send(query('insert into t (a) values (1), (2), (3); begin'))
    await client.until('Z')
    client.send(parse('select a from t order by a'), bind({ portal: 'p' }), execute('p', 1), sync)
    expect(await client.summary()).toBe('1 2 D s Z:T')
    client.send(query('delete from t where a > 1; insert into t (a) values (0), (9)'))
    await client.until('Z')
    client.send(execute('p'), sync)
    const rest = (await client.until('Z')).filter(({ type }) => type === 'D')
    expect(rest.map((row) => String(cellsOf(row)))).toEqual(['2', '3'])
  })

  test('portals end with their transaction', async () => {
    const open = (name: string) => [bind({ statement: 's', portal: name }), execute(name, 1)]
    client.send(query('begin'), parse('select * from range(5)', 's'), ...open('p'), sync)
    await client.until('Z')
    expect(await client.summary()).toBe('1 2 D s Z:T')
    client.send(parse('commit'), bind(), execute(), execute('p', 1), sync)
    expect(await client.summary()).toBe('1 2 C:COMMIT E:34000 Z:I')
    client.send(query('begin'), ...open('q'), flush, query('commit'), execute('q'), sync)
    await client.until('Z')
    expect(await client.summary()).toBe('2 D s C:COMMIT Z:I')
    expect(await client.summary()).toBe('E:34000 Z:I')
  })

  test.each([
    ['insert into t (a) values (7) returning a', 'select count(*) from t where a = 7', '0'],
    ['delete from t returning a', 'select count(*) from t', '1'],
    ["select nextval('described')", "select nextval('described')", '1'],
    [
      'create table made as select 1',
      "select count(*) from duckdb_tables() where table_name = 'made'",
      '0',
    ],
    ['explain analyze delete from t', 'select count(*) from t', '1'],
    ['alter table t add column c int default (1 + 1)', 'select * from t', '1,'],
    [
      'insert into t (a) select 7 from (pivot t on a using count(*))',
      'select count(*) from t',
      '1',
    ],
    ['explain create table made as pivot t on a using count(*)', 'select count(*) from t', '1'],
  ])('Describe of %s does not execute it', async (sql, after, expected) => {
    client.send(query('create or replace sequence described; insert into t (a) values (1)'))
    await client.until('Z')
    client.send(parse(sql), describeMessage('S'), bind(), describeMessage('P'), sync)
    expect(await client.summary()).toMatch(/^1 t [Tn] 2 [Tn] Z:I$/)
    client.send(query(after))
    const [, row] = await client.until('Z')
    expect(String(cellsOf(row as Frame))).toBe(expected)
  })

  test.each([
    ['alter table t add column c int default (1 + 1)', 'n', 'C:ALTER TABLE'],
    ['insert into t (a) select 7 from (pivot t on a using count(*))', 'n', 'C:INSERT 0 0'],
    ['pivot t on a using count(*)', 'T', 'D C:SELECT 1'],
  ])('%s, which is several statements for DuckDB', async (sql, described, done) => {
    client.send(query('insert into t (a) values (1)'))
    await client.until('Z')
    client.send(parse(sql), bind(), describeMessage('P'), execute(), sync)
    expect(await client.summary()).toBe(`1 2 ${described} ${done} Z:I`)
  })

  test('an error in the midst of a pipeline: one Sync, or one for each statement', async () => {
    const each = (sql: string) => [parse(sql), bind(), execute()]
    const good = each('insert into t (a) select count(*) from t')
    client.send(...good, ...each("select 'x'::int"), ...good, sync)
    expect(await client.summary()).toBe('1 2 C:INSERT 0 1 1 2 E:22P02 Z:I')
    client.send(...good, sync, ...each("select 'x'::int"), sync, ...good, sync)
    const said = [await client.summary(), await client.summary(), await client.summary()]
    expect(said).toEqual(['1 2 C:INSERT 0 1 Z:I', '1 2 E:22P02 Z:I', '1 2 C:INSERT 0 1 Z:I'])
  })

  test('COMMIT of an aborted transaction says ROLLBACK', async () => {
    client.send(query("begin; select 'x'::int"), parse('commit'), bind(), execute(), sync)
    expect(await client.summary()).toBe('C:BEGIN E:22P02 Z:E')
    expect(await client.summary()).toBe('1 2 C:ROLLBACK Z:I')
  })

  test('transaction control', async () => {
    for (const [sql, tag] of [
      ['begin', 'BEGIN Z:T'],
      ["insert into t values (1, 'x')", 'INSERT 0 1 Z:T'],
      ['rollback', 'ROLLBACK Z:I'],
    ]) {
      client.send(parse(sql as string), bind(), describeMessage('P'), execute(), sync)
      expect(await client.summary()).toBe(`1 2 n C:${tag}`)
    }
  })
})

describe('malformed messages end their connection and no other', () => {
  test.each([
    ['an unknown type', message('z', () => undefined)],
    ['a length that is too large', Buffer.from([81, 0x7f, 0xff, 0xff, 0xff])],
    ['a negative length', Buffer.from([81, 0xff, 0xff, 0xff, 0xff])],
    ['a string without end', message('Q', (w) => w.utf8('select 1'))],
    ['bytes left over', message('S', (w) => w.int32(1))],
    ['a string that is no UTF-8', message('Q', (w) => w.bytes(Buffer.of(0xff, 0xfe)).uint8(0))],
    ['a Bind that is cut off', message('B', (w) => w.cstring('').cstring('').uint16(9))],
    ['a Describe of nothing', message('D', (w) => w.uint8(88).cstring(''))],
  ])('%s', async (_name, bytes) => {
    const raw = await RawClient.ready(server.port)
    raw.send(bytes)
    const error = await raw.next()
    expect(error && errorField(error, 'C')).toBe('08P01')
    expect(await raw.next()).toBeUndefined()
    client.send(query('select 1'))
    expect(await client.summary()).toBe('T D C:SELECT 1 Z:I')
  })
})

describe('cancel', () => {
  test('with the right key only', async () => {
    const { client: raw, key, cancel } = await RawClient.cancellable(server.port)
    raw.send(query('select count(*) from range(10000000) a, range(10000000) b'))
    const wrong = Buffer.from(key)
    wrong.writeInt32BE((key.readInt32BE(4) + 1) | 0, 4)
    await cancelWith(server.port, wrong)
    await cancel()
    expect(await raw.summary()).toBe('E:57014 Z:I')
    raw.send(query('select 1'))
    expect(await raw.summary()).toBe('T D C:SELECT 1 Z:I')
    raw.close()
  })

  test('of an idle session changes nothing, not even in a transaction', async () => {
    const { client: raw, cancel } = await RawClient.cancellable(server.port)
    for (const [sql, answer] of [
      ['begin', 'C:BEGIN Z:T'],
      ["insert into t values (1, 'x')", 'C:INSERT 0 1 Z:T'],
      ['commit', 'C:COMMIT Z:I'],
      ['select * from t', 'T D C:SELECT 1 Z:I'],
    ] as const) {
      await cancel()
      raw.send(query(sql))
      expect(await raw.summary()).toBe(answer)
    }
    raw.close()
  })

  test('a client that leaves takes its statement along', async () => {
    const raw = await RawClient.ready(server.port)
    raw.send(query('select count(*) from range(10000000) a, range(10000000) b'))
    const before = server.connections()
    raw.close()
    while (server.connections() >= before) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(server.connections()).toBe(before - 1)
  })
})

test('backpressure: a large result goes to a client that reads slowly', async () => {
  client.socket.pause()
  client.send(query("select i, repeat('é', 500) from range(20000) t(i)"))
  await new Promise((resolve) => setTimeout(resolve, 200))
  client.socket.resume()
  const frames = await client.until('Z')
  expect(frames.length).toBe(20000 + 3)
  expect(cellsOf(frames[20000] as never).map((cell) => cell?.length)).toEqual([5, 1000])
})

test('COPY FROM STDIN', async () => {
  const data = (text: string) => message('d', (w) => w.utf8(text))
  client.send(query('copy t from stdin'))
  client.send(
    data('1\ta\\tb\n2\t\\'),
    data("N\n3\t'\n\\.\n"),
    message('c', () => undefined),
  )
  expect(await client.summary()).toBe('G C:COPY 3 Z:I')
  client.send(query("select * from t where a = 3 or b is null or b = e'a\\tb'"))
  expect(await client.summary()).toBe('T D D D C:SELECT 3 Z:I')
  client.send(
    query('copy t (a) from stdin'),
    data('7\n1\n'),
    message('c', () => undefined),
  )
  expect(await client.summary()).toBe('G E:23505 Z:I')
  client.send(
    query('copy t (a) from stdin'),
    message('f', (w) => w.cstring('no')),
  )
  expect(await client.summary()).toBe('G E:57014 Z:I')
  client.send(query('select a from t where a = 7'))
  expect(await client.summary()).toBe('T C:SELECT 0 Z:I')
})

test('COPY FROM STDIN with another text for NULL, and in formats that are not there', async () => {
  client.send(
    query("copy t (a, b) from stdin (format text, null '')"),
    message('d', (w) => w.utf8('8001\t\n8002\t\\N\n')),
    message('c', () => undefined),
  )
  expect(await client.summary()).toBe('G C:COPY 2 Z:I')
  client.send(query('select a from t where a > 8000 and b is null'))
  expect(await client.summary()).toBe('T D C:SELECT 1 Z:I')
  client.send(query('copy t from stdin (format "binary")'))
  expect(await client.summary()).toBe('E:0A000 Z:I')
})

describe('COPY TO STDOUT', () => {
  /** The messages up to ReadyForQuery, with the text of the rows, `|` for the tabs between their fields. */
  async function copied(...messages: readonly Uint8Array[]): Promise<string> {
    client.send(...messages)
    const frames = await client.until('Z')
    return frames
      .map((frame) => {
        if (frame.type !== 'd') return summarised(frame)
        const [line = '', ...rest] = String(frame.body).split('\n')
        expect(rest).toEqual([''])
        return line.replaceAll('\t', '|')
      })
      .join(' ')
  }

  test.each([
    [
      String.raw`copy (select e'x\ty\nz\\q\r\b\f' || chr(11), null) to stdout`,
      String.raw`H x\ty\nz\\q\r\b\f\v|\N c C:COPY 1 Z:I`,
    ],
    [
      "copy (select true, 'ab'::blob, [1, null], 1.5::decimal(4,2)) to stdout",
      String.raw`H t|\\x6162|{1,NULL}|1.50 c C:COPY 1 Z:I`,
    ],
    ['copy t to stdout', String.raw`H 1|one 2|\N c C:COPY 2 Z:I`],
    ['copy main.t (b, a) to stdout with (format text);', String.raw`H one|1 \N|2 c C:COPY 2 Z:I`],
    ['copy (from t where false) to stdout (format text)', 'H c C:COPY 0 Z:I'],
    [
      'select 1; copy (select 2) to stdout; select 3',
      'T D C:SELECT 1 H 2 c C:COPY 1 T D C:SELECT 1 Z:I',
    ],
    ['copy (select nope) to stdout', 'E:42703 Z:I'],
    ['copy nope to stdout', 'E:42P01 Z:I'],
    ["copy (select 'x'::int) to stdout; select 1", 'E:22P02 Z:I'],
    ['copy t to stdout (format csv)', 'E:0A000 Z:I'],
    ["select 'copy t to stdout'", 'T D C:SELECT 1 Z:I'],
  ])('%s', async (sql, expected) => {
    client.send(query("insert into t values (1, 'one'), (2, null)"))
    await client.until('Z')
    expect(await copied(query(sql))).toBe(expected)
  })

  test('by the extended protocol', async () => {
    const copy = [parse('copy (select 1) to stdout'), describeMessage('S'), bind(), execute('', 1)]
    expect(await copied(...copy, describeMessage('P'), execute(), sync)).toBe(
      '1 t n 2 H 1 c C:COPY 1 n E:55000 Z:I',
    )
  })

  test('in a transaction', async () => {
    expect(await copied(query('begin; copy (select 1) to stdout'))).toBe(
      'C:BEGIN H 1 c C:COPY 1 Z:T',
    )
    expect(await copied(query("copy (select 'x'::int) to stdout"))).toBe('E:22P02 Z:E')
    expect(await copied(query('copy (select 1) to stdout'))).toBe('E:25P02 Z:E')
  })
})
