import { type Grammar, readGrammar } from './grammar.js'
import { parseText } from './parse.js'

/** A grammar of DuckDB has far more rules than this. */
const RULES_MIN = 500

/** What every grammar that is of use here takes, wholly. */
const TAKEN = [
  'BEGIN TRANSACTION',
  'COMMIT',
  'CREATE TABLE t (a INTEGER PRIMARY KEY, b DECIMAL(18, 2) NOT NULL, c VARCHAR[], UNIQUE (b))',
  'CREATE TABLE t AS SELECT 1 AS a',
  'CREATE VIEW v AS SELECT * FROM t',
  'DROP TABLE IF EXISTS s.t',
  'ALTER TABLE t ADD COLUMN d TIMESTAMP',
  "INSERT INTO t (a, b) VALUES (1, 'x'), ($1, NULL) ON CONFLICT (a) DO NOTHING RETURNING a",
  "INSERT INTO t SELECT i, 'x' || i FROM range(10) r(i)",
  'UPDATE t SET a = a + 1, b = DEFAULT WHERE a IN (1, 2) RETURNING *',
  'DELETE FROM t USING u WHERE t.a = u.a',
  'SELECT 1',
  'SELECT DISTINCT a, sum(b) FILTER (WHERE b > 0) AS s FROM t GROUP BY a HAVING s > 1',
  'SELECT * FROM t LEFT JOIN u USING (a) JOIN w ON w.a = t.a WHERE EXISTS (SELECT 1 FROM x)',
  'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n FROM c',
  'SELECT a, b, row_number() OVER (PARTITION BY a ORDER BY b) FROM t ORDER BY 2 DESC LIMIT 1',
  "SELECT CAST('1' AS INTEGER), '2'::DOUBLE, CASE WHEN true THEN 1 END, x.y[1:2], {'k': [1]}",
  "SELECT DATE '2020-01-01' + INTERVAL 1 DAY, a IS NOT DISTINCT FROM b, a NOT LIKE 'x%'",
  '(VALUES (1), (2)) UNION ALL SELECT 3 ORDER BY 1 NULLS LAST',
  "ATTACH ':memory:' AS m; USE m; SET threads = 1; COPY (SELECT 1) TO STDOUT",
]

/**
 * The grammar in a text, if it is what it should be: enough rules, and it takes ordinary
 * statements.
 */
export function usableGrammar(text: string): Grammar | undefined {
  const grammar = readGrammar(text)
  if (!grammar || grammar.ruleNames.length < RULES_MIN) return undefined
  return TAKEN.every((sql) => parseText(sql, grammar)) ? grammar : undefined
}
