import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { investigate } from '../../../src/campaign/investigate.js'
import { type Sides, tryPlan } from '../../../src/campaign/trial.js'
import { parseCase } from '../../../src/corpus/case-file.js'
import type { Mismatch, Oracle } from '../../../src/model/verdict.js'
import { openDuckDBTarget } from '../../../src/target/duckdb/duckdb-target.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'

const SEEN: Mismatch = {
  kind: 'mismatch',
  mismatch: 'outcome',
  stepIndex: 0,
  summary: 'as the test wants it',
  reference: '1',
  subject: '2',
  ignored: [],
}

/** Mismatches on the subject as the letters say, one a judgement: `x` does, anything else agrees. */
function oracleThatSees(letters: string, atEach: (judgement: number) => void): Oracle {
  let judgement = 0
  return {
    name: 'scripted',
    summary: 'a difference now and then',
    judge: ({ subject }) => {
      if (subject.target.name !== 'subject') return { kind: 'agree', ignored: [] }
      judgement += 1
      atEach(judgement)
      return letters[judgement - 1] === 'x' ? SEEN : { kind: 'agree', ignored: [] }
    },
  }
}

const directory = mkdtempSync(join(tmpdir(), 'goldeneye-confirm-'))
let sides: Sides
let scopes = 0

beforeAll(async () => {
  const reference = await openDuckDBTarget({ name: 'reference', directory })
  const subject = await openDuckDBTarget({ name: 'subject', directory })
  sides = { reference, subject, profile: duckdb }
})

afterAll(async () => {
  await Promise.all([sides?.reference.close(), sides?.subject.close()])
  rmSync(directory, { recursive: true, force: true })
})

/** The first letter is the mismatch that is found; the process of a target dies in the given judgements. */
async function statusOf(letters: string, deaths: readonly number[]) {
  let disturbances = 0
  const oracle = oracleThatSees(letters, (judgement) => {
    if (deaths.includes(judgement)) disturbances += 1
  })
  const settings = {
    timeoutMs: 10_000,
    nowNs: () => 0n,
    nextScope: () => {
      scopes += 1
      return { schema: `goldeneye_confirm_${scopes}` }
    },
  }
  const { plan } = parseCase('SELECT 1;', 'a.sql')
  const trial = await tryPlan(plan, sides, [oracle], settings)
  const conclusion = await investigate({ trial, oracle, mismatch: SEEN }, undefined, sides, {
    settings,
    oracles: [oracle],
    confirm: 2,
    reduceBudgetMs: 0,
    nowMs: () => 0,
    signal: new AbortController().signal,
    perturbed: async () => [],
    disturbances: () => disturbances,
  })
  return conclusion.kind === 'finding' ? `${conclusion.status} ${conclusion.seen}` : conclusion.kind
}

test.each([
  ['always', 'xxx', [], 'confirmed 2'],
  ['always, and a process died in the midst', 'xxx', [2], 'confirmed 2'],
  ['now and then', 'xx-', [], 'flaky 1'],
  ['never again', 'x--', [], 'unconfirmed 0'],
  ['only while a process died', 'xx-' + '--', [2], 'unconfirmed 0'],
  ['now and then, also when no process dies', 'xx-' + '-x', [2], 'flaky 1'],
  ['while processes die all the time', 'xx-' + 'x-' + 'x-' + '--', [2, 4, 6, 8], 'flaky 1'],
])('seen %s', async (_, letters, deaths, expected) => {
  expect(await statusOf(letters, deaths)).toBe(expected)
})
