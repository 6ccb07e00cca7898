import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventsOf, newPlace, type Place, runFolder, start, until, untilCases } from './cli.js'
import { descendants, duckdbChildren, labNodes, untilGone } from './processes.js'

const ON_ITSELF = ['--subject', 'duckdb']
const REPORTS = ['events.ndjson', 'run.json', 'report.json', 'index.html', 'junit.xml']

/** Runs for minutes on any machine; nothing is to be waited for but its end by force. */
function writeEndlessCase(place: Place): void {
  const sql =
    'SELECT count(*) FROM range(100000000) a, range(100000) b WHERE (a.range * b.range) % 7 = 3;'
  writeFileSync(join(place.folder, 'endless.sql'), sql)
}

test.each([
  ['SIGINT', 130, ['--subject', 'lab']],
  ['SIGTERM', 143, ON_ITSELF],
] as const)('%s in mid-run: the reports are written, exit code %i', async (signal, code, side) => {
  const place = newPlace()
  const running = start(place, ['run', '--seed', '1', '--duration', '10m', ...side])
  await untilCases(place, running, 1)
  const children = descendants(running.pid)
  running.kill(signal)
  const ended = await running.ended
  expect(ended.code).toBe(code)
  expect(ended.stdout).toContain(`stopped by ${signal}`)
  expect(ended.stderr).toContain('once more ends at once')
  expect(eventsOf(place).at(-1)).toMatchObject({ type: 'run-finished', exitCode: code })
  expect(readdirSync(runFolder(place) ?? '')).toEqual(expect.arrayContaining(REPORTS))
  expect(children.length).toBeGreaterThan(1)
  await untilGone(children)
  expect(readdirSync(place.temporary)).toEqual([])
})

test('SIGINT while the lab starts', async () => {
  const place = newPlace()
  const running = start(place, ['run', '--duration', '10m'])
  const nodes = await until(running, () => {
    const found = labNodes(running.pid)
    return found.length > 0 ? found : undefined
  })
  running.kill('SIGINT')
  const { code, stderr } = await running.ended
  expect(code).toBe(130)
  expect(stderr).not.toMatch(/\n\s+at /)
  await untilGone(nodes)
  expect(readdirSync(place.temporary)).toEqual([])
})

test('a second SIGINT ends at once, also in the middle of a statement', async () => {
  const place = newPlace()
  writeEndlessCase(place)
  const running = start(place, ['replay', 'endless.sql', '--timeout', '10m', ...ON_ITSELF])
  await until(running, () => (isSent(place) ? true : undefined))
  const children = duckdbChildren(running.pid)
  running.kill('SIGINT')
  await until(running, () => running.printed().includes('once more ends at once') || undefined)
  running.kill('SIGINT')
  expect((await running.ended).code).toBe(130)
  expect(children).toHaveLength(2)
  await untilGone(children)
})

test('kill -9 of the command: no child and no folder is left behind, also in the middle of a statement', async () => {
  const place = newPlace()
  writeEndlessCase(place)
  const running = start(place, ['replay', 'endless.sql', '--timeout', '10m', '--subject', 'lab'])
  await until(running, () => (isSent(place) ? true : undefined))
  const children = descendants(running.pid)
  expect(labNodes(running.pid)).toHaveLength(3)
  expect(duckdbChildren(running.pid)).toHaveLength(1)
  running.kill('SIGKILL')
  expect((await running.ended).code).toBe(137)
  // What removes the folder is one of them.
  await untilGone(children)
  expect(readdirSync(place.temporary)).toEqual([])
})

/** A statement is on disk before it is sent. */
function isSent(place: Place): boolean {
  const [own] = readdirSync(place.temporary)
  if (own === undefined) return false
  const log = join(place.temporary, own, 'reference.last.sql')
  return existsSync(log) && readFileSync(log, 'utf8').includes('range(')
}
