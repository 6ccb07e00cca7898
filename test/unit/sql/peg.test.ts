import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { tokenize } from '../../../src/sql/lexer.js'
import { type Grammar, readGrammar } from '../../../src/sql/peg/grammar.js'
import { parseText, type SyntaxNode } from '../../../src/sql/peg/parse.js'
import { nodeOf, nodesOf, textOf } from '../../../src/sql/peg/tree.js'
import { usableGrammar } from '../../../src/sql/peg/usable.js'
import { duckdbGrammar } from '../../../src/target/duckdb/grammar.js'

let duckdb: Grammar
beforeAll(async () => {
  const grammar = await duckdbGrammar()
  if (!grammar) throw new Error('the installed DuckDB carries no grammar that is of use')
  duckdb = grammar
})

const rules = (sql: string, ...names: readonly string[]) => {
  const tree = parseText(sql, duckdb)
  return tree?.statements.flatMap((one) => nodesOf(one, ...names).map((node) => textOf(tree, node)))
}

describe('a grammar in DuckDB’s notation', () => {
  const small = readGrammar(`# a comment
    Statement <- 'SAY' List(Word) Parens(Number)? End+ # '/' binds tighter than what stands side by side
    Word <- Identifier
    Number <- NumberLiteral
    End <- 'NOW' / 'SOON' 'PLEASE'
    List(D) <- D (',' D)* ','?
    Parens(D) <- '(' D ')'
    Identifier <- !Reserved <[a-z_]i[a-z0-9_]i*>
    NumberLiteral <- < [+-]?[0-9]*([.][0-9]*)? >
    Reserved <- 'NOW'
    ReservedKeyword <- 'NOW' / 'SOON'`)

  test.each([
    ['say a now please', true],
    ['SAY a, "now", c (3) NOW PLEASE soon please', true],
    ['say a, now please', true], // A comma may end a list.
    ['say a now', false],
    ['say now now please', false],
    ['say a (b) now please', false],
    ['say a now please please', false],
    ['', false],
  ])('%s: %s', (sql, isTaken) => {
    expect(small && parseText(sql, small) !== undefined).toBe(isTaken)
  })

  test('what is in another notation is none, and a small one is not DuckDB’s', () => {
    expect(readGrammar("Statement ::= 'A' | 'B';")).toBeUndefined()
    expect(readGrammar("Statement <- ('A'")).toBeUndefined()
    expect(usableGrammar("Statement <- 'A'")).toBeUndefined()
  })
})

describe('DuckDB’s own grammar', () => {
  test('has its hundreds of rules', () => {
    expect(duckdb.ruleNames.length).toBeGreaterThan(500)
  })

  test.each([
    'SELECT a.b, count(*) FROM t a LEFT JOIN u ON a.x = u.x WHERE NOT a.y IN (1, 2) GROUP BY ALL',
    "FROM 'a.csv' SELECT x LIMIT 10%",
    'INSERT INTO ${schema:x}.t BY NAME SELECT 1 AS a ON CONFLICT DO NOTHING',
    'CREATE OR REPLACE TEMP TABLE "T x" (a STRUCT(b INTEGER[], c MAP(VARCHAR, DATE)), PRIMARY KEY (a))',
    'MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (1)',
    "ATTACH '${dir:lake}/x.db' AS ${db:x} (READ_ONLY); USE ${db:x}; DETACH ${db:x}",
    'PREPARE p AS SELECT $1 + ?; EXECUTE p(1, 2)',
    'PIVOT t ON a USING sum(b) GROUP BY c',
    "SELECT list_transform([1], x -> x + 1), [y FOR y IN l IF y > 2], s.f::INT[3], 'a' ~ 'b', -x ** 2",
  ])('takes %s', (sql) => {
    expect(parseText(sql, duckdb)).toBeDefined()
  })

  test.each([
    ['SELECT', 'SELECT FROM WHERE'],
    ['PostgreSQL', 'LISTEN channel'],
    ['half a bracket', 'SELECT (1'],
    ['an open string', "SELECT 'a"],
    ['a second statement that is none', 'SELECT 1; SELEC 2'],
  ])('leaves what it does not take: %s', (_, sql) => {
    expect(parseText(sql, duckdb)).toBeUndefined()
  })

  test('a tree says what is what', () => {
    const sql = 'INSERT INTO main.t (a, b) VALUES (1, -2), ($1, now())'
    expect(rules(sql, 'InsertTarget')).toEqual(['main.t'])
    expect(rules(sql, 'ValuesExpressions')).toEqual(['(1, -2)', '($1, now())'])
    expect(rules('SELECT "Left", left(x, 1) FROM y', 'ColumnReference')).toEqual(['"Left"', 'x'])
    const tree = parseText('SELECT 1; SELECT 2', duckdb)
    expect(tree?.statements.map((one) => textOf(tree, one))).toEqual(['SELECT 1', 'SELECT 2'])
    expect(tree?.statements[0] && nodeOf(tree.statements[0], 'InsertStatement')).toBeUndefined()
  })

  test('children lie inside of their parents, in order', () => {
    const sql =
      "CREATE VIEW v AS SELECT a, CASE WHEN b THEN 'c' END FROM (VALUES (1, 2)) w(a, b) ORDER BY a"
    const check = ({ start, end, children }: SyntaxNode) => {
      let at = start
      for (const child of children) {
        expect(child.start).toBeGreaterThanOrEqual(at)
        at = child.end
        check(child)
      }
      expect(at).toBeLessThanOrEqual(end)
    }
    const [statement] = parseText(sql, duckdb)?.statements ?? []
    expect(statement).toBeDefined()
    if (statement) check(statement)
    expect(statement?.end).toBe(tokenize(sql).filter(({ kind }) => kind !== 'whitespace').length)
  })

  test('no text is too much for it', () => {
    const deep = (open: string, close: string) =>
      `SELECT ${open.repeat(3_000)}1${close.repeat(3_000)}`
    expect(parseText(deep('(', ')'), duckdb)).toBeUndefined()
    expect(parseText(deep('[', ']'), duckdb)).toBeUndefined()
    const long = `INSERT INTO t VALUES ${Array.from({ length: 300 }, (_, n) => `(${n}, '${n}')`).join()}`
    expect(parseText(long, duckdb)).toBeDefined()
    const words = fc.constantFrom(
      'SELECT',
      'FROM',
      't',
      '(',
      ')',
      ',',
      '*',
      "'a'",
      '1',
      'WHERE',
      'AND',
      ';',
      '+',
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 30 }), (texts) => {
        parseText(texts.join(' '), duckdb)
      }),
      { numRuns: 50 },
    )
  })
})
