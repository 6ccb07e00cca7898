import fc from 'fast-check'
import { expect, test } from 'vitest'
import { convertSqlLogicTest } from '../../../../src/corpus/sqllogictest/convert.js'
import { STATEMENTS_MAX } from '../../../../src/corpus/sqllogictest/expand.js'
import { type Plan, statementsOf } from '../../../../src/model/plan.js'

const convert = (text: string, repository?: string) =>
  convertSqlLogicTest(text, 'suite/test/sql/a.test', { repository })
const texts = (text: string, repository?: string) =>
  statementsOf(convert(text, repository).case.plan).map(({ sql }) => sql)

/** `a SELECT 1`, `open b`: the steps in short. */
function inShort({ steps }: Plan): readonly string[] {
  return steps.map((step) =>
    step.kind === 'statement'
      ? `${step.session} ${step.statement.sql}`
      : `${step.kind} ${step.session}`,
  )
}

const ok = (sql: string, connection = '') => `statement ok ${connection}\n${sql}\n\n`

test('loops are written out, with conditions, continue and variables of both spellings', () => {
  const text = `foreach a,b 1,x 2,y

loop i 0 2

skipif i=1
statement ok
SELECT {a}, '\${b}', {i}

onlyif b=y
continue

statement ok
SELECT 'behind {b}'

endloop

endloop
`
  expect(texts(text)).toEqual([
    ...["SELECT 1, 'x', 0", "SELECT 'behind x'", "SELECT 'behind x'"],
    "SELECT 2, 'y', 0",
  ])
})

test('the turns of a concurrent loop are sessions that take turns, and close', () => {
  const text = `concurrentloop id 0 2\n\n${ok('BEGIN')}onlyif id=1\n${ok('INSERT INTO t VALUES ({id})')}endloop\n\n${ok('FROM t')}`
  expect(inShort(convert(text).case.plan)).toEqual([
    ...['id_0 BEGIN', 'id_1 BEGIN', 'id_1 INSERT INTO t VALUES (1)'],
    ...['close id_0', 'close id_1', 'a FROM t'],
  ])
})

test('more turns than run at once come in waves, over the same sessions', () => {
  const { plan } = convert(`concurrentloop i 0 20\n\n${ok('SELECT {i}')}endloop\n`).case
  expect(plan.sessions).toHaveLength(16)
  expect(inShort(plan).slice(16, 36)).toEqual([
    ...Array.from({ length: 16 }, (_, i) => `close i_${i}`),
    ...['open i_0', 'open i_1', 'open i_2', 'open i_3'],
  ])
})

test('connections are sessions; a restart closes them all where the database is in a file', () => {
  const text = `load __TEST_DIR__/x.db\n\n${ok('SELECT 1')}${ok('SELECT 2', 'con1')}restart\n\n${ok('SELECT 3', 'con1')}`
  expect(inShort(convert(text).case.plan)).toEqual([
    ...['a SELECT 1', 'con1 SELECT 2', 'close a', 'close con1', 'open con1', 'con1 SELECT 3'],
  ])
})

test('what cannot be had ends the file, and all that it leaves out is counted', () => {
  const { skipped, case: left } = convert(
    `${ok('SELECT 1')}restart\n\n${ok('SELECT 2')}${ok('SELECT 3')}`,
  )
  expect(statementsOf(left.plan)).toHaveLength(1)
  expect(skipped).toMatchObject([
    { reason: 'restarts a database that is only in memory', count: 2 },
  ])
})

test.each([
  ['require windows', 'is for Windows'],
  ['require vector_size 4096', 'needs vectors of 4096 values'],
  ['require-env NOT_SET', 'needs the environment variable NOT_SET'],
])('%s leaves out the whole file', (line, reason) => {
  const { skipped, case: left } = convert(`${ok('SELECT 1')}${line}\n\n${ok('SELECT 2')}`)
  expect(left.plan.steps).toEqual([])
  expect(skipped).toMatchObject([{ reason, count: 2 }])
})

test('extensions and files are needs, for the targets to meet', () => {
  const text = `require skip_reload\n\nrequire JSON\n\n${ok("COPY t TO '__TEST_DIR__/t.json'")}`
  const { needs, case: plain } = convert(text)
  expect(needs).toEqual({ extensions: ['json'], files: true })
  expect(statementsOf(plain.plan)[0]?.sql).toBe("COPY t TO '${dir:test}/t.json'")
  expect(convert(ok("FROM 'data/x'"), '/suite').needs.files).toBe(true)
  expect(convert(ok("SELECT '/'"), '/suite').needs).toEqual({ extensions: [], files: false })
})

test('files beside the tests are read from their folder, and never written', () => {
  const reads = ok("FROM 'data/a.csv'") + ok(`FROM "./data/b.csv", 'x/y', '{DATA_DIR}/c'`)
  expect(texts(reads, '/suite')).toEqual([
    ...["FROM '/suite/data/a.csv'", `FROM "/suite/data/b.csv", 'x/y', '/suite/data/c'`],
  ])
  expect(convert(reads).skipped).toMatchObject([
    { reason: 'reads files beside the tests, which --test-data can name', count: 2 },
  ])
  for (const sql of ["ATTACH 'data/a.db'", "COPY t TO 'data/a.csv'", "EXPORT DATABASE 'data/x'"]) {
    expect(texts(ok(sql), '/suite')).toEqual([])
  }
  expect(texts(ok("ATTACH 'data/a.db' (READ_ONLY)"), '/suite')).toHaveLength(1)
})

test('what a file makes by a relative path is in a folder of the case, and nowhere else', () => {
  const sqls = [
    'SET enable_external_access = false',
    "ATTACH 'my.db'",
    "COPY (SELECT 'my.db' SIMILAR TO 'x') TO 'out' (FORMAT csv)",
    "SELECT 'out', * FROM 'out/a.csv', 'my.db', 'other.csv'",
    "EXPORT DATABASE my TO 'all'",
    "PRAGMA profiling_output = 'p.json'",
    "SET explain_output = 'all'",
    "ATTACH ':memory:' AS x",
  ]
  expect(texts(sqls.map((sql) => ok(sql)).join('')).slice(0, sqls.length)).toEqual([
    'SET enable_external_access = false',
    "ATTACH '${dir:working}/my.db' AS ${db:my}",
    "COPY (SELECT '${dir:working}/my.db' SIMILAR TO 'x') TO '${dir:working}/out' (FORMAT csv)",
    "SELECT 'out', * FROM '${dir:working}/out/a.csv', '${dir:working}/my.db', 'other.csv'",
    "EXPORT DATABASE ${db:my} TO '${dir:working}/all'",
    "PRAGMA profiling_output = '${dir:working}/p.json'",
    "SET explain_output = 'all'",
    "ATTACH ':memory:' AS ${db:x}",
  ])
  expect(convert(ok("ATTACH 'my.db'")).needs.files).toBe(true)
  for (const sql of ["ATTACH '~/a.db'", "COPY t TO '../a.csv'", "EXPORT DATABASE '/tmp/x'"]) {
    expect(convert(ok(sql)).skipped).toEqual([
      expect.objectContaining({ reason: 'would write outside of its own folder', count: 1 }),
    ])
  }
})

test('schemas, databases and main are those of the case', () => {
  const sqls = [
    'CREATE SCHEMA IF NOT EXISTS s1',
    'CREATE TABLE s1.t (s1 INTEGER)',
    'SELECT s1 FROM main.t, memory.main.u, other.main.v',
    "ATTACH '__TEST_DIR__/lake.db'",
    'CREATE TABLE lake.t AS SELECT main.abs(1)',
    'USE memory',
    "SET schema = 's1'",
    "SELECT * FROM duckdb_tables() WHERE schema_name = 's1'",
    "SET search_path = 's1,lake.main'",
    "SELECT nextval('s1.seq'), nextval('main.main_seq'), 's1.seq'",
    'SELECT s1.f(1), main.f(1)',
    'USE lake.s1',
    'ALTER DATABASE lake SET ALIAS TO pond',
    'DETACH pond',
  ]
  expect(texts(sqls.map((sql) => ok(sql)).join(''))).toEqual([
    'CREATE SCHEMA IF NOT EXISTS ${schema:s1}',
    'CREATE TABLE ${schema:s1}.t (s1 INTEGER)',
    'SELECT s1 FROM ${schema}.t, ${schema}.u, other.main.v',
    "ATTACH '${dir:test}/lake.db' AS ${db:lake}",
    'CREATE TABLE ${db:lake}.t AS SELECT main.abs(1)',
    'USE ${schema}',
    "SET schema = '${schema:s1}'",
    "SELECT * FROM duckdb_tables() WHERE schema_name = '${schema:s1}'",
    "SET search_path = '${schema:s1},${db:lake}.main'",
    "SELECT nextval('${schema:s1}.seq'), nextval('${schema}.main_seq'), 's1.seq'",
    'SELECT ${schema:s1}.f(1), main.f(1)',
    'USE ${db:lake}.${schema:s1}',
    'ALTER DATABASE ${db:lake} SET ALIAS TO ${db:pond}',
    'DETACH ${db:pond}',
  ])
})

test('what asks about the whole endpoint need only succeed', () => {
  const { plan } = convert(
    ['SHOW DATABASES', 'FROM duckdb_tables()', 'SHOW TABLES'].map((sql) => ok(sql)).join(''),
  ).case
  expect(statementsOf(plan).map(({ compare }) => compare?.rows)).toEqual([
    'none',
    'none',
    undefined,
  ])
})

test('settings are put back by a session of their own', () => {
  const sqls = ['SET GLOBAL default_order = DESC', 'PRAGMA threads=2', 'SET VARIABLE x = 1']
  const calls = ["CALL enable_logging('QueryLog')", 'CALL enable_peg_parser()']
  const { case: made, skipped } = convert([...sqls, ...calls].map((sql) => ok(sql)).join(''))
  expect(inShort(made.plan).slice(4)).toEqual([
    ...['settings_back RESET default_order', 'settings_back RESET threads'],
    'settings_back CALL disable_logging()',
  ])
  expect(skipped).toMatchObject([{ reason: 'changes the parser of every session', count: 1 }])
})

test('an error has the class that the file names', () => {
  const text =
    'statement error\nSELECT x\n----\nBinder Error: no x\n\nstatement error\nSELECT y\n----\nno y\n'
  expect(statementsOf(convert(text).case.plan).map(({ expect: said }) => said)).toEqual([
    ...['binder', undefined],
  ])
})

test('loops that give too many statements are left out, and not written out first', () => {
  const text = `${ok('SELECT 1')}loop i 0 1000000000\n\nloop j 0 1000000000\n\n${ok('SELECT 2')}endloop\n\nendloop\n`
  const { skipped, found } = convert(text)
  expect(found).toBe(2)
  expect(skipped).toMatchObject([
    { reason: `its loops give more than ${STATEMENTS_MAX} statements`, count: 1 },
  ])
})

test('whatever a file is, it is a case or a mistake of its author', () => {
  const line = fc.constantFrom(
    ...['statement ok', 'statement error', 'query II rowsort', 'SELECT {i}', '----', '1\t2', ''],
    ...['loop i 0 3', 'concurrentloop i 0 2', 'endloop', 'continue', 'restart', 'halt', '# x'],
    ...['skipif i>1', 'onlyif mysql', 'mode skip', 'mode unskip', 'load', 'load __TEST_DIR__/a.db'],
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      try {
        const { case: made, expectations } = convert(lines.join('\n'))
        for (const index of expectations.keys())
          expect(made.plan.steps[index]?.kind).toBe('statement')
      } catch (error) {
        expect((error as Error).message).toMatch(/^suite\/test\/sql\/a\.test:\d+: /)
      }
    }),
    { numRuns: 200 },
  )
})
