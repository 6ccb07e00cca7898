import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { corpusMinimize } from '../../../src/cli/corpus-minimize.js'
import { type Collection, collectFeatures } from '../../../src/cli/minimize-collect.js'
import { minimizedFiles } from '../../../src/cli/minimize-files.js'
import { ReferenceLanes } from '../../../src/cli/minimize-lanes.js'
import { type MinimizeFlags, minimizeTask } from '../../../src/cli/minimize-task.js'
import { FeatureIndex } from '../../../src/corpus/minimize/feature-index.js'
import { UsageError } from '../../../src/model/errors.js'
import { installedDuckDB } from '../../../src/target/duckdb/installed.js'

/** Takes the process down: DuckDB reads nested JSON by recursion. */
const DEADLY = "SELECT json_structure(repeat('[', 100000) || repeat(']', 100000));\n"

const WRITES = 'CREATE TABLE t (k INTEGER);\nINSERT INTO t VALUES (1), (2);\n'
const CORPUS: Readonly<Record<string, string>> = {
  'seeds/all.case.sql': `${WRITES}SELECT sum(k) FROM t;\n`,
  'seeds/deadly.case.sql': DEADLY,
  'seeds/less.case.sql': WRITES,
  'seeds/twin.case.sql': `${WRITES}SELECT sum(k) FROM t;\n`,
  'regressions/held.case.sql': 'CREATE TABLE t (k INTEGER);\n',
}

/** A folder of its own with these files in it; gone when the test ends. */
function newFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'goldeneye-minimize-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  write(folder, files)
  return folder
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql'))
    .sort()

/** Runs the verb on a folder's `corpus` and gives what it said, without times and paths. */
async function minimize(folder: string, flags: MinimizeFlags = {}) {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const said = (spy: typeof stdout) =>
    spy.mock.calls
      .map(([text]) => String(text))
      .join('')
      .replaceAll(folder, '')
      .replaceAll(/\d+(?:\.\d)? (m?s)\b/g, 'N $1')
      .replaceAll(/DuckDB \d\S+/g, 'DuckDB N')
  try {
    const own = { index: join(folder, 'index.ndjson'), workers: '1', quiet: true }
    const code = await corpusMinimize([join(folder, 'corpus')], { ...own, ...flags })
    return { code, stdout: said(stdout), stderr: said(stderr) }
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
  }
}

const inCorpus = (files: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [join('corpus', name), text]))

test('tells what stays and what could go, and changes nothing; then copies, then deletes', async () => {
  const folder = newFolder(inCorpus(CORPUS))
  const told = await minimize(folder)
  expect(told).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "features  28 before = 28 after
    cases     5 → 3, 1 of them pinned
    run time  N s → N s on DuckDB N
    index     1 known, 4 observed now

    3 cases stay, each with what it alone brings:
      /corpus/regressions/held.case.sql  N ms  pinned (below regressions/)
      /corpus/seeds/all.case.sql  N ms  14: answer:INSERT some, answer:SELECT one, clause:INSERT INTO, and 11 more
      /corpus/seeds/deadly.case.sql  N ms  5: error:crash, function:json_structure, function:repeat, and 2 more

    2 cases could go, others bring all that they bring:
      /corpus/seeds/less.case.sql  N ms
      /corpus/seeds/twin.case.sql  N ms
    ",
    }
  `)
  expect(filesIn(folder)).toEqual(Object.keys(inCorpus(CORPUS)).sort())

  const to = join(folder, 'smaller')
  expect((await minimize(folder, { to })).stderr).toBe('copied 3 cases to /smaller\n')
  expect(filesIn(to)).toEqual([
    'regressions/held.case.sql',
    'seeds/all.case.sql',
    'seeds/deadly.case.sql',
  ])
  await expect(minimize(folder, { to })).rejects.toThrow(UsageError)

  const broken = join(folder, 'corpus/seeds/broken.case.sql')
  writeFileSync(broken, 'SELECT 1;\n-- @compare rows=sometimes\nSELECT 2;\n')
  const deleted = await minimize(folder, { delete: true, yes: true })
  expect(deleted.code).toBe(3)
  expect(deleted.stderr).toMatchInlineSnapshot(`
    "/corpus/seeds/broken.case.sql:2: "rows=sometimes" is no value of @compare.
      next: Write \`-- @compare rows=ordered|bag|count|none columns=2:bag,3:ulps=64 because <why>\`, columns being optional.
    2 files would be deleted, named above
    deleted 2 files
    "
  `)
  expect(filesIn(join(folder, 'corpus'))).toEqual([
    'regressions/held.case.sql',
    'seeds/all.case.sql',
    'seeds/broken.case.sql',
    'seeds/deadly.case.sql',
  ])
})

test('links: one file is one case under any name, in circles too; what cannot be read is broken', async () => {
  const folder = newFolder(inCorpus({ 'z.sql': WRITES, 'folder.sql/in.case.sql': WRITES }))
  const corpus = join(folder, 'corpus')
  symlinkSync('z.sql', join(corpus, 'a.sql'))
  symlinkSync('nowhere.sql', join(corpus, 'dangling.sql'))
  symlinkSync('..', join(corpus, 'folder.sql', 'around'))
  const files = minimizedFiles([corpus, join(corpus, 'folder.sql', 'around')])
  expect(files.map(({ file }) => file)).toEqual(
    ['dangling.sql', 'folder.sql/in.case.sql', 'z.sql'].map((file) => join(corpus, file)),
  )
  const deleted = await minimize(folder, { delete: true, yes: true })
  expect(deleted.code).toBe(3)
  expect(deleted.stderr).toContain('/corpus/dangling.sql: there is no such file')
  expect(readFileSync(join(corpus, 'folder.sql/in.case.sql'), 'utf8')).toBe(WRITES)
  expect(existsSync(join(corpus, 'z.sql'))).toBe(false)
})

test('takes in what brings something: never over a file, never the same twice, no known difference', async () => {
  const folder = newFolder({
    'corpus/a.case.sql': WRITES,
    'other/a.case.sql': 'SELECT lower(1);\n',
    'other/again/same.case.sql': WRITES,
    'other/hidden.case.sql': "SELECT '${secret:none}';\n",
    'other/less.case.sql': 'CREATE TABLE t (k INTEGER);\n',
    'other/known/accepted.case.sql': "SELECT upper('x');\n",
  })
  const merged = await minimize(folder, { merge: [join(folder, 'other')] })
  expect(merged).toMatchInlineSnapshot(`
    {
      "code": 3,
      "stderr": "/other/hidden.case.sql: The secret "none" is not set.
      next: Export GOLDENEYE_SECRET_NONE, or take the statements that use it out.
    ",
      "stdout": "features  14 → 20
    taken     1 of 3 new cases into /corpus
    not taken 1 known difference; goldeneye known add accepts one
      /other/a.case.sql → /corpus/a-2.case.sql  6: delivery:SELECT simple, error:binder, function:lower, and 3 more
    ",
    }
  `)
  expect(filesIn(join(folder, 'corpus'))).toEqual(['a-2.case.sql', 'a.case.sql'])
  expect(readFileSync(join(folder, 'corpus/a.case.sql'), 'utf8')).toBe(WRITES)
  expect(filesIn(join(folder, 'other')).length).toBe(5)
})

test('an interrupted collection keeps what it has, and goes on there; a third starts nothing', async () => {
  const folder = newFolder({ 'a.sql': 'SELECT 1;', 'b.sql': 'SELECT 2;', 'c.sql': 'SELECT 3;' })
  const files = minimizedFiles([folder])
  const lanes = new ReferenceLanes(10_000)
  onTestFinished(() => lanes.close())
  const observed = async (how: Partial<Collection>): Promise<number> => {
    const facts = { duckdb: 'any', version: 1, timeoutMs: 10_000 }
    const index = new FeatureIndex(join(folder, 'index.ndjson'), facts)
    const plain = { signal: new AbortController().signal, progress: () => undefined }
    try {
      const open = { index, lanes: () => lanes.open(1) }
      return (await collectFeatures(files, { ...plain, ...open, ...how })).observed
    } finally {
      index.close()
    }
  }
  const stopped = new AbortController()
  expect(await observed({ signal: stopped.signal, progress: () => stopped.abort() })).toBe(1)
  expect(await observed({})).toBe(2)
  expect(await observed({ lanes: () => Promise.reject(new Error('not needed')) })).toBe(0)

  const [lane] = await lanes.open(1)
  expect(lane?.target.facts.version).toBe(`v${installedDuckDB().replace(/-.*/, '')}`)
})

test('what contradicts itself is refused before anything is run', () => {
  const folder = newFolder({ 'corpus/a.sql': 'SELECT 1;', 'used/b.sql': 'SELECT 1;' })
  const corpus = join(folder, 'corpus')
  const refused: readonly (readonly [readonly string[], MinimizeFlags])[] = [
    [[corpus], { to: join(folder, 'used') }],
    [[corpus], { to: join(corpus, 'a.sql') }],
    [[corpus], { to: join(corpus, 'new') }],
    [[corpus], { to: join(folder, 'new'), delete: true }],
    [[corpus], { delete: true, merge: [folder] }],
    [[corpus], { yes: true }],
    [[corpus, folder], { merge: [folder] }],
    [[join(corpus, 'a.sql')], { merge: [folder] }],
    [[corpus], { workers: '0' }],
    [[corpus], { timeout: 'soon' }],
  ]
  for (const [roots, flags] of refused) {
    expect(() => minimizeTask(roots, flags), JSON.stringify(flags)).toThrow(UsageError)
  }
  expect(minimizeTask([corpus], { to: join(folder, 'new') }).action.kind).toBe('copy')
  expect(existsSync(join(folder, 'new'))).toBe(false)
})

test('deleting asks a terminal, and there is none', () => {
  const isTTY = process.stdin.isTTY
  onTestFinished(() => {
    process.stdin.isTTY = isTTY
  })
  process.stdin.isTTY = false
  expect(() => minimizeTask(['corpus'], { delete: true })).toThrow('no terminal to ask')
  process.stdin.isTTY = true
  expect(minimizeTask(['corpus'], { delete: true }).action).toEqual({
    kind: 'delete',
    isConfirmed: false,
  })
})
