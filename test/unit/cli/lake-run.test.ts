import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { areForClients, withClients } from '../../../src/cli/lake-run.js'
import { WORKLOADS } from '../../../src/cli/registry.js'
import { resolveSides, targetFlags } from '../../../src/cli/settings.js'

beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('GOLDENEYE_')) vi.stubEnv(name, undefined)
  }
})
afterEach(() => vi.unstubAllEnvs())

function configFile(config: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'goldeneye-lake-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'config.json')
  writeFileSync(file, JSON.stringify(config))
  return file
}

test('the client is put in front of both sides for its workload alone', () => {
  const named = (name: string) => WORKLOADS.filter((workload) => workload.name === name)
  expect(areForClients(named('ducklake-client'))).toBe(true)
  expect(areForClients([...named('ducklake-client'), ...named('queries')])).toBe(false)
  expect(areForClients(WORKLOADS)).toBe(false)
})

test.each([
  [{}, { reference: 'ducklake', subject: 'ducklake:lab' }],
  [{ subject: 'duckdb' }, { reference: 'ducklake', subject: 'ducklake' }],
  [{ subject: 'postgres://u@h/d' }, { subject: 'ducklake:postgres://u@h/d' }],
  [
    { subject: 'ducklake:lab', reference: 'none' },
    { reference: 'none', subject: 'ducklake:lab' },
  ],
])('%j', (flags, expected) => {
  expect(withClients({ ...flags, config: configFile({}) })).toMatchObject(expected)
})

test('a name of the config file can hold the catalog, with its password and flags', () => {
  const prod = { kind: 'pg', url: 'postgres://u@h/d', password: { env: 'PROD_PASSWORD' } }
  const config = configFile({ targets: { prod }, subject: 'prod' })
  vi.stubEnv('PROD_PASSWORD', 'hunter2')
  const flags = withClients({ config, extensionDir: 'ext', profile: 'generic' })
  const { subject, passwords, extensionDirectory } = resolveSides(flags)
  expect(subject).toMatchObject({
    kind: 'ducklake',
    name: 'ducklake:prod',
    catalog: { kind: 'pg', url: 'postgres://u@h/d', profile: 'generic' },
  })
  expect(subject.kind === 'ducklake' && subject.catalog && passwords.get(subject.catalog)).toBe(
    'hunter2',
  )
  expect(extensionDirectory).toBe('ext')
  const said = targetFlags({ ...flags, subject: 'ducklake:postgres://u:hunter2@h/d' })
  expect(said.join(' ')).toContain('--subject ducklake:postgres://u@h/d')
  expect(said.join(' ')).toContain('--extension-dir ext')
})
