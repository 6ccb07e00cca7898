import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { knownAdd } from '../../../src/cli/known-add.js'
import { knownCheck } from '../../../src/cli/known-check.js'
import { readKnownFolder } from '../../../src/cli/known-folder.js'
import { knownList } from '../../../src/cli/known-list.js'
import { replay } from '../../../src/cli/replay.js'
import { type Lab, startLab } from '../../../src/lab/lab.js'

const folder = mkdtempSync(join(tmpdir(), 'goldeneye-known-cli-'))
const [out, known, file] = ['reports', 'known', 'empty.sql'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
]
let lab: Lab
let targets: { subject: string; profile: string; reference: string }

beforeAll(async () => {
  lab = await startLab({
    nodes: 1,
    directory: join(folder, 'lab'),
    mutations: new Set(['empty-text-as-null']),
  })
  const [{ host, port } = { host: '', port: 0 }] = lab.endpoints
  const subject = `postgres://goldeneye@${host}:${port}/lab?sslmode=disable`
  targets = { subject, profile: 'lab', reference: 'duckdb' }
  writeFileSync(file, "SELECT 1 AS one;\nSELECT '' AS empty;\n")
})

afterAll(async () => {
  await lab?.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

/** What a verb prints to stdout, and its exit code. */
async function said(verb: () => Promise<number>): Promise<readonly [code: number, text: string]> {
  let text = ''
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk)
    return true
  })
  try {
    const code = await verb()
    return [code, text]
  } finally {
    spy.mockRestore()
  }
}

function replayed() {
  const flags = { ...targets, out, known, reporter: 'json,junit', reduceBudget: '0s', quiet: true }
  return said(() => replay([file], existsSync(known) ? flags : { ...flags, known: false }))
}

function latest(name: string): string {
  return readFileSync(join(out, 'latest', name), 'utf8')
}

test('a finding is accepted, counted and no finding any more, until it is stale', async () => {
  const [first] = await replayed()
  expect(first).toBe(1)
  const id = JSON.parse(latest('report.json')).findings[0].id as string
  const add = (more: object) => said(() => knownAdd(id, { out, known, ...more }))
  await expect(add({ reason: 'no' })).rejects.toThrow('needs an issue')
  await expect(add({ issue: '#7', reason: ' ' })).rejects.toThrow('needs a reason')
  expect(existsSync(known)).toBe(false)

  const [, path] = await add({
    issue: 'https://example.org/7',
    reason: 'old clients',
    expires: '2020-01-01',
  })
  expect(readFileSync(path.trim(), 'utf8')).toMatchInlineSnapshot(`
    "-- goldeneye case 1
    -- finding: GE-fbed88cc   oracle: differential   kind: value
    -- known: https://example.org/7
    -- reason: old clients
    -- expires: 2020-01-01
    -- applies: profile=lab
    -- match: oracle=differential kind=value skeleton="SELECT VARCHAR" types="VARCHAR" shows="VARCHAR: empty became NULL"
    -- @session a
    SELECT 1 AS one;
    SELECT '' AS empty;
    "
  `)
  expect(await add({ issue: '#8', reason: 'again' })).toEqual([
    0,
    `this is a known difference already: ${path}`,
  ])
  expect(readdirSync(known)).toHaveLength(1)

  const [second] = await replayed()
  const report = JSON.parse(latest('report.json'))
  expect([second, report.findings.length, report.known[0].cases]).toEqual([0, 0, 1])
  expect(report.verdict.conclusion).toContain('1 known difference')
  expect(latest('junit.xml')).toMatch(/<testsuite name="known differences"[^>]*skipped="1"/)

  const [, list] = await said(() => knownList({ known }))
  expect(list).toContain('expired 2020-01-01')

  await lab.mutate(new Set())
  // What is for another profile is replayed on a configured target of that profile.
  const config = join(folder, 'goldeneye.config.json')
  writeFileSync(config, JSON.stringify({ targets: { own: { kind: 'duckdb' } } }))
  const text = readFileSync(path.trim(), 'utf8').replace('profile=lab', 'profile=duckdb')
  writeFileSync(join(known, 'elsewhere.case.sql'), text.replace('2020-01-01', '2999-01-01'))
  const check = { ...targets, out, known, config, quiet: true }
  const [code, checked] = await said(() => knownCheck({ ...check, strict: true }))
  expect(code).toBe(3)
  expect(checked).toContain('! elsewhere  agrees now on own ')
  expect(checked).toContain('! value-select  agrees now on postgres://goldeneye@127.0.0.1:')
  expect(checked).toContain('2 known differences: 2 stale, 1 expired')
})

test('a broken file stops a run before anything is opened', async () => {
  const broken = join(folder, 'broken')
  mkdirSync(broken)
  writeFileSync(join(broken, 'a.case.sql'), '-- goldeneye case 1\n-- known: #7\nSELECT 1;\n')
  const flags = { ...targets, out: join(folder, 'none'), known: broken, quiet: true }
  await expect(replay([file], flags)).rejects.toThrow(`${join(broken, 'a.case.sql')}:2: `)
  expect(existsSync(join(folder, 'none'))).toBe(false)
  expect(await readKnownFolder({ known: false }, undefined)).toBeUndefined()
})
