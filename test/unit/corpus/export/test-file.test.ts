import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { referenceAnswers } from '../../../../src/campaign/reference-answers.js'
import { parseCase } from '../../../../src/corpus/case-file.js'
import { exportTest } from '../../../../src/corpus/export/test.js'
import { resultLines } from '../../../../src/corpus/export/test-result.js'
import { recordText } from '../../../../src/corpus/export/test-text.js'
import { checkAgainstFile } from '../../../../src/corpus/sqllogictest/check.js'
import { convertSqlLogicTest } from '../../../../src/corpus/sqllogictest/convert.js'
import { executePlan } from '../../../../src/execute/execute.js'
import { planOf } from '../../../../src/generate/sample.js'
import type { Case } from '../../../../src/model/case.js'
import { type Plan, statementsOf } from '../../../../src/model/plan.js'
import { type DuckDBTarget, openDuckDBTarget } from '../../../../src/target/duckdb/duckdb-target.js'
import { queries } from '../../../../workloads/queries/queries.js'
import { typedMutations } from '../../../../workloads/typed-mutations/typed-mutations.js'

const directory = mkdtempSync(join(tmpdir(), 'goldeneye-export-'))
let target: DuckDBTarget
let scopes = 0

beforeAll(async () => {
  target = await openDuckDBTarget({ name: 'reference', directory, threads: 1 })
})
afterAll(async () => {
  await target.close()
  rmSync(directory, { recursive: true, force: true })
})

function run(plan: Plan) {
  scopes += 1
  return executePlan(plan, target, {
    scope: { schema: `goldeneye_export_${scopes}` },
    limits: { timeoutMs: 30_000 },
    nowNs: () => 0n,
    readState: false,
    everyErrorFailsTransaction: false,
    batchesAreTransactions: false,
  })
}

async function exported(whole: Case): Promise<string> {
  const { plan } = whole
  const reference = await run(plan)
  return exportTest(whole, { name: 'test/x', answers: referenceAnswers({ plan, reference }) })
}

describe('a case as a .test file', () => {
  test('has connections, literals, results, classes of errors, and comments for the rest', async () => {
    const text = `-- goldeneye case 1
-- finding: GE-7f3a9c21   oracle: differential   kind: value
CREATE TABLE t (i INTEGER, s VARCHAR, d DECIMAL(4,2), b BOOLEAN);
-- @delivery prepared
-- @params INTEGER '3', VARCHAR ''
INSERT INTO t VALUES ($1, $2, 1.50, true), (1, NULL, 0.25, false), (2, 'x', NULL, NULL);
SELECT i, s, d, b FROM t;
-- @session b
SELECT s, i FROM t ORDER BY i;

SELECT i FROM t

WHERE i = 1;
SELECT 'two
lines', i FROM t WHERE i = 2;
-- @compare rows=count because the sample is random
SELECT i FROM t USING SAMPLE 2;
SELECT nothing FROM t;
-- @delivery extended describe
SELECT 1;
-- @close b
-- @session a
-- @batch
BEGIN; SELECT 'a'; SELECT x; SELECT 'b'
-- @end
`
    expect(await exported(parseCase(text, 'x.sql'))).toMatchInlineSnapshot(`
      "# name: test/x.test
      # description: GE-7f3a9c21: value mismatch (oracle differential)
      # group: [goldeneye]

      statement ok
      CREATE TABLE t (i INTEGER, s VARCHAR, d DECIMAL(4,2), b BOOLEAN)

      # sent as: prepared
      query I
      INSERT INTO t VALUES (CAST('3' AS INTEGER), CAST('' AS VARCHAR), 1.50, true), (1, NULL, 0.25, false), (2, 'x', NULL, NULL)
      ----
      3

      query ITRT rowsort
      SELECT i, s, d, b FROM t
      ----
      1	NULL	0.25	0
      2	x	NULL	NULL
      3	(empty)	1.50	1

      query TI b
      SELECT s, i FROM t ORDER BY i
      ----
      NULL	1
      x	2
      (empty)	3

      query I b
      SELECT i FROM t WHERE i = 1
      ----
      1

      query TI b
      SELECT 'two
      lines', i FROM t WHERE i = 2
      ----
      2 values hashing to a5b3f81220051c982a927641ecc01fa4

      # its result is not said: the sample is random
      statement ok b
      SELECT i FROM t USING SAMPLE 2

      statement error b
      SELECT nothing FROM t
      ----
      Binder Error

      # sent as: extended describe
      # SELECT 1

      # not said here: session b, close

      statement ok
      BEGIN

      query T
      SELECT 'a'
      ----
      a

      statement error
      SELECT x
      ----
      Binder Error

      # is not reached:
      # SELECT 'b'
      "
    `)
  })

  test('has a place for what placeholders name', async () => {
    const text = `CREATE TABLE \${schema}.t (i INTEGER);
ATTACH '\${dir:lake}/x.db' AS \${db:lake};
SELECT '\${dir:lake}', '\${schema:y}';
-- @session b
SELECT * FROM t;
`
    expect(await exported(parseCase(text, 'x.sql'))).toMatchInlineSnapshot(`
      "# name: test/x.test
      # description: a case
      # group: [goldeneye]

      statement ok
      CREATE SCHEMA goldeneye_case

      statement ok
      USE goldeneye_case

      statement ok b
      USE goldeneye_case

      statement ok
      CREATE TABLE goldeneye_case.t (i INTEGER)

      statement ok
      ATTACH '__TEST_DIR__/x.db' AS goldeneye_case_lake

      # its result is not said: it names a folder
      statement ok
      SELECT '__TEST_DIR__', 'goldeneye_case_y'

      query I b
      SELECT * FROM t
      ----
      "
    `)
  })

  test.each([
    ['typed-mutations', typedMutations],
    ['queries', queries],
  ])('%s: is read back as the same statements, and holds on DuckDB', async (_, workload) => {
    const context = { supports: () => true, maxSteps: 60 }
    for (const seed of [3n, 4n]) {
      const plan = planOf(workload, context, seed)
      const text = await exported({ header: {}, plan })
      const read = convertSqlLogicTest(text, 'x.test')
      expect(read.skipped).toEqual([])
      const history = await run(read.case.plan)
      expect(checkAgainstFile(read.expectations, history)).toEqual([])
      const found = statementsOf(read.case.plan).length
      expect(found).toBeGreaterThan(0.8 * statementsOf(plan).length)
    }
  })
})

describe('lines of a record', () => {
  test.each([
    ['SELECT 1', 'SELECT 1'],
    ['SELECT 1,\n  2', 'SELECT 1,\n  2'],
    ['SELECT 1,\n\n  2 -- two\n', 'SELECT 1, 2'],
    ['SELECT 1 -- one\n\n, 2', 'SELECT 1   , 2'],
    ['SELECT x\n#1', 'SELECT x #1'],
    ["SELECT 'a\n\nb''c\\'", "SELECT E'a\\n\\nb''c\\\\'"],
    ['SELECT $$a\n----\nb$$', "SELECT E'a\\n----\\nb'"],
    ['SELECT "a\n\nb"', undefined],
    ["SELECT E'a\n\nb'", undefined],
    ['', undefined],
  ])('%j', (sql, lines) => {
    expect(recordText(sql)).toBe(lines)
  })

  test('results are sorted by text as the runner sorts them, and hashed where a line cannot hold them', () => {
    const type = (name: string) => ({ kind: 'duckdb' as const, name })
    const columns = [
      { name: 'a', type: type('BOOLEAN') },
      { name: 'b', type: type('VARCHAR') },
    ]
    const rows = [
      ['true', ''],
      [null, 'z'],
      ['false', 'Z'],
    ]
    const result = { kind: 'rows' as const, columns, rows }
    expect(resultLines(result, true)).toEqual(['0\tZ', '1\t(empty)', 'NULL\tz'])
    expect(resultLines(result, false)[0]).toBe('1\t(empty)')
    const awkward = { ...result, rows: [['true', 'a\tb']] }
    expect(resultLines(awkward, false)).toEqual([
      expect.stringMatching(/^2 values hashing to \w{32}$/),
    ])
  })
})
