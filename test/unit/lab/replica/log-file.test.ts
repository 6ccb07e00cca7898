import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LogRecord } from '../../../../src/lab/log/entry.js'
import { LogFile } from '../../../../src/lab/log/log-file.js'
import { Damaged, frame } from '../../../../src/lab/log/record.js'
import { TermFile } from '../../../../src/lab/log/term-file.js'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'goldeneye-log-'))
})

afterEach(() => rmSync(directory, { recursive: true, force: true }))

function record(index: number, term = 1): LogRecord {
  return { index, term, entry: { kind: 'close', session: `s${index}` } }
}

async function written(count: number): Promise<Buffer> {
  const log = LogFile.open(directory)
  log.append(Array.from({ length: count }, (_, at) => record(at + 1)))
  await log.sync()
  expect(log.syncedIndex).toBe(count)
  log.close()
  return readFileSync(join(directory, 'log'))
}

function indexes(log: LogFile): readonly number[] {
  const found = log.from(log.baseIndex + 1, 100).map(({ index }) => index)
  log.close()
  return found
}

test('a log that was closed is read again', async () => {
  await written(3)
  expect(indexes(LogFile.open(directory))).toEqual([1, 2, 3])
})

test.each([1, 5, 12, 20])(
  'a write that is torn %i bytes before its end is cut',
  async (missing) => {
    const bytes = await written(3)
    writeFileSync(join(directory, 'log'), bytes.subarray(0, bytes.length - missing))
    const log = LogFile.open(directory)
    expect(log.lastIndex).toBe(2)
    log.append([record(3, 2)])
    await log.sync()
    log.close()
    const again = LogFile.open(directory)
    expect(again.termAt(3)).toBe(2)
    again.close()
  },
)

test('every byte that is flipped is noticed', async () => {
  const bytes = await written(2)
  for (let at = 0; at < bytes.length; at += 1) {
    const flipped = Buffer.from(bytes)
    flipped[at] = (flipped[at] ?? 0) ^ 0x41
    writeFileSync(join(directory, 'log'), flipped)
    expect(() => LogFile.open(directory), `byte ${at}`).toThrow(Damaged)
  }
})

test('a gap is noticed', async () => {
  await written(2)
  appendFileSync(join(directory, 'log'), frame(record(4)))
  expect(() => LogFile.open(directory)).toThrow('record 4 follows record 2')
})

test('a suffix is replaced', async () => {
  await written(4)
  const log = LogFile.open(directory)
  log.truncateFrom(3)
  expect(log.syncedIndex).toBe(2)
  log.append([record(3, 7)])
  await log.sync()
  expect([log.lastIndex, log.lastTerm, log.syncedIndex]).toEqual([3, 7, 3])
  log.close()
  expect(indexes(LogFile.open(directory))).toEqual([1, 2, 3])
})

test('a log begins behind its snapshot and keeps what follows it', async () => {
  await written(5)
  const log = LogFile.open(directory)
  log.rebase({ index: 3, term: 1 })
  expect([log.termAt(2), log.termAt(3), log.lastIndex]).toEqual([undefined, 1, 5])
  log.append([record(6)])
  await log.sync()
  log.close()
  expect(indexes(LogFile.open(directory))).toEqual([4, 5, 6])
})

test('a log that contradicts its new base is dropped', async () => {
  await written(5)
  const log = LogFile.open(directory)
  log.rebase({ index: 3, term: 9 })
  expect([log.lastIndex, log.lastTerm]).toEqual([3, 9])
  log.close()
})

test('a term is promised for ever', () => {
  TermFile.open(directory).raise(4)
  const terms = TermFile.open(directory)
  terms.raise(2)
  expect(TermFile.open(directory).term).toBe(4)
})
