import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventsOf, goldeneye, newPlace, type Place, runFolder } from './cli.js'

const RUN = ['run', '--seed', '5', '--cases', '6', '--subject', 'duckdb', '--quiet']

/** What is the same in every run of these cases: times are not, and who came first is not. */
function casesOf(place: Place): readonly unknown[] {
  return eventsOf(place)
    .filter(({ type }) => type === 'case-finished')
    .map(({ workload, index, statements, verdicts }) => ({ workload, index, statements, verdicts }))
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
}

test('a run leaves its record and all reports; the same seed gives the same cases', async () => {
  const [one, two] = [newPlace(), newPlace()]
  const [first, second] = await Promise.all([goldeneye(one, RUN), goldeneye(two, RUN)])
  expect([first.code, second.code]).toEqual([0, 0])
  expect(first.stdout).toMatch(/^0 findings after 6 cases, /)
  expect(first.stderr).toBe('')
  expect(casesOf(one)).toHaveLength(6)
  expect(casesOf(two)).toEqual(casesOf(one))
  const folder = runFolder(one) ?? ''
  const files = ['events.ndjson', 'goldeneye.log', 'index.html', 'junit.xml']
  const reports = ['report.json', 'run.json', 'summary.md']
  expect(readdirSync(folder).sort()).toEqual([...files, ...reports])
  expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toMatchObject({ exitCode: 0 })
  expect(readFileSync(join(one.folder, 'reports/latest/junit.xml'), 'utf8')).toContain('<testsuite')
})

test('--reporter leaves the other reports out', async () => {
  const place = newPlace()
  const args = ['run', 'typed-mutations', '--cases', '1', '--subject', 'duckdb']
  const { code, stdout, stderr } = await goldeneye(place, [...args, '--reporter', 'junit,json'])
  expect([code, stdout, stderr]).toEqual([0, '', ''])
  const always = ['events.ndjson', 'goldeneye.log', 'run.json']
  expect(readdirSync(runFolder(place) ?? '').sort()).toEqual(
    [...always, 'junit.xml', 'report.json'].sort(),
  )
})

test.each(['workloads', 'oracles', 'mutants', 'profiles', 'features'])('list %s', async (what) => {
  const place = newPlace()
  const [text, json] = await Promise.all([
    goldeneye(place, ['list', what]),
    goldeneye(place, ['list', what, '--json']),
  ])
  expect([text.code, json.code, text.stderr, json.stderr]).toEqual([0, 0, '', ''])
  const entries = JSON.parse(json.stdout) as { name: string; summary: string }[]
  expect(entries.length).toBeGreaterThan(1)
  const shown = text.stdout.trimEnd().split('\n')
  expect(shown).toHaveLength(entries.length)
  for (const [at, { name, summary }] of entries.entries()) {
    expect(shown[at]).toMatch(/^\S+ {2,}\S/)
    expect(shown[at]).toContain(name)
    expect(shown[at]).toContain(summary)
  }
})
