import { expect, test } from 'vitest'
import { bindVolatile } from '../../../../src/lab/statement/bind-volatile.js'
import { handlingOf } from '../../../../src/lab/statement/classify.js'
import { interruptionOf } from '../../../../src/lab/statement/interruption.js'

test.each([
  ['SELECT 1', 'read'],
  ['/* c */ (from t)', 'read'],
  ['WITH x AS (SELECT 1) SELECT * FROM x', 'read'],
  ['EXPLAIN INSERT INTO t VALUES (1)', 'read'],
  ["PRAGMA table_info('t')", 'read'],
  ["SELECT * FROM read_csv('x.csv')", 'read'],
  ["SELECT nextval('s')", 'logged'],
  ['WITH x AS (SELECT 1) INSERT INTO t FROM x', 'logged'],
  ['EXPLAIN ANALYZE INSERT INTO t VALUES (1)', 'logged'],
  ["ATTACH 'sub/a.duckdb' AS a (READ_ONLY)", 'logged'],
  ["ATTACH ':memory:' AS m", 'logged'],
  ['COPY FROM DATABASE a TO b', 'logged'],
  ['USE m', 'setting'],
  ["SET search_path = 'a,b'", 'setting'],
  ['SET VARIABLE x = 1', 'setting'],
  ["ATTACH '/etc/a.duckdb' AS a", 'refuse'],
  ["ATTACH 'x/../../a.duckdb' AS a", 'refuse'],
  ["ATTACH 'postgres:dbname=x' AS a", 'refuse'],
  ["ATTACH 'a.sqlite' AS a (TYPE sqlite)", 'refuse'],
  ["COPY t TO 'x.csv'", 'refuse'],
  ["INSERT INTO t SELECT * FROM read_parquet('x')", 'refuse'],
  ["CREATE TABLE t AS FROM 'x.csv'", 'refuse'],
  ["EXPORT DATABASE 'x'", 'refuse'],
  ['LOAD httpfs', 'refuse'],
  ['SET GLOBAL threads = 3', 'refuse'],
  ["INSERT INTO t VALUES (currval('s'))", 'refuse'],
  ["CREATE OR REPLACE VIEW v AS SELECT nextval('s')", 'refuse'],
  ["CREATE TABLE t (i INT DEFAULT nextval('s'))", 'logged'],
])('%s: %s', (sql, kind) => expect(handlingOf(sql).kind).toBe(kind))

test.each([
  ['WITH x AS (SELECT 1) SELECT * FROM x', 'always'],
  ["SELECT max(nextval('s')) FROM range(9)", 'never'],
  ['INSERT INTO t SELECT * FROM range(9)', 'without-sequences'],
  ['EXECUTE p', 'without-sequences'],
  ['DETACH a', 'never'],
  ['SET VARIABLE x = 1', 'never'],
  ['COMMIT', 'never'],
])('%s: interrupted %s', (sql, interruption) => expect(interruptionOf(sql)).toBe(interruption))

test.each([
  ['BEGIN', false, false],
  ['ROLLBACK', false, false],
  ['COMMIT', true, false],
  ['INSERT INTO temp_readings VALUES (1)', true, false],
  ['CREATE TEMP TABLE t(i INT)', true, true],
  ['CREATE OR REPLACE TEMPORARY VIEW v AS SELECT 1', true, true],
  ['PREPARE p AS SELECT 1', true, true],
])('%s: commits %s, pins %s', (sql, commits, pins) =>
  expect(handlingOf(sql)).toEqual({ kind: 'logged', commits, pins }),
)

const literals = async (expressions: readonly string[]) => expressions.map((text) => `<${text}>`)

test.each([
  ['INSERT INTO t VALUES (uuid(), UUID())', 'INSERT INTO t VALUES (<uuid()>, <UUID()>)'],
  [
    "INSERT INTO t VALUES ('now()', now()) -- now()",
    "INSERT INTO t VALUES ('now()', <now()>) -- now()",
  ],
  ['INSERT INTO t SELECT now(), i FROM u', 'INSERT INTO t SELECT <now()>, i FROM u'],
  ['UPDATE t SET x = current_timestamp', 'UPDATE t SET x = <current_timestamp>'],
  ['DELETE FROM t WHERE d < today()', 'DELETE FROM t WHERE d < <today()>'],
  ['CREATE TABLE t AS SELECT now() AS n', 'CREATE TABLE t AS SELECT <now()> AS n'],
  ['UPDATE t SET x = u.current_date FROM u', 'UPDATE t SET x = u.current_date FROM u'],
  ['INSERT INTO t VALUES (1) RETURNING uuid()', 'INSERT INTO t VALUES (1) RETURNING uuid()'],
  ['SELECT uuid(), now()', 'SELECT uuid(), now()'],
])('%s', async (sql, bound) => expect(await bindVolatile(sql, literals)).toBe(bound))

test.each([
  'INSERT INTO t SELECT uuid() FROM u',
  'INSERT INTO t VALUES ((SELECT max(random()) FROM u))',
  'INSERT INTO t VALUES (1) ON CONFLICT DO UPDATE SET x = random()',
  'UPDATE t SET x = random()',
  'CREATE TABLE t (x TIMESTAMP DEFAULT now())',
  'CREATE TABLE t AS SELECT now()',
  'CREATE VIEW v AS SELECT random() AS r',
  'CREATE MACRO m() AS uuid()',
  'ALTER TABLE t ADD COLUMN x UUID DEFAULT uuid()',
])('refused: %s', async (sql) => {
  await expect(bindVolatile(sql, literals)).rejects.toMatchObject({
    errorClass: 'not-implemented',
    sqlstate: '0A000',
  })
})
