import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { resolveSearch, resolveSides, targetFlags } from '../../../src/cli/settings.js'
import { UsageError } from '../../../src/model/errors.js'

beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('GOLDENEYE_')) vi.stubEnv(name, undefined)
  }
})
afterEach(() => vi.unstubAllEnvs())

function configFile(config: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'goldeneye-settings-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'config.json')
  writeFileSync(file, JSON.stringify(config))
  return file
}

test('a flag wins over the environment, the environment over the file, the file over the default', () => {
  const none = configFile({})
  const some = configFile({ seed: '1', cases: 10, timeout: '1s' })
  const seedOf = (flags: { seed?: string }, config: string) =>
    resolveSearch(flags, resolveSides({ config }).config).seed
  expect(resolveSearch({}, resolveSides({ config: none }).config)).toMatchObject({
    cases: undefined,
    durationMs: 60_000,
    timeoutMs: 30_000,
  })
  expect(resolveSearch({}, resolveSides({ config: some }).config)).toMatchObject({
    cases: 10,
    durationMs: undefined,
    timeoutMs: 1_000,
  })
  expect(seedOf({}, some)).toBe(1n)
  vi.stubEnv('GOLDENEYE_SEED', '2')
  expect(seedOf({}, some)).toBe(2n)
  expect(seedOf({ seed: '3' }, some)).toBe(3n)
  vi.stubEnv('GOLDENEYE_SEED', '')
  expect(seedOf({}, some)).toBe(1n)
})

test('the sides: by default, by flag, by a name of the config file', () => {
  const targets = {
    prod: { kind: 'pg', url: 'postgres://h/db', profile: 'duckgres' },
    two: { kind: 'duckdb', threads: 2 },
  }
  const config = configFile({ targets, subject: 'prod', reference: 'two' })
  expect(resolveSides({ config: configFile({}) })).toMatchObject({
    reference: { kind: 'duckdb', threads: 1 },
    subject: { kind: 'lab', nodes: 3 },
  })
  expect(resolveSides({ config })).toMatchObject({
    reference: { kind: 'duckdb', name: 'two', threads: 2 },
    subject: { kind: 'pg', name: 'prod', profile: 'duckgres' },
  })
  vi.stubEnv('GOLDENEYE_SUBJECT', 'lab:nodes=1')
  expect(resolveSides({ config })).toMatchObject({ subject: { kind: 'lab', nodes: 1 } })
  expect(resolveSides({ config, subject: 'prod', profile: 'lab' })).toMatchObject({
    subject: { kind: 'pg', profile: 'lab' },
  })
})

test.each([
  ['lba', 'did you mean lab?'],
  ['prd', 'did you mean prod?'],
  ['oracle', 'use duckdb, lab'],
])('the subject %s is a mistake: %s', (subject, hint) => {
  const config = configFile({ targets: { prod: { kind: 'duckdb' } } })
  const error = thrownBy(() => resolveSides({ config, subject }))
  expect(error).toBeInstanceOf(UsageError)
  expect((error as UsageError).hint).toContain(hint)
})

test('a password comes from the variable that the config file names', () => {
  const prod = { kind: 'pg', url: 'postgres://h/db', password: { env: 'GE_TEST_PASSWORD' } }
  const config = configFile({ targets: { prod }, subject: 'prod' })
  vi.stubEnv('GE_TEST_PASSWORD', undefined)
  expect(() => resolveSides({ config })).toThrow('from GE_TEST_PASSWORD, which is not set')
  vi.stubEnv('GE_TEST_PASSWORD', 'hunter2')
  const { subject, passwords } = resolveSides({ config, profile: 'lab' })
  expect(passwords.get(subject)).toBe('hunter2')
})

test('what a printed command repeats holds no password', () => {
  const flags = targetFlags({
    subject: 'postgres://u:hun@ter2@h/db?password=hunter3',
    profile: 'lab',
  })
  expect(flags).toEqual(['--subject', 'postgres://u@h/db', '--profile', 'lab'])
})

function thrownBy(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}
