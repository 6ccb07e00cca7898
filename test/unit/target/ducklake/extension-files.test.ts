import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { extensionFiles } from '../../../../src/target/ducklake/extension-files.js'

const INSTALLED = { version: 'v1.2.3', platform: 'linux_amd64' }
const NAMES = ['ducklake.duckdb_extension', 'postgres_scanner.duckdb_extension']

function folderWith(names: readonly string[], below = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'goldeneye-extensions-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, below), { recursive: true })
  for (const name of names) writeFileSync(join(folder, below, name), 'this is no library')
  return folder
}

test.each(['', 'v1.2.3/linux_amd64'])('both files are found in <folder>/%s', (below) => {
  const folder = folderWith(NAMES, below)
  const files = NAMES.map((name) => join(folder, below, name))
  expect(extensionFiles(folder, INSTALLED)).toEqual({ kind: 'found', files })
})

test('what is missing is named, and another version is no help', () => {
  const folder = folderWith(NAMES, 'v9.9.9/linux_amd64')
  writeFileSync(join(folder, NAMES[0] as string), '')
  expect(extensionFiles(folder, INSTALLED)).toMatchObject({
    kind: 'missing',
    reason: expect.stringMatching(/^there is no postgres_scanner\.duckdb_extension in /),
  })
})
