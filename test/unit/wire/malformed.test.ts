import { describe, expect, test } from 'vitest'
import { Binder } from '../../../src/target/binder.js'
import {
  complete,
  dataRow,
  failure,
  int16,
  int32,
  lineOf,
  linesOf,
  linkTo,
  message,
  ready,
  rowDescription,
  run,
  startBackend,
} from './backend.js'

const T = rowDescription(['a'])
const ROW = dataRow('1')
const BAD_UTF8 = Buffer.from([0x61, 0xff, 0x62])
const all = (...parts: readonly Buffer[]) => Buffer.concat(parts)

/** A server whose first answer is malformed; all later ones are `SELECT 1`. */
async function answeredBy(first: Buffer, { isClosed = false } = {}) {
  let isFirst = true
  const backend = await startBackend((type, _, socket) => {
    if (type !== 'Q') return undefined
    if (!isFirst) return all(T, ROW, complete('SELECT 1'), ready())
    isFirst = false
    if (isClosed) socket.end(first)
    return isClosed ? undefined : first
  })
  return linkTo(backend)
}

describe('a message that breaks the conversation is a violation, and the connection ends', () => {
  test.each<[name: string, answer: Buffer, what: string]>([
    ['of an unknown type', Buffer.from('?\0\0\0\x04'), "no message has the type '?'"],
    [
      'that is no protocol',
      Buffer.from('HTTP/1.1 400'),
      "a message of type 'H' cannot have the length 1414811695",
    ],
    [
      'with a length of 3',
      Buffer.from('T\0\0\0\x03'),
      "a message of type 'T' cannot have the length 3",
    ],
    [
      'with a negative length',
      all(Buffer.from('D'), int32(-1)),
      "a message of type 'D' cannot have the length 4294967295",
    ],
    [
      'with a length that cuts it short',
      all(T.subarray(0, 1), int32(10), T.subarray(5)),
      "a message of type 'T' is shorter than what it must hold",
    ],
    [
      'with a length that its type cannot have',
      Buffer.from('Z\0\0\0\x04'),
      "a message of type 'Z' cannot have the length 4",
    ],
    [
      'that is longer than what it holds',
      message('C', 'SELECT 1\0x'),
      "a message of type 'C' is longer than what it holds",
    ],
    [
      'with a text that does not end',
      message('C', 'SELECT 1'),
      "a message of type 'C' has a text without its end",
    ],
    [
      'with more columns than it holds',
      message('T', int16(2), T.subarray(7)),
      "a message of type 'T' has a text without its end",
    ],
    [
      'with a format that there is not',
      rowDescription(['a'], 7 as 1),
      "a message of type 'T' names a format 7",
    ],
    [
      'with a status that there is not',
      all(T, ROW, complete('SELECT 1'), ready('X')),
      "a message of type 'Z' says 'X', which is no transaction status",
    ],
    [
      'of a row without columns',
      all(ROW, complete('SELECT 1'), ready()),
      "a message of type 'D' has no place here",
    ],
    [
      'of the end of a command twice, after the last',
      all(T, complete('SELECT 0'), ready(), complete('SELECT 0')),
      "a message of type 'C' that nobody asked for",
    ],
    ['of a second description', all(T, T), "a message of type 'T' has no place here"],
    [
      'of readiness in the midst of rows',
      all(T, ROW, ready()),
      "a message of type 'Z' has no place here",
    ],
    ['of readiness without an answer', ready(), "a message of type 'Z' has no place here"],
    ['of the extended protocol', message('1'), "a message of type '1' has no place here"],
    [
      'of an error after an error',
      all(failure('x'), failure('y')),
      "a message of type 'E' has no place here",
    ],
    [
      'of authentication',
      message('R', int32(0)),
      "a message of type 'R' belongs to the start of a connection or to replication",
    ],
    ['of data without COPY', message('d', '1\n'), "a message of type 'd' has no place here"],
  ])('%s', async (_, answer, what) => {
    const link = await answeredBy(answer)
    const { outcomes, status } = await run(link)
    const last = outcomes.at(-1)
    expect(last).toEqual({
      kind: 'violation',
      what,
      hex: expect.stringMatching(/^([0-9a-f]{2})+$/),
    })
    expect(status).toBeUndefined()
    expect(linesOf(await run(link))).toEqual(['unknown connection-lost'])
  })

  test('shows its bytes', async () => {
    const link = await answeredBy(Buffer.from('Z\0\0\0\x04abc'))
    expect((await run(link)).outcomes).toMatchObject([{ hex: '5a00000004616263' }])
  })

  test('shows only the first of many bytes', async () => {
    const link = await answeredBy(message('C', 'x'.repeat(5000)))
    const [outcome] = (await run(link)).outcomes
    expect(outcome).toHaveProperty('hex.length', 512)
  })

  test('when the connection is closed in the midst of it', async () => {
    const link = await answeredBy(all(T, ROW.subarray(0, 9)), { isClosed: true })
    expect(linesOf(await run(link))).toEqual([
      'violation: the beginning of a message came, 9 bytes, and then the connection was closed',
    ])
  })

  test('when nothing more of it comes, long before the time of the statement is over', async () => {
    const link = await answeredBy(all(T, ROW.subarray(0, 9)))
    const reply = await run(link, {}, { timeoutMs: 3_600_000, cancelGraceMs: 30 })
    expect(linesOf(reply)).toEqual([
      'violation: the beginning of a message came, 9 bytes, and nothing more',
    ])
  })

  test('when nothing more of it comes until that', async () => {
    const link = await answeredBy(all(T, ROW.subarray(0, 9)))
    const reply = await run(link, {}, { timeoutMs: 30, cancelGraceMs: 30 })
    expect(linesOf(reply)).toEqual([
      'violation: the beginning of a message came, 9 bytes, and nothing more',
    ])
  })

  test('that comes while nothing was asked is told at the next statement', async () => {
    const backend = await startBackend((type, _, socket) => {
      if (type !== 'Q') return undefined
      setImmediate(() => socket.write(ready()))
      return all(T, ROW, complete('SELECT 1'), ready())
    })
    const link = await linkTo(backend)
    const first = linesOf(await run(link))
    while (link.death === undefined) await new Promise((resolve) => setImmediate(resolve))
    const violation = "violation: a message of type 'Z' that nobody asked for"
    // The system may have put both answers into one packet.
    const expected = first.length > 1 ? ['unknown connection-lost'] : [violation]
    expect(linesOf(await run(link))).toEqual(expected)
  })
})

describe('what is wrong inside of a message is the outcome of its statement, and the session goes on', () => {
  test.each<[name: string, answer: Buffer, what: string]>([
    [
      'a row with more columns',
      all(T, dataRow('1', '2'), complete('SELECT 1')),
      'a row has 2 columns where 1 were described',
    ],
    [
      'a row with fewer columns',
      all(T, dataRow(), complete('SELECT 1')),
      'a row has 0 columns where 1 were described',
    ],
    [
      'a row that is no UTF-8',
      all(T, dataRow(BAD_UTF8), complete('SELECT 1')),
      'a row has text in column 1 that is not UTF-8',
    ],
    [
      'a wide row that is no UTF-8',
      all(rowDescription(['a', 'b', 'c']), dataRow('1', null, BAD_UTF8), complete('SELECT 1')),
      'a row has text in column 3 that is not UTF-8',
    ],
    [
      'a cell longer than its row',
      all(T, message('D', int16(1), int32(9), '1'), complete('SELECT 1')),
      'a row has a cell of 9 bytes',
    ],
    [
      'a cell of a negative length',
      all(T, message('D', int16(1), int32(-2)), complete('SELECT 1')),
      'a row has a cell of -2 bytes',
    ],
    [
      'a row longer than its cells',
      all(T, message('D', int16(1), int32(1), '12'), complete('SELECT 1')),
      'a row is longer than what it holds',
    ],
    [
      'an empty row',
      all(T, message('D'), complete('SELECT 1')),
      'a row is shorter than what it must hold',
    ],
    [
      'a count that is too high',
      all(T, ROW, complete('SELECT 2')),
      "a message of type 'C' counts 2 rows where 1 have come",
    ],
    [
      'a name that is no UTF-8',
      all(message('T', int16(1), BAD_UTF8, T.subarray(8)), ROW, complete('SELECT 1')),
      "a message of type 'T' has text that is not UTF-8",
    ],
    [
      'an error that is no UTF-8',
      message('E', 'SERROR\0C22000\0M', BAD_UTF8, '\0\0'),
      "a message of type 'E' has text that is not UTF-8",
    ],
  ])('%s', async (_, answer, what) => {
    const link = await answeredBy(all(answer, ready()))
    const reply = await run(link)
    expect(linesOf(reply)).toEqual([`violation: ${what}`])
    expect(reply.status).toBe('I')
    expect(linesOf(await run(link))).toEqual(['SELECT [["1"]]'])
  })

  test('and the other statements of its text have their own outcomes', async () => {
    const good = all(T, ROW, complete('SELECT 1'))
    const bad = all(T, dataRow('1', '2'), dataRow('3'), complete('SELECT 2'))
    const link = await answeredBy(all(good, bad, good, ready('T')))
    const reply = await run(link)
    expect(reply.outcomes.map(lineOf)).toEqual([
      'SELECT [["1"]]',
      'violation: a row has 2 columns where 1 were described',
      'SELECT [["1"]]',
    ])
    expect(reply.status).toBe('T')
  })
})

describe('COPY ... TO STDOUT', () => {
  const header = message('H', '\0', int16(2), int16(0), int16(0))
  const lines = (...parts: readonly (string | Buffer)[]) => message('d', ...parts)

  test.each<[name: string, answer: Buffer, line: string]>([
    [
      'in any pieces',
      all(
        header,
        lines('1\t\\N\na\\tb\\'),
        lines('\\\t'),
        lines('\n'),
        message('c'),
        complete('COPY 2'),
      ),
      'COPY [["1",null],["a\\tb\\\\",""]]',
    ],
    [
      'with a column too many',
      all(header, lines('1\t2\t3\n'), message('c'), complete('COPY 1')),
      'violation: a row of COPY has 3 columns where 2 were announced',
    ],
    [
      'with a row that does not end',
      all(header, lines('1\t2'), message('c'), complete('COPY 1')),
      'violation: a row of COPY has no end',
    ],
    [
      'that is no UTF-8',
      all(header, lines('1\t', BAD_UTF8, '\n'), message('c'), complete('COPY 1')),
      'violation: a row of COPY is not UTF-8',
    ],
    [
      'with a count that is too low',
      all(header, lines('1\t2\n3\t4\n'), message('c'), complete('COPY 1')),
      "violation: a message of type 'C' counts 1 rows where 2 have come",
    ],
    [
      'in binary',
      all(message('H', '\x01', int16(1), int16(1)), message('c'), complete('COPY 0')),
      "violation: a message of type 'H' begins a COPY in binary that was asked for in text",
    ],
  ])('%s', async (_, answer, line) => {
    const backend = await startBackend((type) => (type === 'Q' ? all(answer, ready()) : undefined))
    const reply = await run(await linkTo(backend), { delivery: 'copy' })
    expect(linesOf(reply)).toEqual([line])
    expect(reply.status).toBe('I')
  })

  test('of the plan’s own is not read, whatever its format', async () => {
    const link = await answeredBy(
      all(header, lines('"1",2'), message('c'), complete('COPY 1'), ready()),
    )
    expect(linesOf(await run(link, { text: 'COPY t TO STDOUT (FORMAT csv)' }))).toEqual(['COPY 1'])
  })
})

describe('what is allowed is no violation', () => {
  test.each<[name: string, answer: Buffer, lines: readonly string[]]>([
    [
      'the replacement character itself',
      all(T, dataRow('\ufffd'), complete('SELECT 1')),
      ['SELECT [["\ufffd"]]'],
    ],
    [
      'notices, settings and notifications anywhere',
      all(
        T,
        message('N', 'SNOTICE\0C00000\0Mx\0\0'),
        ROW,
        message('S', 'a\0b\0'),
        message('A', int32(1), 'c\0d\0'),
        complete('SELECT 1'),
      ),
      ['SELECT [["1"]]'],
    ],
    ['a tag without a count', all(T, ROW, complete('SHOW')), ['SHOW [["1"]]']],
    [
      'rows without columns',
      all(rowDescription([]), dataRow(), complete('SELECT 1')),
      ['SELECT [[]]'],
    ],
    [
      'rows in binary',
      all(rowDescription(['a'], 1), dataRow(Buffer.from([0, 0xff])), complete('SELECT 1')),
      ['SELECT [["\\u0000ÿ"]]'],
    ],
    ['an error after rows', all(T, ROW, failure('x')), ['error 22P02']],
    ['an error without a code', message('E', 'SERROR\0MBinder Error: x\0\0'), ['error binder']],
  ])('%s', async (_, answer, lines) => {
    const link = await answeredBy(all(answer, ready()))
    expect(linesOf(await run(link))).toEqual(lines)
    expect(linesOf(await run(link))).toEqual(['SELECT [["1"]]'])
  })

  test('however the bytes are cut into packets', async () => {
    const bytes = all(T, dataRow('é'.repeat(300)), complete('SELECT 1'), ready())
    const backend = await startBackend((type, _, socket) => {
      if (type !== 'Q') return undefined
      socket.setNoDelay(true)
      let at = 0
      const next = () => {
        socket.write(bytes.subarray(at, at + 7))
        at += 7
        if (at < bytes.length) setImmediate(next)
      }
      next()
      return undefined
    })
    const { outcomes } = await run(await linkTo(backend))
    expect(outcomes).toMatchObject([{ rows: [['é'.repeat(300)]], count: 1 }])
  })

  test('a fatal error is a lost connection', async () => {
    const link = await answeredBy(message('E', 'SFATAL\0C57P01\0Mgoing down\0\0'))
    expect((await run(link)).outcomes).toMatchObject([{ kind: 'unknown', detail: 'going down' }])
  })
})

describe('pages of a portal', () => {
  const opening = all(message('1'), message('2'), T)
  const paged = { delivery: 'extended', wire: { fetchRows: 2 } } as const

  test.each<[name: string, page: Buffer, line: string]>([
    [
      'with a row too many',
      all(ROW, ROW, ROW, message('s')),
      "violation: a message of type 'D' has a row more than the 2 that were asked for",
    ],
    [
      'suspended too early',
      all(ROW, message('s')),
      "violation: a message of type 's' suspends a page of 1 rows of 2",
    ],
    ['that is the last', all(ROW, complete('SELECT 1')), 'SELECT [["1"]]'],
    ['that is full and the last', all(ROW, ROW, complete('SELECT 2')), 'SELECT [["1"],["1"]]'],
    ['with an error', all(ROW, failure('x')), 'error 22P02'],
  ])('%s', async (_, page, line) => {
    const backend = await startBackend((type) => {
      if (type === 'H') return all(opening, page)
      return type === 'S' ? ready() : undefined
    })
    const reply = await run(await linkTo(backend), paged)
    expect(linesOf(reply)).toEqual([line])
    expect(reply.status).toBe('I')
    expect(backend.heard.join('')).toMatch(/^PBDEHS$/)
  })

  test('without an end are given up', async () => {
    let executes = 0
    const backend = await startBackend((type) => {
      if (type !== 'H') return type === 'S' ? ready() : undefined
      executes += 1
      return all(executes === 1 ? opening : Buffer.alloc(0), ROW, ROW, message('s'))
    })
    const reply = await run(await linkTo(backend), paged, { timeoutMs: 50, cancelGraceMs: 50 })
    expect(linesOf(reply)).toEqual(['unknown timeout'])
  })

  test('are no answer where none were asked for', async () => {
    const backend = await startBackend((type) =>
      type === 'S' ? all(opening, ROW, message('s'), ready()) : undefined,
    )
    const reply = await run(await linkTo(backend), { delivery: 'extended' })
    expect(linesOf(reply)).toEqual(["violation: a message of type 's' has no place here"])
  })
})

test('a message that says to be larger than what can be held ends the connection too', async () => {
  const link = await answeredBy(all(T, Buffer.from('D'), int32(300 << 20)))
  const { outcomes } = await run(link)
  expect(outcomes).toMatchObject([{ kind: 'unknown', reason: 'connection-lost' }])
})

test('a server that never answers is left, and is asked to stop before', async () => {
  const backend = await startBackend(() => undefined)
  const link = await linkTo(backend)
  const reply = await run(link, {}, { timeoutMs: 20, cancelGraceMs: 20 })
  expect(linesOf(reply)).toEqual(['unknown timeout'])
  expect(backend.cancels).toBe(1)
})

test('the bytes of a violation hold no secret, and no part of one where they are cut', () => {
  const files = { kind: 'endpoint', directory: '.' } as const
  const binder = new Binder('goldeneye_1', { files, secrets: () => 'hunter2' })
  binder.bind("SELECT '${secret:key}'")
  const shown = (text: string) => {
    const hex = Buffer.from(text).toString('hex')
    const outcome = binder.redactOutcome({ kind: 'violation', what: 'x', hex })
    return Buffer.from(outcome.kind === 'violation' ? outcome.hex : '', 'hex').toString()
  }
  expect(shown('a hunter2 of goldeneye_1 is a hunt')).toBe('a ${secret:key} of ${schema} is a ')
})
