import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { differential } from '../../../oracles/differential/differential.js'
import { attribute } from '../../../src/campaign/attribute.js'
import { type Perturbed, referenceDisagrees } from '../../../src/campaign/doubt.js'
import { mismatchOf, type Sides, tryPlan } from '../../../src/campaign/trial.js'
import type { Attribution } from '../../../src/campaign/votes.js'
import { parseCase } from '../../../src/corpus/case-file.js'
import { startLab } from '../../../src/lab/lab.js'
import { openLocalEngine } from '../../../src/lab/local-engine.js'
import type { MutantName } from '../../../src/lab/mutants.js'
import { startPgServer } from '../../../src/lab/pgwire/server.js'
import type { Profile } from '../../../src/model/profile.js'
import type { Target } from '../../../src/model/target.js'
import { openDuckDBTarget } from '../../../src/target/duckdb/duckdb-target.js'
import { openPgTarget } from '../../../src/target/pg/pg-target.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'
import { lab as labProfile } from '../../../src/target/profile/lab.js'

const directory = mkdtempSync(join(tmpdir(), 'goldeneye-attribute-'))
const closers: (() => Promise<void>)[] = []
let reference: Target
let perturbed: readonly Perturbed[]
/** A DuckDB with two settings that do change answers. */
let odd: Target

beforeAll(async () => {
  const open = async (name: string, settings: Record<string, string>) => {
    const target = await openDuckDBTarget({ name, directory, settings })
    closers.push(() => target.close())
    return target
  }
  reference = await open('reference', {})
  const target = await open('disturbed', { threads: '2', preserve_insertion_order: 'false' })
  odd = await open('odd', {
    default_null_order: 'nulls_first',
    scalar_subquery_error_on_multiple_rows: 'false',
  })
  perturbed = [{ what: 'with two threads', path: 'engine', open: async () => target }]
}, 60_000)

afterAll(async () => {
  for (const close of closers.reverse()) await close()
  rmSync(directory, { recursive: true, force: true })
})

let scopes = 0
const settings = {
  timeoutMs: 10_000,
  nowNs: () => 0n,
  nextScope: () => {
    scopes += 1
    return { schema: `goldeneye_attribute_${scopes}` }
  },
}

interface Place {
  readonly host: string
  readonly port: number
}

function openAt(places: readonly Place[], profile: Profile): Promise<Target> {
  const endpoints = places.map(({ host, port }) => ({
    host,
    port,
    user: 'goldeneye',
    database: 'lab',
    sslMode: 'disable' as const,
  }))
  return openPgTarget({ name: 'lab', endpoints, profile, files: undefined })
}

/** Runs a case on both sides; whose fault is the mismatch that must be there? */
async function blamed(text: string, sides: Sides, doubters = perturbed): Promise<Attribution> {
  const { plan } = parseCase(text, 'a.sql')
  const trial = await tryPlan(plan, sides, [differential], settings)
  const found = mismatchOf(trial)
  if (!found) throw new Error('both sides agree')
  const signal = new AbortController().signal
  const accused = { trial, ...found, isFlaky: false }
  const voting = { settings, perturbed: doubters, nowMs: () => 0, signal }
  const attribution = await attribute(accused, sides, voting)
  if (!attribution) throw new Error('nobody has voted')
  return attribution
}

const TIMES = `
CREATE TABLE t (a INTEGER PRIMARY KEY, b TIMESTAMP);
INSERT INTO t VALUES (1, '2024-01-02 03:04:05.123456'), (2, NULL);
SELECT a, b FROM t ORDER BY b, a;`

/** One DuckDB behind the lab's protocol server, without a cluster around it. */
const single: Profile = { ...labProfile, sessionSetup: [] }

test.each<[MutantName, string]>([
  ['microseconds-dropped', 'wire'],
  ['nulls-order-swapped', 'genuine'],
])('%s is %s', async (mutant, blame) => {
  const mutations = new Set([mutant])
  const engine = await openLocalEngine({ path: ':memory:', mutations })
  const host = '127.0.0.1'
  const auth = { kind: 'trust' as const }
  const server = await startPgServer({ host, port: 0, engine, auth, mutations })
  const subject = await openAt([{ host, port: server.port }], single)
  try {
    const attribution = await blamed(TIMES, { reference, subject, profile: single })
    expect(attribution).toMatchObject({ blame })
    expect(attribution.votes.map(({ says }) => says)).toContain('differs')
  } finally {
    await subject.close()
    await server.close()
    await engine.close()
  }
})

test('an entry that one follower skipped is its node or unstable', async () => {
  const lab = await startLab({
    directory: join(directory, 'three'),
    mutations: new Set(['entry-skipped']),
  })
  const subject = await openAt(lab.endpoints, labProfile)
  // One change in seventeen is skipped.
  const inserts = Array.from({ length: 18 }, (_, key) => `INSERT INTO t VALUES (${key});`)
  const readers = ['b', 'c', 'd'].map(
    (name, node) => `-- @session ${name}\n-- @node ${node}\nSELECT count(*) AS n FROM t;`,
  )
  const text = ['-- @session a', 'CREATE TABLE t (a INTEGER);', ...inserts, ...readers].join('\n')
  try {
    const { blame, votes } = await blamed(text, { reference, subject, profile: labProfile })
    expect(['node', 'unstable']).toContain(blame)
    expect(votes.filter(({ voter }) => voter.includes('every session on'))).toHaveLength(3)
  } finally {
    await subject.close()
    await lab.close()
  }
}, 60_000)

test('a reference that answers otherwise under other settings is blamed itself', async () => {
  const sides = { reference, subject: odd, profile: duckdb }
  const text = '-- @compare rows=ordered\nSELECT unnest([1, NULL]) AS a ORDER BY a;'
  const doubt = (path: Perturbed['path']) => [
    { what: 'with NULLs first', path, open: async () => odd },
  ]
  expect(await blamed(text, sides)).toMatchObject({ blame: 'genuine' })
  expect(await blamed(text, sides, doubt('engine'))).toMatchObject({ blame: 'engine' })
  expect(await blamed(text, sides, doubt('optimizer'))).toMatchObject({ blame: 'optimizer' })
})

test('an error that the reference has only under some settings proves nothing', async () => {
  const { plan } = parseCase('SELECT (SELECT unnest([1, 2])) AS a;', 'a.sql')
  const sides = { reference, subject: odd, profile: duckdb }
  const trial = await tryPlan(plan, sides, [differential], settings)
  const other: Perturbed = {
    what: 'with its optimizers off',
    path: 'optimizer',
    open: async () => odd,
  }
  const doubt = (perturbed: readonly Perturbed[]) =>
    referenceDisagrees(trial, sides, differential, { settings, perturbed })
  expect(await doubt([other])).toContain(
    'the reference does not agree with itself with its optimizers off',
  )
  expect(await doubt(perturbed)).toBeUndefined()
})
