import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startServer } from '../unit/target/lab-server.js'
import { expectMistake, goldeneye, newPlace } from './cli.js'

const FEW = ['--type', 'TIME', '--type', 'UUID', '--values', '3', '--seed', '1']

test('the healthy lab gives none, on the screen, as a page and as JSON', async () => {
  const place = newPlace()
  const files = ['--html', 'matrix.html', '--json', 'matrix.json']
  const { code, stdout } = await goldeneye(place, ['probe', 'types', ...FEW, ...files])
  expect(stdout).toMatch(/^TIME +1083 +(?:[=·] +)+[=·]$/m)
  expect(stdout).toMatch(/\n0 differences in \d+ cell comparisons: 2 types, 18 cells right/)
  expect(code).toBe(0)
  expect(readFileSync(join(place.folder, 'matrix.html'), 'utf8')).toContain('0 differences in')
  const json = JSON.parse(readFileSync(join(place.folder, 'matrix.json'), 'utf8'))
  expect(json).toMatchObject({ seed: '1', totals: { differences: 0 }, unprobed: ['TYPE'] })
})

test('a fault of the lab is wrong cells, and one of them with both values', async () => {
  const mutant = ['--subject', 'lab:mutant=microseconds-dropped']
  const { code, stdout } = await goldeneye(newPlace(), ['probe', 'types', ...FEW, ...mutant])
  expect(stdout).toMatch(/^TIME +1083 +(?:[✗·] +)+[✗·]$/m)
  expect(stdout).toMatch(/^UUID +2950 +(?:[=·] +)+[=·]$/m)
  const [, reference = '', subject = ''] =
    /reference {2}(\S+)\n {4}subject {4}(\S+)\n {4}run {8}SELECT CAST/.exec(stdout) ?? []
  expect(reference.slice(0, 12)).toBe(subject.slice(0, 12))
  expect(reference).not.toBe(subject)
  expect(code).toBe(1)
})

test('a changed profile is a finding, line by line, and an equal one is none', async () => {
  const place = newPlace()
  const { port } = await startServer()
  const subject = `postgres://u@127.0.0.1:${port}/d`
  const profile = (...more: readonly string[]) =>
    goldeneye(place, ['probe', 'profile', '--type', 'UUID', '--subject', subject, ...more])
  expect(await profile('--output', 'lab.profile.json')).toMatchObject({ code: 0, stdout: '' })
  expect((await profile('--against', 'lab.profile.json')).code).toBe(0)
  const file = join(place.folder, 'lab.profile.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace('2950', '25'))
  const { code, stdout } = await profile('--against', 'lab.profile.json')
  expect(stdout).toMatch(
    /^types\.UUID\n {2}- { "oid": 25, .*\n {2}\+ { "oid": 2950, .*\n1 change since/,
  )
  expect(code).toBe(1)
})

const URL = 'postgres://u@127.0.0.1:1/d'
const NEWER = '{"goldeneye": "profile 9"}'

test.each([
  [['probe', 'types', '--type', 'DAET'], 'there is no type "DAET"', 'did you mean DATE?'],
  [['probe', 'types', '--values', 'x'], '--values "x" is no whole number', '--values 10'],
  [['probe', 'types', '--subject', 'duckdb'], 'has no wire to probe', 'give --subject lab'],
  [['probe', 'types', '--html', 'newer.json'], 'newer.json exists', '--force'],
  [['probe', 'profile', '--against', 'none.json'], 'there is no profile file', '--output'],
  [['probe', 'profile', '--against', 'broken.json'], 'broken.json is no JSON', '--output'],
  [['probe', 'profile', '--against', 'newer.json'], 'by a newer goldeneye (format 9', 'write the'],
  [['probe', 'profile', '--output', 'newer.json'], 'nothing is overwritten', '--output'],
  [['run', '--subject', URL, '--profile', './broken.json'], 'broken.json is no JSON', '--output'],
  [['probe', 'type'], "unknown command 'type'", 'did you mean types?'],
])('%j', async (args, says, next) => {
  const place = newPlace()
  writeFileSync(join(place.folder, 'broken.json'), '{')
  writeFileSync(join(place.folder, 'newer.json'), NEWER)
  expectMistake(place, await goldeneye(place, args), { says, next })
})
