import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type CorpusAddFlags, corpusAdd } from '../../../src/cli/corpus-add.js'
import { type CorpusListFlags, corpusList } from '../../../src/cli/corpus-list.js'
import { encodeBlob } from '../../../src/corpus/blob.js'
import { parseCase } from '../../../src/corpus/case-file.js'
import { UsageError } from '../../../src/model/errors.js'
import { renderRun } from '../../../src/report/render.js'
import { findingEvents, finishedCase, numbered, started } from '../report/synthetic-run.js'

let folder: string
let printed: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldeneye-corpus-add-'))
  printed = ''
  const print = (text: string | Uint8Array) => {
    printed += String(text).replaceAll(`${folder}/`, '')
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(print)
  vi.spyOn(process.stderr, 'write').mockImplementation(print)
})

afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

const at = (path: string) => join(folder, path)

function writeText(path: string, text: string): string {
  mkdirSync(join(at(path), '..'), { recursive: true })
  writeFileSync(at(path), text)
  return at(path)
}

const TOLD = {
  id: 'GE-7f3a9c21',
  index: 1,
  kind: 'type',
  summary: 's',
  reference: 'a',
  subject: 'b',
  stepIndex: 3,
  steps: [
    ['CREATE TABLE t0 (c0 DECIMAL(18,2))', 'done'],
    ['INSERT INTO t0 VALUES (1.50), (9.00)', '2 rows changed'],
    ['DELETE FROM t0 WHERE c0 > 3', 'error binder: this is about another statement'],
    ['SELECT sum(c0) FROM t0', '1 row'],
  ].map(([text = '', reference = '']) => ({ session: 'a', text, reference, subject: 'done' })),
}

/** A run that has found it, as goldeneye writes it down. */
function writeRun(name: string, told: Partial<typeof TOLD> = {}): void {
  const events = numbered([started, finishedCase(1), ...findingEvents({ ...TOLD, ...told })])
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('')
  writeText(`reports/${name}/events.ndjson`, lines)
  renderRun(at(`reports/${name}`), [])
}

async function add(word: string, flags: CorpusAddFlags = {}): Promise<string> {
  printed = ''
  const to = flags.to ?? at('corpus/regressions')
  expect(await corpusAdd(word, { out: at('reports'), ...flags, to })).toBe(0)
  return printed.trim()
}

async function refusal(word: string, flags: CorpusAddFlags = {}): Promise<string> {
  const error: unknown = await add(word, flags).catch((thrown: unknown) => thrown)
  if (!(error instanceof UsageError)) throw error
  return `${error.message} / ${error.hint}`.replaceAll(`${folder}/`, '')
}

test('a finding is kept under what it shows, with what the reference did', async () => {
  writeRun('2026-11-22T100000Z-run-a')
  expect(await add('GE-7f3a9c21')).toBe('corpus/regressions/type-select-sum-decimal.case.sql')
  expect(
    readFileSync(at('corpus/regressions/type-select-sum-decimal.case.sql'), 'utf8'),
  ).toMatchInlineSnapshot(`
    "-- goldeneye case 1
    -- finding: GE-7f3a9c21   oracle: differential   kind: type
    -- @session a
    -- @expect ok
    CREATE TABLE t0 (c0 DECIMAL(18,2));
    -- @expect ok
    INSERT INTO t0 VALUES (1.50), (9.00);
    DELETE FROM t0 WHERE c0 > 2;
    -- @expect ok
    SELECT sum(c0) FROM t0;
    "
  `)
})

test('the same finding twice is said with its file, and another one of its name gets a number', async () => {
  writeRun('2026-11-22T100000Z-run-a')
  await add('GE-7f3a9c21')
  expect(await add('GE-7f3a9c21')).toBe(
    'GE-7f3a9c21 is in the corpus already: corpus/regressions/type-select-sum-decimal.case.sql',
  )
  writeText('corpus/regressions/broken.case.sql', '-- goldeneye case 1\n-- @sesion a\n')
  const other = at('reports/2026-11-22T100000Z-run-a/findings/GE-7f3a9c21/case.sql')
  writeFileSync(other, readFileSync(other, 'utf8').replace('GE-7f3a9c21', 'GE-00000001'))
  expect(await add(other)).toBe('corpus/regressions/type-select-sum-decimal-2.case.sql')
})

test('a file of our own is kept as it stands, under its own name, and never over another', async () => {
  const text = '-- goldeneye case 1\n-- Why it matters.\nSELECT 1;\n'
  const file = writeText('My Case.case.sql', text)
  const to = at('corpus/seeds')
  expect(await add(file, { to })).toBe('corpus/seeds/my-case.case.sql')
  expect(readFileSync(join(to, 'my-case.case.sql'), 'utf8')).toBe(text)
  expect(await add(file, { to })).toBe('corpus/seeds/my-case-2.case.sql')
  expect(await refusal(file, { to, name: 'my-case' })).toBe(
    'corpus/seeds/my-case.case.sql exists, and nothing is overwritten / name the case otherwise with --name',
  )
})

test('a shell script and a blob become cases; a path of this machine is told', async () => {
  const sql = writeText('session.sql', ".mode csv\nSELECT * FROM '/data/mine/x.csv';\n")
  expect(await add(sql)).toBe(
    [
      'corpus/regressions/session.case.sql',
      'corpus/regressions/session.case.sql: it names /data/mine/x.csv, which is not on every machine; ${dir:x} stands for a folder',
    ].join('\n'),
  )
  const blob = encodeBlob(parseCase('CREATE TABLE t (d DATE); SELECT max(d) FROM t;', 'x.sql'))
  expect(await add(blob)).toBe('corpus/regressions/select-max-date.case.sql')
})

test('what cannot be added says why, and nothing is written', async () => {
  writeRun('2026-11-22T100000Z-run-a', { id: 'GE-00000002', status: 'unconfirmed' } as object)
  expect(await refusal('GE-00000001')).toContain('no run below reports has a finding GE-00000001')
  expect(await refusal('GE-00000002')).toMatch(
    /^GE-00000002: this mismatch was seen once and not again \/ run it again first: goldeneye replay /,
  )
  writeText('reports/2026-11-22T100000Z-run-a/findings/GE-00000002/mismatch.json', '{}')
  expect(await refusal('GE-00000002')).toContain('mismatch.json is not what goldeneye has written')
  expect(await refusal(at('none.sql'))).toContain('none.sql: there is no such file')
  const file = writeText('x.sql', 'SELECT 1;')
  expect(await refusal(file, { name: 'A b' })).toContain('--name a-b')
  expect(await refusal(file, { to: join(file, 'below') })).toContain('cannot be written (ENOTDIR)')
  expect(readdirSync(folder).sort()).toEqual(['reports', 'x.sql'])
})

async function list(flags: CorpusListFlags = {}): Promise<{ code: number; text: string }> {
  printed = ''
  const code = await corpusList([at('corpus')], flags)
  return { code, text: printed }
}

test('list: a line a case; what is broken is said and does not hide the others', async () => {
  writeRun('2026-11-22T100000Z-run-a')
  await add('GE-7f3a9c21')
  writeText(
    'corpus/seeds/two.case.sql',
    '-- goldeneye case 1\n-- features: delete, merge\nSELECT 1;\n-- @session b\nSELECT 2;\n',
  )
  expect(await list()).toEqual({ code: 0, text: expect.any(String) })
  // How wide it is hangs on the name of the test's folder.
  expect(printed.replaceAll(/ {2,}/g, '  ')).toMatchInlineSnapshot(`
    "file  kind  statements  sessions  finding  mismatch  features
    corpus/regressions/type-select-sum-decimal.case.sql  regression  4  1  GE-7f3a9c21  type  –
    corpus/seeds/two.case.sql  seed  2  2  –  –  delete, merge
    "
  `)
  const json = JSON.parse((await list({ json: true, grep: 'MERGE' })).text)
  expect(json).toMatchObject([
    { kind: 'seed', statements: 2, sessions: 2, features: ['delete', 'merge'] },
  ])
  expect((await list({ grep: 'sum\\(c0' })).text.split('\n')).toHaveLength(3)
  await expect(list({ grep: '(' })).rejects.toThrow(UsageError)
  writeText('corpus/seeds/broken.case.sql', '-- goldeneye case 1\n-- @sesion a\n')
  const broken = await list()
  expect(broken.code).toBe(3)
  expect(broken.text).toContain('two.case.sql')
  expect(broken.text).toContain('corpus/seeds/broken.case.sql:2: @sesion is not a directive')
})
