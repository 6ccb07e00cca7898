import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { goldeneye, newPlace } from './cli.js'

/** What a case can see of this setting is a difference that is always there. */
const PERTURBED = ['--subject', 'duckdb:perturbed=paths', '--reduce-budget', '0']
const DIFFERS = `CREATE TABLE t (i INTEGER);
INSERT INTO t VALUES (1);
SELECT i, current_setting('nested_loop_join_threshold')::VARCHAR AS n FROM t;
`

test('a finding is kept, is red while it differs, and is told when it is mended', async () => {
  const place = newPlace()
  writeFileSync(join(place.folder, 'session.sql'), DIFFERS)
  const found = await goldeneye(place, ['replay', 'session.sql', ...PERTURBED])
  expect(found.code).toBe(1)
  const id = /GE-[0-9a-f]{8}/.exec(found.stdout)?.[0] ?? ''

  const added = await goldeneye(place, ['corpus', 'add', id])
  const file = added.stdout.trim()
  expect(file).toMatch(/^corpus\/regressions\/value-select-current-setting\S*\.case\.sql$/)
  const text = readFileSync(join(place.folder, file), 'utf8')
  expect(text).toContain(`finding: ${id}`)

  writeFileSync(
    join(place.folder, 'corpus', 'broken.case.sql'),
    '-- goldeneye case 1\n-- @sesion a\n',
  )
  const red = await goldeneye(place, ['corpus', 'check', ...PERTURBED], { GITHUB_ACTIONS: 'true' })
  expect(red.code).toBe(1)
  const line = text.split('\n').findIndex((one) => one.startsWith('SELECT')) + 1
  expect(red.stdout).toContain(`::error file=${file},line=${line},title=${id} value mismatch::`)
  expect(red.stdout).toContain('::warning file=corpus/broken.case.sql,line=2,title=cannot be run::')
  expect(red.stdout.trimEnd().split('\n').at(-1)).toBe('1 differ, 1 cannot run, 0 agree')
  const run =
    readdirSync(join(place.folder, 'reports')).find((name) => name.endsWith('latest')) ?? ''
  const junit = readFileSync(join(place.folder, 'reports', run, 'junit.xml'), 'utf8')
  expect(junit).toContain(`<testsuite name="${file}"`)

  const mended = await goldeneye(place, ['replay', file, '--subject', 'duckdb', '--keep'])
  expect(mended.code).toBe(0)
  expect(mended.stdout).toContain(`${file}: agrees now (was value mismatch)`)
  const kept = [...mended.stdout.matchAll(/^ +duckdb (\S+)$/gm)].map(
    ([, database]) => database ?? '',
  )
  expect(
    kept.map((database) => existsSync(join(place.folder, database)) || existsSync(database)),
  ).toEqual([true, true])
  expect(mended.stdout.match(/^ +rm -r \S+\/kept\/(?:reference|subject)$/gm)).toHaveLength(2)
  expect(readFileSync(join(place.folder, file), 'utf8')).toBe(text)
})
