import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { UsageError } from '../../../src/model/errors.js'
import { EventLog } from '../../../src/report/event-log.js'
import type { EventBody } from '../../../src/report/events.js'
import { createMasker } from '../../../src/report/mask.js'
import { readEvents, upgradeEvent } from '../../../src/report/read-events.js'

let out: string
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'goldeneye-report-'))
})
afterEach(() => rmSync(out, { recursive: true, force: true }))

const START = Date.UTC(2026, 10, 22, 10, 24, 7)

function open(folder: string, secrets: readonly string[] = []): EventLog {
  let time = START - 5
  const now = () => {
    time += 5
    return time
  }
  return EventLog.open({ out: folder, name: 'main', id: 'a1b2', now, mask: createMasker(secrets) })
}

const incident: EventBody = {
  type: 'incident',
  kind: 'target-died',
  target: 'duckdb',
  detail: 'SIGKILL while it ran SELECT 1',
}

test('what was appended is read again, numbered and timed', () => {
  const log = open(out)
  log.append(incident)
  log.append({ type: 'checkpoint', next: { queries: 7 } })
  log.close()
  expect(log.folder).toBe(join(out, '2026-11-22T102407Z-main-a1b2'))
  expect(readEvents(join(log.folder, 'events.ndjson'))).toEqual([
    { v: 1, seq: 0, t: 5, ...incident },
    { v: 1, seq: 1, t: 10, type: 'checkpoint', next: { queries: 7 } },
  ])
})

test('a torn last line is left out, a damaged line in the middle is not', () => {
  const log = open(out)
  log.append(incident)
  log.close()
  const file = join(log.folder, 'events.ndjson')
  appendFileSync(file, '{"v":1,"seq":1,"t":3,"type":"checkp')
  expect(readEvents(file)).toHaveLength(1)
  appendFileSync(file, '\n')
  expect(() => readEvents(file)).toThrow(/line 2 is no event/)
})

test('a run folder is never overwritten', () => {
  open(out).close()
  expect(() => open(out)).toThrow(UsageError)
  expect(readdirSync(out)).toHaveLength(1)
})

test('a folder that cannot be written is a usage error that leaves nothing behind', () => {
  const file = join(out, 'file')
  writeFileSync(file, 'kept')
  expect(() => open(join(file, 'reports'))).toThrow(
    /cannot be written: a part of the path is a file/,
  )
  expect(readFileSync(file, 'utf8')).toBe('kept')
  expect(readdirSync(out)).toEqual(['file'])
})

test.skipIf(process.platform !== 'linux')('a folder in /proc is refused, and at once', () => {
  expect(() => open('/proc/goldeneye/reports')).toThrow(/no folder can be made there/)
})

test('the folders above it are made', () => {
  open(join(out, 'a', 'b')).close()
  expect(readdirSync(join(out, 'a'))).toEqual(['b'])
})

test('the folders above it are taken away again where it cannot be made', () => {
  expect(() => open(join(out, 'a', 'b', 'x'.repeat(300)))).toThrow(UsageError)
  expect(readdirSync(out)).toEqual([])
})

test('listeners see the events as they are on disk: masked', () => {
  const log = open(out, ['hunter22'])
  const seen: unknown[] = []
  log.subscribe((event) => seen.push(event))
  log.append({ ...incident, detail: 'postgres://u:other@h/db said hunter22' } as EventBody)
  log.close()
  expect(seen).toMatchObject([{ detail: 'postgres://u:***@h/db said ***' }])
  expect(readFileSync(join(log.folder, 'events.ndjson'), 'utf8')).not.toMatch(/hunter22|other/)
})

test('a bigint in the configuration becomes its decimal text', () => {
  const log = open(out)
  const event = log.append({
    type: 'run-started',
    run: 'r',
    name: 'main',
    startedAt: '2026-11-22T10:24:07Z',
    tool: '0.1.0',
    node: 'v20',
    platform: 'linux',
    config: { seed: 18446744073709551615n },
    seed: '18446744073709551615',
    workloads: ['queries'],
    oracles: ['differential'],
    budget: {},
  })
  log.close()
  expect(event).toMatchObject({ config: { seed: '18446744073709551615' } })
})

test('a newer major is refused by name, later additions to this one are left out', () => {
  const file = join(out, 'events.ndjson')
  writeFileSync(file, '{"v":2,"seq":0,"t":0,"type":"checkpoint","next":{}}\n')
  expect(() => readEvents(file)).toThrow(/version 2, and this goldeneye reads up to version 1/)
  writeFileSync(
    file,
    '{"v":1,"seq":0,"t":0,"type":"floor-missed"}\n' +
      '{"v":1,"seq":1,"t":0,"type":"checkpoint","next":{},"new":1}\n',
  )
  expect(readEvents(file)).toEqual([{ v: 1, seq: 1, t: 0, type: 'checkpoint', next: {} }])
})

test('an older major is upgraded step by step', () => {
  const steps = [
    (event: Readonly<Record<string, unknown>>) => ({ ...event, steps: '1' }),
    (event: Readonly<Record<string, unknown>>) => ({ ...event, steps: `${event.steps}2` }),
  ]
  expect(upgradeEvent({ v: 1, type: 'x' }, steps)).toEqual({ v: 3, type: 'x', steps: '12' })
  expect(upgradeEvent({ v: 2, type: 'x', steps: '-' }, steps)).toMatchObject({ v: 3, steps: '-2' })
})
