import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../../src/config/config.js'
import { UsageError } from '../../../src/model/errors.js'

function configFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'goldeneye-config-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'config.json')
  writeFileSync(file, text)
  return file
}

/** What a person is told. */
function refusal(text: string): string {
  const file = configFile(text)
  try {
    loadConfig(file)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return (error as UsageError).message.replace(file, 'FILE')
  }
  throw new Error('the config was accepted')
}

test('defaults are filled in', () => {
  const targets = { one: { kind: 'duckdb' }, two: { kind: 'lab', mutant: 'm' } }
  expect(loadConfig(configFile(JSON.stringify({ targets, cases: 5 })))).toEqual({
    targets: { one: { kind: 'duckdb', threads: 1 }, two: { kind: 'lab', nodes: 3, mutant: 'm' } },
    cases: 5,
  })
})

test.each([
  ['{"case": 5}', 'FILE is no valid config: Unrecognized key: "case"'],
  ['{"cases": 0}', 'FILE is no valid config: cases: '],
  ['[]', 'FILE is no valid config: '],
  ['{"targets": {"p": {"kind": "pgg"}}}', 'targets.p'],
  ['{"targets": {"p": {"kind": "pg", "url": "http://h"}}}', 'targets.p.url: must begin with'],
  ['{"targets": {"l": {"kind": "lab", "nodes": 99}}}', 'targets.l.nodes: '],
  ['', 'FILE is no JSON'],
  ['{\n\n"a": 1,}', 'FILE is no JSON (line 3)'],
])('a mistake: %j', (text, says) => {
  expect(refusal(text)).toContain(says)
})

test.each([
  '{"targets": {"p": {"kind": "pg", "url": "postgres://h", "password": "hunter2"}}}',
  '{"targets": {"p": {"kind": "pg", "url": "http://u:hunter2@h"}}}',
  '{"password": "hunter2" "next"}',
  '{"password": hunter2}',
])('what stands in a file is never repeated: %j', (text) => {
  expect(refusal(text)).not.toContain('hunter2')
})

test('a config that was asked for must be there', () => {
  expect(() => loadConfig('/missing/config.json')).toThrow('cannot be read (ENOENT)')
})
