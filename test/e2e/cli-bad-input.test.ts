import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventsOf, expectMistake, goldeneye, newPlace, runFolder } from './cli.js'

test.each([
  [['runn'], "unknown command 'runn'", 'did you mean run?'],
  [['run', '--sed', '5'], "unknown option '--sed'", 'did you mean --seed?'],
  [['run', '--seed'], "option '--seed <number>' argument missing", '--help lists the flags'],
  [['run', '--extension-dir', '--quiet'], '--extension-dir has no value', './--quiet'],
  [['run', '--log-level', 'loud'], "'loud' is invalid", 'debug, info, warn, error'],
  [['replay'], "missing required argument 'file'", '--help'],
  [['run', '--seed', 'abc'], '"abc" is not a seed', 'a whole number from 0'],
  [['run', '--cases', '0'], '--cases "0" is no whole number of at least 1', '--cases 10'],
  [['run', '--duration', 'xyz'], '--duration "xyz" is no duration', '--duration 10m'],
  [['run', '--duration', '0'], '--duration "0" is not between', '--duration 60s'],
  [['run', 'attachstorm'], 'there is no workload "attachstorm"', 'did you mean attach-storm?'],
  [['run', '--oracle', 'sate'], 'there is no oracle "sate"', 'did you mean state?'],
  [['run', '--reporter', 'junitt'], 'there is no reporter "junitt"', 'did you mean junit?'],
  [['run', '--subject', 'lab:mutant=xyz'], 'there is no mutant "xyz"', 'goldeneye list mutants'],
  [['run', '--subject', 'lba'], '"lba" is no target', 'did you mean lab?'],
  [
    ['run', '--subject', 'postgres://h/x', '--profile', 'duckgress'],
    'there is no profile "duckgress"',
    'did you mean duckgres?',
  ],
  [['run', '--subject', 'postgres://h:port/x'], 'a port that is no number', 'postgres://user@host'],
  [['run', '--config', 'missing.json'], 'cannot be read (ENOENT)', '--config'],
  [['replay', 'missing.sql'], 'missing.sql: there is no such file', 'Name a readable file'],
  [['replay', 'GE-00000000'], 'no run below reports has a finding GE-00000000', '--out'],
  [['reduce', 'missing.sql'], 'missing.sql: there is no such file', 'Name a readable file'],
  [['reduce', '.'], '. is a folder', 'name its file'],
  [['reduce', 'GE-1234'], 'GE-1234 is no id of a finding', 'eight digits'],
  [['reduce', 'a.sql', '--output', 'no/x.sql'], 'there is no folder no', 'make the folder'],
  [['corpus', 'add', '.'], '. is a folder', 'Name a file in it'],
  [['reduce', 'a.sql', '--workers', '0'], '--workers "0" is no whole number', '--workers 10'],
  [['report', 'missing'], 'missing/events.ndjson cannot be read', 'reports/latest'],
  [['list', 'mutant'], 'there is no list of "mutant"', 'did you mean mutants?'],
  [['lab', 'upp'], 'the lab cannot "upp"', 'did you mean up?'],
  [['lab', 'up', '--directory', '/dev/null'], 'a lab cannot live in /dev/null', '--directory'],
  [['lab', 'kill'], 'lab kill needs a node', 'goldeneye lab kill n2'],
  [['lab', 'status'], 'no lab is up', 'goldeneye lab up'],
])('%j', async (args, says, next) => {
  const place = newPlace()
  expectMistake(place, await goldeneye(place, args), { says, next })
})

test('no arguments: the help, and no mistake', async () => {
  const place = newPlace()
  const { code, stdout, stderr } = await goldeneye(place, [])
  expect(code).toBe(0)
  expect(stdout).toContain('Usage: goldeneye')
  expect(stdout).toContain('goldeneye run')
  expect(stderr).toBe('')
})

test.each([
  ['empty.sql', '', 'there is no statement to run', 'Known are'],
  ['binary.sql', Buffer.from([0xff, 0xfe, 0]), 'this is not UTF-8 text', 'UTF-8'],
  ['newer.case.sql', '-- goldeneye case 9\nSELECT 1;', 'case format 9 is not known', 'newer'],
  ['bad.case.sql', '-- goldeneye case 1\n-- @sesion a\nSELECT 1;', ':2: @sesion', 'Known are'],
  ['line.jsonl', '{"kind":"prepare"\n', 'line.jsonl:1: this line is not JSON', 'JSON object'],
  ['kind.jsonl', '{"kind":"dance","sql":"SELECT 1"}\n', 'kind "dance" is not known', ''],
])('replay of %s', async (name, text, says, next) => {
  const place = newPlace()
  writeFileSync(join(place.folder, name), text)
  expectMistake(place, await goldeneye(place, ['replay', name]), { says, next })
})

test('replay of a folder without cases', async () => {
  const place = newPlace()
  mkdirSync(join(place.folder, 'cases'))
  const ended = await goldeneye(place, ['replay', 'cases'])
  expectMistake(place, ended, { says: 'cases holds no case', next: 'name a case file' })
})

test.each([
  ['{"cases": 5,\n "seed" "1"}', 'is no JSON (line 2)'],
  ['{"cases": "many"}', 'is no valid config: cases: '],
  ['{"subject": "prod"}', '"prod" is no target'],
])('config %s', async (text, says) => {
  const place = newPlace()
  writeFileSync(join(place.folder, 'goldeneye.config.json'), text)
  expectMistake(place, await goldeneye(place, ['run']), { says, next: '' })
})

const ON_ITSELF = ['--reference', 'duckdb', '--subject', 'duckdb']

test.each([
  ['a file', 'file', 'a part of the path is a file'],
  ['below a file', 'file/reports', 'a part of the path is a file'],
  ['a place where nothing can be made', '/proc/goldeneye/reports', 'no folder can be made there'],
])('an output folder that is %s', async (_, out, says) => {
  const place = newPlace()
  writeFileSync(join(place.folder, 'file'), 'mine')
  const ended = await goldeneye(place, ['run', '--cases', '1', '--out', out, ...ON_ITSELF])
  expectMistake(place, ended, { says, next: 'name another one with --out' })
  expect(readFileSync(join(place.folder, 'file'), 'utf8')).toBe('mine')
  expect(readdirSync(place.folder).sort()).toEqual(['file', 'tmp'])
})

test('reduce: a case that agrees, and an output that is there', async () => {
  const place = newPlace()
  writeFileSync(join(place.folder, 'agrees.sql'), 'SELECT 1;')
  const agreed = await goldeneye(place, ['reduce', 'agrees.sql', ...ON_ITSELF])
  expect(agreed.stderr).toContain('both sides agree, there is nothing to reduce')
  expect(agreed.stdout).toBe('')
  expect(agreed.code).toBe(3)
  const over = await goldeneye(place, ['reduce', 'agrees.sql', '--output', 'agrees.sql'])
  expectMistake(place, over, { says: 'agrees.sql exists', next: '--output' })
  expect(readFileSync(join(place.folder, 'agrees.sql'), 'utf8')).toBe('SELECT 1;')
  const foreign = await goldeneye(place, ['reduce', 'agrees.sql', '--journal', 'agrees.sql'])
  expectMistake(place, foreign, { says: 'agrees.sql is no journal', next: '--journal' })
  expect(readFileSync(join(place.folder, 'agrees.sql'), 'utf8')).toBe('SELECT 1;')
})

test('reduce: a secret that is not set is named, with its line', async () => {
  const place = newPlace()
  writeFileSync(join(place.folder, 'secret.sql'), "SELECT 1;\nSELECT '${secret:key}';\n")
  const ended = await goldeneye(place, ['reduce', 'secret.sql'])
  const next = 'export GOLDENEYE_SECRET_KEY'
  expectMistake(place, ended, { says: 'secret.sql:2: the secret key is not set', next })
})

test('report: a run again from its events, and from events that were damaged', async () => {
  const place = newPlace()
  const ran = await goldeneye(place, ['run', '--cases', '1', '--quiet', ...ON_ITSELF])
  expect(ran.code).toBe(0)
  const folder = runFolder(place) ?? ''
  const again = await goldeneye(place, ['report'])
  expect(again.code).toBe(0)
  expect(again.stdout).toContain('0 findings after 1 case')
  const before = readFileSync(join(folder, 'report.json'), 'utf8')
  const events = readFileSync(join(folder, 'events.ndjson'), 'utf8')
  writeFileSync(join(folder, 'events.ndjson'), events.replace('case-finished', 'case-fin"ished'))
  const damaged = await goldeneye(place, ['report', folder])
  expect(damaged.code).toBe(2)
  expect(damaged.stderr).toMatch(
    /^goldeneye: [^\n]+ line \d+ is no event[^\n]+\n {2}next: [^\n]+\n$/,
  )
  expect(readFileSync(join(folder, 'report.json'), 'utf8')).toBe(before)
  writeFileSync(join(folder, 'events.ndjson'), '')
  const empty = await goldeneye(place, ['report', folder])
  expect(empty.code).toBe(2)
  expect(empty.stderr).toMatch(/^goldeneye: [^\n]+\n {2}next: [^\n]+\n$/)
  expect(eventsOf(place)).toEqual([])
})
