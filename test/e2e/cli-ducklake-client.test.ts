import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { goldeneye, newPlace } from './cli.js'

test('without the extension the workload is left out aloud, and nothing was proved', async () => {
  const place = newPlace()
  for (const name of ['ducklake', 'postgres_scanner']) {
    writeFileSync(join(place.folder, `${name}.duckdb_extension`), 'this is no library')
  }
  const args = ['run', 'ducklake-client', '--subject', 'duckdb', '--extension-dir', place.folder]
  const { code, stdout } = await goldeneye(place, [...args, '--cases', '1'])
  expect(code).toBe(3)
  expect(stdout).toMatch(/^inconclusive: no case was finished/)
  expect(stdout).toMatch(/left out: ducklake-client: the ducklake extension cannot be loaded: \S+/)
  expect(stdout).toContain('--extension-dir, see docs/ducklake-client.md')
})
