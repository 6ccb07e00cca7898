import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, expect, test } from 'vitest'
import { parseCase, printCase } from '../../../src/corpus/case-file.js'
import { loadCase } from '../../../src/corpus/load.js'
import { UsageError } from '../../../src/model/errors.js'
import { statementsOf } from '../../../src/model/plan.js'
import { classOfDuckDBError } from '../../../src/sql/duckdb-error.js'
import { bindPlaceholders } from '../../../src/sql/placeholders.js'

const folder = mkdtempSync(join(tmpdir(), 'goldeneye-load-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

test('plain SQL loads without the lines of a shell', async () => {
  const path = file(
    'a.sql',
    '\ufeff.mode csv\n\\timing on\nCREATE TABLE t (i INT);\nFROM t;\n.quit',
  )
  const { case: loaded, found, skipped } = await loadCase(path)
  expect(statementsOf(loaded.plan).map(({ sql }) => sql)).toEqual([
    'CREATE TABLE t (i INT)',
    'FROM t',
  ])
  expect(found).toBe(5)
  expect(skipped).toMatchObject([{ reason: 'is a command of a shell', count: 3 }])
})

test('a case and a trace load by their extensions', async () => {
  const text = '-- goldeneye case 1\n-- @session b\nSELECT 1;\n'
  const { case: loaded } = await loadCase(file('b.case.sql', text))
  expect(printCase(loaded)).toBe(text)
  const trace =
    '{"kind":"sql","connection":1,"sql":"SELECT 1"}\n{"kind":"sql","connection":1,"sql":"FROM duckdb_secrets()"}'
  expect(await loadCase(file('c.jsonl', trace))).toMatchObject({
    found: 2,
    skipped: [{ count: 1 }],
  })
})

test('a sqllogictest file finds its data, and is a case even when all of it is skipped', async () => {
  mkdirSync(join(folder, 'suite/test/sql'), { recursive: true })
  mkdirSync(join(folder, 'suite/data'))
  const read = await loadCase(
    file('suite/test/sql/a.test', "statement ok\nSELECT 1\n\nquery I\nFROM 'data/a.csv'\n"),
  )
  expect(statementsOf(read.case.plan)[1]?.sql).toBe(`FROM '${join(folder, 'suite/data/a.csv')}'`)
  expect(read).toMatchObject({ lines: [1, 4], needs: { files: true, extensions: [] }, found: 2 })
  const left = await loadCase(file('b.test_slow', 'require windows\n\nstatement ok\nSELECT 1\n'))
  expect((await loadCase(file('empty.test', '# nothing\n'))).case.plan.steps).toEqual([])
  expect(left).toMatchObject({ found: 1, skipped: [{ reason: 'is for Windows', count: 1 }] })
})

test.each([
  ['bad.test', 'statement ok\nSELECT 1\n\nquery\nSELECT 2\n', 'bad.test:4: "" are no column'],
  ['bad.csv', 'a,b\n', 'bad.csv:1: this record has 2 columns'],
  ['bad.json', '{}\n', 'bad.json:1: this line is no entry'],
  ['missing.sql', undefined, 'there is no such file'],
  ['empty.sql', '', 'there is no statement to run in it'],
  ['comments.case.sql', '-- goldeneye case 1\n', 'there is no statement to run in it'],
  ['empty.jsonl', '\n\n', 'there is no statement to run in it'],
  ['x.txt', 'SELECT 1', 'this extension is not known'],
  ['latin1.sql', new Uint8Array([0x27, 0xe9, 0x27]), 'this is not UTF-8 text'],
  ['bad.case.sql', "SELECT 1;\nSELECT 'a", 'bad.case.sql:2: a quote or comment opens here'],
])('%s is refused in words', async (name, content, message) => {
  const path = content === undefined ? join(folder, name) : file(name, content)
  await expect(loadCase(path)).rejects.toThrow(UsageError)
  await expect(loadCase(path)).rejects.toThrow(message)
})

test('a folder is refused in words', async () => {
  const path = join(folder, 'folder.sql')
  mkdirSync(path)
  await expect(loadCase(path)).rejects.toThrow('this is a folder')
})

const SEEDS = fileURLToPath(new URL('../../../corpus/seeds/', import.meta.url))
const seeds = readdirSync(SEEDS).filter((name) => name.endsWith('.case.sql'))

test('there are seeds', () => expect(seeds.length).toBeGreaterThan(3))

test.each(seeds)('%s says what DuckDB does, and is the same when written again', async (name) => {
  const { case: seed } = await loadCase(join(SEEDS, name))
  expect(parseCase(printCase(seed), name)).toEqual(seed)
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const sessions = new Map<string, DuckDBConnection>()
  for (const session of seed.plan.sessions) sessions.set(session.name, await instance.connect())
  for (const step of seed.plan.steps) {
    if (step.kind !== 'statement') continue
    const { sql, params, expect: expected } = step.statement
    const bound = bindPlaceholders(sql, ({ name: of }) => `s_${of}`)
    const outcome = await sessions
      .get(step.session)
      ?.run(
        bound,
        params.map(({ text }) => text),
      )
      .then(
        () => 'ok',
        (error: Error) => classOfDuckDBError(error.message),
      )
    if (expected !== undefined) expect(outcome, sql).toBe(expected)
  }
  for (const connection of sessions.values()) connection.closeSync()
  instance.closeSync()
})

test('a NUL byte in a statement is refused with its line, in a value that is made of one it is not', async () => {
  const path = file('nul.sql', 'SELECT 1;\nSELECT 2;\nSELECT \0 3;\n')
  await expect(loadCase(path)).rejects.toThrow(`${path}:3: a NUL byte stands in this statement`)
  const { case: loaded } = await loadCase(file('chr.sql', "SELECT 'a' || chr(0);"))
  expect(loaded.plan.steps).toHaveLength(1)
})
