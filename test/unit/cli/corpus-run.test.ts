import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { KnownDifferences } from '../../../src/campaign/known/known-differences.js'
import type { Sides } from '../../../src/campaign/trial.js'
import { checkedSentence, problemsOf } from '../../../src/cli/corpus-checked.js'
import { corpusFiles, readCorpus } from '../../../src/cli/corpus-folder.js'
import { type CheckedCase, checkCases } from '../../../src/cli/corpus-run.js'
import { Interrupt } from '../../../src/cli/interrupt.js'
import { ORACLES } from '../../../src/cli/registry.js'
import { scopes } from '../../../src/cli/surroundings.js'
import type { EventBody } from '../../../src/report/events.js'
import { openDuckDBTarget } from '../../../src/target/duckdb/duckdb-target.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'

const directory = mkdtempSync(join(tmpdir(), 'goldeneye-corpus-run-'))
let sides: Sides

beforeAll(async () => {
  const reference = await openDuckDBTarget({ name: 'reference', directory, threads: 1 })
  // What a case can see of this setting is a difference that is always there.
  const settings = { threads: '1', nested_loop_join_threshold: '0' }
  const subject = await openDuckDBTarget({ name: 'subject', directory, settings })
  const capabilities = new Set([...duckdb.capabilities].filter((one) => one !== 'portals'))
  sides = { reference, subject, profile: { ...duckdb, capabilities } }
})

afterAll(async () => {
  await Promise.all([sides?.reference.close(), sides?.subject.close()])
  rmSync(directory, { recursive: true, force: true })
})

const DIFFERS = "SELECT current_setting('nested_loop_join_threshold')::VARCHAR AS n;"

const CASES: Readonly<Record<string, string>> = {
  'regressions/agrees.case.sql': 'CREATE TABLE t (i INTEGER);\nINSERT INTO t VALUES (1);\nFROM t;',
  'regressions/attaches.case.sql': "ATTACH ':memory:' AS ${db:x};\nDETACH ${db:x};",
  'regressions/broken.case.sql': '\n-- @sesion b\nSELECT 1;',
  'regressions/differs.case.sql': `CREATE TABLE t (i INTEGER);\n${DIFFERS}`,
  'regressions/pages.case.sql': 'SELECT 1;\n-- @delivery extended fetch=2\nSELECT 2;',
  'regressions/refused.case.sql':
    '-- @expect ok\nSELECT 1;\n-- @expect ok\nCREATE TABLE t (i NONE);',
  'regressions/secret.case.sql': 'SELECT 1;\nSELECT ${secret:of_nobody};',
  'seeds/agrees-too.case.sql': '-- @expect binder\nSELECT nothing;',
}

function writeCases(cases: Readonly<Record<string, string>> = CASES): string {
  const folder = mkdtempSync(join(directory, 'cases-'))
  for (const [name, text] of Object.entries(cases)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), `-- goldeneye case 1\n${text}\n`)
  }
  return folder
}

async function check(folder: string, workers: number, timeoutMs = 30_000) {
  const events: EventBody[] = []
  const interrupt = new Interrupt(() => undefined)
  onTestFinished(() => interrupt.close())
  const entries = await readCorpus(corpusFiles([folder]))
  const checked: CheckedCase[] = []
  await checkCases(entries, {
    workers,
    tell: (one) => void checked.push(one),
    interrupt,
    known: new KnownDifferences([]),
    record: {
      emit: (event) => void events.push(event),
      within: () => undefined,
      finish: () => 0,
      folder: directory,
    },
    opened: {
      sides,
      lanes: async (count) => Array.from({ length: count }, () => sides),
      perturbed: async () => [],
      disturbances: () => 0,
      secrets: [],
      close: async () => undefined,
    },
    investigation: {
      settings: { timeoutMs, nowNs: () => 0n, nextScope: scopes(`w${workers}`) },
      oracles: ORACLES,
      confirm: 1,
      reduceBudgetMs: 0,
      nowMs: () => 0,
      signal: interrupt.signal,
      perturbed: async () => [],
    },
  })
  return { checked, events, count: entries.length }
}

/** `refused.case.sql:5 cannot-run ...`: what became of each case. */
function lines(checked: readonly CheckedCase[]): readonly string[] {
  return checked.map(({ file, result }) => {
    const line = 'line' in result && result.line !== undefined ? `:${result.line}` : ''
    const because = 'because' in result ? ` ${result.because}` : ''
    return `${file.replace(/^.*\//, '')}${line} ${result.kind}${because}`
  })
}

test('each case has its answer, and who cannot run says why, with the line', async () => {
  const { checked, count, events } = await check(writeCases(), 1)
  expect(lines(checked)).toEqual([
    'agrees.case.sql agrees',
    'attaches.case.sql agrees',
    expect.stringMatching(/^broken\.case\.sql:3 cannot-run @sesion is not a directive: Known are /),
    'differs.case.sql:3 differs',
    'pages.case.sql:4 left-out the endpoint has no portals',
    expect.stringMatching(
      /^refused\.case\.sql:5 cannot-run the reference gives error parser: .*, and the case expects no error$/,
    ),
    'secret.case.sql:3 cannot-run the secret of_nobody is not set: export GOLDENEYE_SECRET_OF_NOBODY',
    'agrees-too.case.sql agrees',
  ])
  expect(checkedSentence(checked, count)).toBe(
    '1 differ, 3 cannot run, 1 not for this endpoint, 3 agree',
  )
  expect(problemsOf(checked).map(({ level, line }) => `${level} ${line}`)).toEqual([
    'warning 3',
    'error 3',
    'warning 5',
    'warning 3',
  ])
  expect(events.filter(({ type }) => type === 'case-not-run')).toHaveLength(4)
  expect(events.filter(({ type }) => type === 'finding-closed')).toHaveLength(1)
})

test('what is told, and its order, do not depend on the number of workers', async () => {
  const folder = writeCases()
  const alone = await check(folder, 1)
  const together = await check(folder, 3)
  expect(together.checked).toEqual(alone.checked)
  const timeless = (events: readonly EventBody[]) =>
    JSON.parse(JSON.stringify(events).replaceAll(/"elapsedMs":[\d.]+/g, '"elapsedMs":0'))
  expect(timeless(together.events)).toEqual(timeless(alone.events))
})

test('a case that hangs is given up, and that is said', async () => {
  const endless = 'range(100000000) a, range(100000) b WHERE (a.range * b.range) % 7 = 3;'
  const folder = writeCases({ 'slow.case.sql': `SELECT count(*) FROM ${endless}` })
  const { checked } = await check(folder, 1, 100)
  expect(lines(checked)).toEqual([
    expect.stringMatching(
      /^slow\.case\.sql:2 cannot-run the reference does not answer: unknown \(timeout\)/,
    ),
  ])
})
