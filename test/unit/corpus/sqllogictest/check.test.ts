import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkAgainstFile } from '../../../../src/corpus/sqllogictest/check.js'
import { convertSqlLogicTest } from '../../../../src/corpus/sqllogictest/convert.js'
import { executePlan } from '../../../../src/execute/execute.js'
import { openDuckDBTarget } from '../../../../src/target/duckdb/duckdb-target.js'

const directory = mkdtempSync(join(tmpdir(), 'goldeneye-check-'))
const duckdb = await openDuckDBTarget({ name: 'check', directory, threads: 1 })
afterAll(async () => {
  await duckdb.close()
  rmSync(directory, { recursive: true, force: true })
})

let runs = 0

/** What DuckDB answers otherwise than the file says, as `line what: expected / actual`. */
async function parted(text: string): Promise<readonly string[]> {
  const { case: made, expectations } = convertSqlLogicTest(text, 'a.test')
  runs += 1
  const history = await executePlan(made.plan, duckdb, {
    scope: { schema: `check_${runs}` },
    limits: { timeoutMs: 10_000 },
    nowNs: () => 0n,
    readState: false,
  })
  return checkAgainstFile(expectations, history).map(
    ({ line, what, expected, actual }) => `${line} ${what}: ${expected} / ${actual}`,
  )
}

const hash = (values: readonly string[]) =>
  `${values.length} values hashing to ${createHash('md5')
    .update(`${values.join('\n')}\n`)
    .digest('hex')}`

test('a file that is right about DuckDB', async () => {
  const text = `
statement ok
CREATE SCHEMA s; CREATE TABLE s.t (i INTEGER, b BOOLEAN, t VARCHAR, d DECIMAL(4,2), f DOUBLE)

query I
INSERT INTO s.t VALUES (2, true, '', 1.5, 0.1), (1, NULL, 'x', -1, 'nan'), (NULL, false, 'a' || chr(0), 0, 1e30)
----
3

query IITRR
FROM s.t ORDER BY i
----
1\tNULL\tx\t-1\tnan
2\t1\t(empty)\t1.50\t0.1000001
NULL\tfalse\ta\\0\t0.00\t1e+30

query IT rowsort
SELECT i, t FROM s.t
----
1
x
2
(empty)
NULL
a\\0

query I valuesort
SELECT 10 UNION ALL SELECT 9
----
10
9

query T
SELECT TIMESTAMPTZ '2024-06-01 12:00:00.5+00'
----
2024-06-01 05:00:00.5-07

query T
SELECT [1, NULL]
----
<REGEX>:\\[1.*

query I nosort same
SELECT i FROM s.t ORDER BY ALL

query I nosort same
SELECT i FROM s.t ORDER BY 1

reset label same

query I nosort same
SELECT 42

query I
SELECT 7 FROM range(3)
----
${hash(['7', '7', '7'])}

statement error
SELECT x
----
Referenced column "x" was not found

statement error
SELECT * FROM s.u
----
<REGEX>:Catalog Error.*u does not exist.*

statement maybe
SELECT 1
----
what it says when it fails
`
  expect(await parted(text)).toEqual([])
})

test('a file that is wrong about DuckDB in every way', async () => {
  const text = `statement ok
SELECT x

statement error
SELECT 1
----
an error

statement error
SELECT y
----
another message

query I
SELECT 1
----
2

query II
SELECT 1
----
1

query I
SELECT 1
----

query I
SELECT 1
----
${hash(['2'])}

query I nosort l
SELECT 1

query I nosort l
SELECT 2

query R
SELECT 1.0::DOUBLE
----
1.02
`
  expect(await parted(text)).toEqual([
    expect.stringMatching(/^1 fails: no error \/ Binder Error/),
    '4 succeeds: an error / ',
    expect.stringMatching(/^9 message: another message \/ Binder Error/),
    '14 value: 2 / 1',
    '19 columns: 2 columns / 1 columns',
    '24 rows: 0 lines / 1 rows of 1',
    `28 hash: ${hash(['2'])} / ${hash(['1'])}`,
    `36 label: ${hash(['1'])} / ${hash(['2'])}`,
    '39 value: 1.02 / 1.0',
  ])
})

test('a file of sqlite: whole numbers, division without a rest, a threshold for hashes', async () => {
  const text = `hash-threshold 2

statement ok
CREATE TABLE t1(a INTEGER, r REAL)

statement ok
INSERT INTO t1 VALUES(1, 1.5), (7, 2.5), (3, 3.7)

onlyif mysql
query I
SELECT nothing

query II nosort
SELECT a / 2, r FROM t1 WHERE a < 5 ORDER BY 1
----
${hash(['0', '2', '1', '4'])}

query I rowsort
SELECT r FROM t1 WHERE a > 5
----
2
`
  expect(await parted(text)).toEqual([])
})
