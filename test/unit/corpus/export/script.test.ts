import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { parseCase } from '../../../../src/corpus/case-file.js'
import { exportScript } from '../../../../src/corpus/export/script.js'
import { openLocalEngine } from '../../../../src/lab/local-engine.js'
import type { MutantName } from '../../../../src/lab/mutants.js'
import { startPgServer } from '../../../../src/lab/pgwire/server.js'
import { COMMON_TYPES, spellings } from '../../../../src/target/profile/types.js'

const folder = mkdtempSync(join(tmpdir(), 'goldeneye-script-test-'))
beforeAll(() => symlinkSync(resolve('node_modules'), join(folder, 'node_modules')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const CASE = `-- goldeneye case 1
-- finding: GE-7f3a9c21   oracle: differential   kind: value
CREATE TABLE \${schema}.t (i INTEGER, b BLOB, f DOUBLE, ts TIMESTAMP, l INTEGER[], ok BOOLEAN);
-- @delivery prepared
-- @params INTEGER '1', BLOB 'ab', DOUBLE '-0.0'
INSERT INTO t VALUES ($1, $2, $3, '2024-02-29 12:00:00.120', [1, NULL], true);
-- @delivery extended
-- @params INTEGER NULL
INSERT INTO t (i) VALUES ($1);
-- @session b
SELECT * FROM t;
-- @delivery pipeline
SELECT count(*) FROM t; SELECT sum(i) FROM t;
SELECT i, nothing FROM t;
-- @close b
-- @open b
-- @batch
BEGIN; INSERT INTO t (i) VALUES (7); COMMIT
-- @end
ATTACH ':memory:' AS \${db:x};
CREATE TABLE \${db:x}.main.u AS SELECT 1 AS one;
SELECT i FROM t ORDER BY i;
`

/** Runs the script of the case against DuckDB behind the lab's protocol server. */
async function runAgainst(
  mutant?: MutantName,
): Promise<{ readonly code: number; readonly text: string }> {
  const mutations = new Set(mutant === undefined ? [] : [mutant])
  const engine = await openLocalEngine({ path: ':memory:', mutations })
  const auth = { kind: 'trust' } as const
  const server = await startPgServer({ host: '127.0.0.1', port: 0, engine, auth, mutations })
  onTestFinished(async () => {
    await server.close()
    await engine.close()
  })
  const file = join(folder, `${mutant ?? 'healthy'}.mjs`)
  const oids = new Map([...spellings(COMMON_TYPES)].map(([type, { oids }]) => [type, oids]))
  const ordered = {
    outcome: { kind: 'done', affected: undefined },
    sureness: { kind: 'ordered' },
  } as const
  const whole = parseCase(CASE, 'x.sql')
  const answers = whole.plan.steps.map((_, at) =>
    at === whole.plan.steps.length - 1 ? [ordered] : [],
  )
  writeFileSync(file, exportScript(whole, { answers, oids }))
  return new Promise((done) => {
    const url = `postgres://goldeneye@127.0.0.1:${server.port}/lab?sslmode=disable`
    execFile(process.execPath, [file, url], (error, stdout, stderr) => {
      done({ code: Number(error?.code ?? 0), text: stdout + stderr })
    })
  })
}

test('a script runs a case on both sides and says that they agree', async () => {
  const { code, text } = await runAgainst()
  expect(text).toContain('Both answer alike.')
  expect(text).toContain('step 13 of 13, session b: SELECT i FROM t ORDER BY i')
  expect(text.match(/ {2}endpoint {2}error 42703 Binder Error/)).toHaveLength(1)
  expect(code).toBe(0)
})

test('a script says where they part', async () => {
  const { code, text } = await runAgainst('nulls-order-swapped')
  expect(text).toContain('THEY DIFFER: the order of the rows')
  expect(text).toContain('They differ in 1 place.')
  expect(code).toBe(1)
})

test('an endpoint that is not there is said, with how to name one', async () => {
  const file = join(folder, 'nobody.mjs')
  writeFileSync(
    file,
    exportScript(parseCase('SELECT 1;', 'x.sql'), { answers: [], oids: new Map() }),
  )
  const { code, text } = await new Promise<{ code: number; text: string }>((done) => {
    execFile(process.execPath, [file, 'postgres://a@127.0.0.1:1/b'], (error, stdout, stderr) => {
      done({ code: Number(error?.code ?? 0), text: stdout + stderr })
    })
  })
  expect(code).toBe(2)
  expect(text).toContain('usage: node <this file>')
})
