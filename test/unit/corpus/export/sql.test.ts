import { expect, test } from 'vitest'
import { parseCase } from '../../../../src/corpus/case-file.js'
import { exportSql } from '../../../../src/corpus/export/sql.js'
import { splitStatements } from '../../../../src/sql/split.js'

const sqlOf = (text: string) => exportSql(parseCase(text, 'x.sql'))

test('a script for a shell: literals for parameters, names for placeholders, sessions as comments', () => {
  const text = `-- goldeneye case 1
-- finding: GE-7f3a9c21   oracle: differential   kind: value
-- @session a
-- @node leader
-- @session b
-- @session a
CREATE TABLE \${schema}.t (i INTEGER, s VARCHAR);
ATTACH '\${dir:lake}/x.db' AS \${db:lake};
-- @session b
-- @delivery prepared results=binary
-- @params INTEGER '4711', VARCHAR 'it''s', VARCHAR NULL
-- @expect catalog
INSERT INTO u VALUES ($1, $2), (NULL, $3);
-- @close b
-- @batch
SELECT 'open
-- @end
SELECT '\${secret:key}';
`
  expect(sqlOf(text)).toMatchInlineSnapshot(`
    "-- GE-7f3a9c21: value mismatch (oracle differential)
    -- In a shell: duckdb < this.sql, or psql -f this.sql
    -- It has 2 sessions: a, b. To see what it shows, open a shell for each, and paste
    -- the statements in their order, each into the shell of its session.
    -- session a on node leader
    -- goldeneye_case_lake is a folder that the server sees: make it first.
    -- \${secret:key} is a secret: put it in its place.

    CREATE SCHEMA "goldeneye_case";
    SET search_path = 'goldeneye_case'; -- in every session
    -- and in the end: DROP SCHEMA "goldeneye_case" CASCADE;

    -- session a
    CREATE TABLE goldeneye_case.t (i INTEGER, s VARCHAR);
    ATTACH 'goldeneye_case_lake/x.db' AS goldeneye_case_lake;
    -- session b
    -- sent as: prepared results=binary
    -- this fails: catalog error
    INSERT INTO u VALUES (CAST('4711' AS INTEGER), CAST('it''s' AS VARCHAR)), (NULL, CAST(NULL AS VARCHAR));
    -- session b is closed here
    -- a text that is broken on purpose:
    -- SELECT 'open
    SELECT '\${secret:key}';
    "
  `)
})

test('a plain case stays what it is', () => {
  expect(sqlOf('SELECT 1;\nSELECT 2 -- two\n;\n')).toBe(
    '-- a case\n-- In a shell: duckdb < this.sql, or psql -f this.sql\n\nSELECT 1;\nSELECT 2;\n',
  )
})

test('what is broken on purpose takes nothing with it', () => {
  const broken = ["SELECT 'open", '/* open', 'SELECT "open', 'SELECT 1 $$open', ';', '-- x', '']
  for (const sql of broken) {
    const text = sqlOf(`-- goldeneye case 1\n-- @batch\n${sql}\n-- @end\nSELECT 42;\n`)
    expect(splitStatements(text).at(-1)?.text, sql).toBe('SELECT 42')
  }
})
