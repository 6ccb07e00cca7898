import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { isKeyword } from '../../../src/sql/keywords.js'
import { skeleton } from '../../../src/sql/skeleton.js'
import { isQuery, statementKind } from '../../../src/sql/statement-kind.js'

test.each([
  ['SELECT sum(c0) FROM t0', 'SELECT sum(i1) FROM i2'],
  ['select  SUM( "c1" )from t1 -- all', 'SELECT sum(i1) FROM i2'],
  ["insert into t values (1, 'x'), (-2, 'y''z')", 'INSERT INTO i1 VALUES (INTEGER, VARCHAR)'],
  [
    'INSERT INTO ${db:l}."main".t VALUES (1.5, 1e3, $1, NULL, true)',
    'INSERT INTO i1.i2.i3 VALUES (DECIMAL, DOUBLE, ?, NULL, BOOLEAN)',
  ],
  [
    'CREATE TABLE a (b DECIMAL(18,2) PRIMARY KEY, B INT)',
    'CREATE TABLE i1(i2 DECIMAL(INTEGER) PRIMARY KEY, i2 INT)',
  ],
  ['CREATE TABLE a ("b" HUGEINT)', 'CREATE TABLE i1(i2 HUGEINT)'],
  ['SELECT * FROM t, u', 'SELECT * FROM i1, i2'],
  ['SELECT 1; SELECT 2;', 'SELECT INTEGER; SELECT INTEGER'],
  ['WITH c AS (SELECT 1) FROM c', 'WITH i1 AS (SELECT INTEGER) FROM i1'],
  ["ATTACH 'x' AS m", 'ATTACH VARCHAR AS i1'],
  ['CREATE TABLE t AS SELECT 1', 'CREATE TABLE i1 AS SELECT INTEGER'],
])('skeleton of %s', (sql, expected) => expect(skeleton(sql)).toBe(expected))

test.each([
  ['casts', "SELECT CAST('1' AS HUGEINT)", "SELECT '2'::hugeint"],
  ['casts of more than a name', 'SELECT CAST(a + 1 AS BIGINT)', 'SELECT (b + 2)::BIGINT'],
  ['aliases', 'SELECT a AS x FROM t AS q(n) WHERE a = 1', 'SELECT a FROM t WHERE a = 2'],
  ['brackets', 'SELECT * FROM t WHERE ((a)) = 1', 'SELECT * FROM t WHERE (a) = 1'],
  ['signs', 'SELECT -1, f(+2)', 'SELECT 1, f(2)'],
  ['the number of items', 'SELECT a, b, c FROM t ORDER BY a', 'SELECT a FROM t ORDER BY a'],
  ['the number of elements', 'SELECT [1, 2, 3]', 'SELECT [1]'],
  ['the order of items', 'SELECT a, sum(b) FROM t', 'SELECT sum(b), a FROM t'],
  ['a semicolon', 'SELECT 1;', 'SELECT 1'],
])('%s make no other shape', (_, one, other) => expect(skeleton(one)).toBe(skeleton(other)))

test.each([
  ['functions', 'SELECT sum(a) FROM t', 'SELECT avg(a) FROM t'],
  ['types', "SELECT 'x'::HUGEINT", "SELECT 'x'::UHUGEINT"],
  ['lists', "SELECT 'x'::BLOB[]", "SELECT 'x'::BLOB"],
  ['operators', 'SELECT a - 1 FROM t', 'SELECT a + 1 FROM t'],
  ['clauses', 'SELECT a FROM t', 'SELECT a FROM t ORDER BY a'],
  ['directions', 'SELECT a FROM t ORDER BY a', 'SELECT a FROM t ORDER BY a DESC'],
  ['joins', 'SELECT * FROM t', 'SELECT * FROM t, u'],
  ['the same column twice', 'SELECT a + a FROM t', 'SELECT a + b FROM t'],
])('%s make another shape', (_, one, other) => expect(skeleton(one)).not.toBe(skeleton(other)))

test.each([
  ['SELECT 1', 'SELECT', true],
  ['(SELECT 1)', 'SELECT', true],
  ['from t', 'SELECT', true],
  [
    '/* x */ WITH a AS (SELECT 1), b AS (DELETE FROM x RETURNING *) INSERT INTO t FROM a',
    'INSERT',
    false,
  ],
  ['WITH a AS (SELECT 1) SELECT * FROM a', 'SELECT', true],
  ['WITH a AS (SELECT 1) FROM a', 'SELECT', true],
  ['insert into t values (1) returning i', 'INSERT', true],
  ['UPDATE t SET a = 1', 'UPDATE', false],
  ['CREATE OR REPLACE TEMP TABLE t (i INT)', 'CREATE TABLE', false],
  ['create unique index i on t (i)', 'CREATE INDEX', false],
  ['DROP VIEW v', 'DROP VIEW', false],
  ['START TRANSACTION', 'BEGIN', false],
  ['COMMIT /*x*/', 'COMMIT', false],
  ["ATTACH ':memory:' AS m", 'ATTACH', false],
  ['', '', false],
])('%s is %s', (sql, kind, query) => {
  expect(statementKind(sql)).toBe(kind)
  expect(isQuery(sql)).toBe(query)
})

test('every reserved word of the installed DuckDB is a keyword', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(
    "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category IN ('reserved', 'type_function')",
  )
  const words = reader.getRows().map(([word]) => String(word))
  expect(words.length).toBeGreaterThan(50)
  expect(words.filter((word) => !isKeyword(word))).toEqual([])
  connection.closeSync()
  instance.closeSync()
})
