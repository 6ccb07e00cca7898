import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareOutcomes } from '../../../src/judge/compare-outcomes.js'
import { determinedBy } from '../../../src/judge/determine.js'
import type { Cell, Column, Rows } from '../../../src/model/outcome.js'
import type { ColumnRule, Comparison } from '../../../src/model/statement.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'

/** Cells of rows as text: `1 a; 2 NULL`; each word is a cell, and `_` in it is a space. */
function rowsOf(columns: string, text: string): Rows {
  const cell = (word: string): Cell => (word === 'NULL' ? null : word.replaceAll('_', ' '))
  return {
    kind: 'rows',
    columns: columns.split(', ').map((column): Column => {
      const [name = '', type = 'INTEGER'] = column.split(' ')
      return { name, type: { kind: 'duckdb', name: type.replaceAll('_', ' ') } }
    }),
    rows: text === '' ? [] : text.split('; ').map((row) => row.split(' ').map(cell)),
  }
}

function verdictOf(trap: Trap, subject: string): string {
  const reference = rowsOf(trap.columns, trap.reference)
  const comparison = determinedBy({ sql: trap.sql, compare: trap.compare }, reference)
  const rules = { comparison, profile: duckdb }
  const verdict = compareOutcomes(reference, rowsOf(trap.columns, subject), rules)
  return verdict.kind === 'different' ? verdict.difference.mismatch : verdict.kind
}

interface Trap {
  readonly trap: string
  readonly sql: string
  /** `name TYPE`, INTEGER where no type is given. */
  readonly columns: string
  readonly reference: string
  /** An answer that is as right as the reference's, and must not be flagged. */
  readonly right: string
  /** A mutant of it, which must be flagged, and as what. */
  readonly wrong: string
  readonly as: string
  readonly compare?: Comparison
}

const rule = (rule: ColumnRule['rule'], index = 1): Comparison => ({
  rows: 'bag',
  because: 'the workload says so',
  columns: [{ index, rule }],
})

const TRAPS: readonly Trap[] = [
  {
    trap: 'no ORDER BY',
    sql: 'SELECT a FROM t',
    columns: 'a',
    reference: '1; 2; 2',
    right: '2; 1; 2',
    wrong: '2; 1; 1',
    as: 'value',
  },
  {
    trap: 'ORDER BY in a subquery orders nothing',
    sql: 'SELECT a FROM (SELECT a FROM t ORDER BY a)',
    columns: 'a',
    reference: '1; 2',
    right: '2; 1',
    wrong: '1; 1',
    as: 'value',
  },
  {
    trap: 'a total order',
    sql: 'SELECT a, b FROM t ORDER BY a DESC NULLS LAST',
    columns: 'a, b',
    reference: '2 7; 1 8; NULL 9',
    right: '2 7; 1 8; NULL 9',
    wrong: 'NULL 9; 2 7; 1 8',
    as: 'order',
  },
  {
    trap: 'ties under ORDER BY',
    sql: 'SELECT a, b FROM t ORDER BY a',
    columns: 'a, b',
    reference: '1 7; 1 8; 2 9',
    right: '1 8; 1 7; 2 9',
    wrong: '2 9; 1 7; 1 8',
    as: 'order',
  },
  {
    trap: 'a row that moved between ties',
    sql: 'SELECT a, b FROM t ORDER BY a',
    columns: 'a, b',
    reference: '1 7; 1 8; 2 9',
    right: '1 8; 1 7; 2 9',
    wrong: '1 7; 1 9; 2 8',
    as: 'value',
  },
  {
    trap: 'the terms after an expression prove nothing, those before it do',
    sql: 'SELECT a, b FROM t ORDER BY a, abs(b), b',
    columns: 'a, b',
    reference: '1 7; 1 8; 2 9',
    right: '1 8; 1 7; 2 9',
    wrong: '2 9; 1 8; 1 7',
    as: 'order',
  },
  {
    trap: 'ORDER BY an expression that is no column',
    sql: 'SELECT a FROM t ORDER BY hidden + 1',
    columns: 'a',
    reference: '1; 2',
    right: '2; 1',
    wrong: '2; 3',
    as: 'value',
  },
  {
    trap: 'zero and minus zero are one key',
    sql: 'SELECT a, b FROM t ORDER BY a',
    columns: 'a DOUBLE, b',
    reference: '0 7; -0 8; 1 9',
    right: '-0 8; 0 7; 1 9',
    wrong: '0 8; -0 7; 1 9',
    as: 'value',
  },
  {
    trap: 'LIMIT cuts through ties',
    sql: 'SELECT a, b FROM t ORDER BY a LIMIT 3',
    columns: 'a, b',
    reference: '1 7; 2 8; 2 9',
    right: '1 7; 2 5; 2 8',
    wrong: '1 6; 2 8; 2 9',
    as: 'value',
  },
  {
    trap: 'LIMIT cuts through ties, whose keys are sure',
    sql: 'SELECT a, b FROM t ORDER BY a LIMIT 3',
    columns: 'a, b',
    reference: '1 7; 2 8; 2 9',
    right: '1 7; 2 9; 2 5',
    wrong: '1 7; 2 8; 3 9',
    as: 'value',
  },
  {
    trap: 'LIMIT that is not reached cuts nothing',
    sql: 'SELECT a, b FROM t ORDER BY a LIMIT 4',
    columns: 'a, b',
    reference: '1 7; 2 8; 2 9',
    right: '1 7; 2 9; 2 8',
    wrong: '1 7; 2 5; 2 8',
    as: 'value',
  },
  {
    trap: 'OFFSET cuts through ties',
    sql: 'SELECT a, b FROM t ORDER BY a OFFSET 2',
    columns: 'a, b',
    reference: '1 7; 2 8; 2 9',
    right: '1 6; 2 9; 2 8',
    wrong: '1 6; 2 9; 2 9',
    as: 'value',
  },
  {
    trap: 'LIMIT without ORDER BY',
    sql: 'SELECT a FROM t LIMIT 2',
    columns: 'a',
    reference: '1; 2',
    right: '3; 4',
    wrong: '3; 4; 5',
    as: 'row-count',
  },
  {
    trap: 'LIMIT without ORDER BY over fewer rows',
    sql: 'SELECT a FROM t LIMIT 5',
    columns: 'a',
    reference: '1; 2',
    right: '2; 1',
    wrong: '3; 4',
    as: 'value',
  },
  {
    trap: 'FETCH FIRST is a LIMIT',
    sql: 'SELECT a FROM t FETCH FIRST 2 ROWS ONLY',
    columns: 'a',
    reference: '1; 2',
    right: '3; 4',
    wrong: '3',
    as: 'row-count',
  },
  {
    trap: 'a column that is called limit',
    sql: 'SELECT t.limit, a FROM t',
    columns: 'limit, a',
    reference: '1 2',
    right: '1 2',
    wrong: '1 3',
    as: 'value',
  },
  {
    trap: 'list() without ORDER BY',
    sql: 'SELECT g, list(x) AS l FROM t GROUP BY g',
    columns: 'g, l VARCHAR[]',
    reference: '1 ["a,_b",_"c",_NULL]',
    right: '1 [NULL,_"a,_b",_"c"]',
    wrong: '1 [NULL,_"c,_b",_"a"]',
    as: 'value',
  },
  {
    trap: 'list_sort(list()) is determined',
    sql: 'SELECT list_sort(list(x)) AS l FROM t',
    columns: 'l INTEGER[]',
    reference: '[1,_2]',
    right: '[1,_2]',
    wrong: '[2,_1]',
    as: 'value',
  },
  {
    trap: 'list(x ORDER BY x) is determined',
    sql: "SELECT string_agg(x, ',' ORDER BY x) AS s FROM t",
    columns: 's VARCHAR',
    reference: 'a,b',
    right: 'a,b',
    wrong: 'b,a',
    as: 'value',
  },
  {
    trap: 'list(x ORDER BY y) has ties',
    sql: 'SELECT list(x ORDER BY y DESC) AS l FROM t',
    columns: 'l INTEGER[]',
    reference: '[1,_2]',
    right: '[2,_1]',
    wrong: '[2,_2]',
    as: 'value',
  },
  {
    trap: 'list(x ORDER BY y, x) has ties of equal values only',
    sql: 'SELECT list(x ORDER BY y, x NULLS FIRST) AS l FROM t',
    columns: 'l INTEGER[]',
    reference: '[1,_2]',
    right: '[1,_2]',
    wrong: '[2,_1]',
    as: 'value',
  },
  {
    trap: 'first(x ORDER BY y) has ties',
    sql: 'SELECT first(x ORDER BY y) AS v, count(*) AS n FROM t',
    columns: 'v, n',
    reference: '1 2',
    right: '2 2',
    wrong: '1 3',
    as: 'value',
  },
  {
    trap: 'string_agg() without ORDER BY',
    sql: "SELECT string_agg(x, ',') AS s, count(*) AS n FROM t",
    columns: 's VARCHAR, n',
    reference: 'a,b 2',
    right: 'b,a 2',
    wrong: 'b,a 3',
    as: 'value',
  },
  {
    trap: 'string_agg() without ORDER BY has all its letters',
    sql: "SELECT string_agg(x, ',') AS s FROM t",
    columns: 's VARCHAR',
    reference: 'a,b',
    right: 'b,a',
    wrong: 'b,c',
    as: 'value',
  },
  {
    trap: 'any_value()',
    sql: 'SELECT any_value(x) AS v, g FROM t GROUP BY g',
    columns: 'v, g',
    reference: '7 1; 8 2',
    right: '6 1; 9 2',
    wrong: 'NULL 1; 9 2',
    as: 'value',
  },
  {
    trap: 'first() may be any value, NULL included',
    sql: 'SELECT g, first(x) AS v FROM t GROUP BY g ORDER BY g',
    columns: 'g, v',
    reference: '1 7; 2 8',
    right: '1 NULL; 2 8',
    wrong: '1 7; 3 8',
    as: 'value',
  },
  {
    trap: 'an order-dependent value in a subquery spoils all',
    sql: 'SELECT l FROM (SELECT list(x)[1] AS l FROM t GROUP BY g)',
    columns: 'l',
    reference: '1; 2',
    right: '3; 4',
    wrong: '3',
    as: 'row-count',
  },
  {
    trap: 'a float sum inside of a struct',
    sql: "SELECT {'s': sum(x), 'n': count(*)} AS v FROM t",
    columns: 'v STRUCT(s_DOUBLE,_n_BIGINT)',
    reference: '{"s":_0.30000000000000004,_"n":_2}',
    right: '{"s":_0.3,_"n":_2}',
    wrong: '{"s":_0.3,_"n":_3}',
    as: 'value',
  },
  {
    trap: 'a float sum as text',
    sql: 'SELECT sum(x)::VARCHAR AS s FROM t',
    columns: 's VARCHAR',
    reference: '928279095.1428694',
    right: '928279095.1428695',
    wrong: '928279095.15',
    as: 'value',
  },
  {
    trap: 'SUMMARIZE estimates quantiles',
    sql: 'SUMMARIZE t',
    columns: 'column_name VARCHAR, q25 VARCHAR',
    reference: 'a 24; b 7',
    right: 'a 25; b 7',
    wrong: 'a 24',
    as: 'row-count',
  },
  {
    trap: 'a sum of doubles',
    sql: 'SELECT g, sum(x) AS s FROM t GROUP BY g',
    columns: 'g, s DOUBLE',
    reference: '1 0.30000000000000004',
    right: '1 0.3',
    wrong: '1 0.3000000001',
    as: 'value',
  },
  {
    trap: 'sums of doubles, one of which is infinite',
    sql: 'SELECT sum(x) AS s FROM t GROUP BY g',
    columns: 's DOUBLE',
    reference: '1.7976931348623157e308; 0.1',
    right: '0.1; 1.7976931348623157e308',
    wrong: '0.1; inf',
    as: 'value',
  },
  {
    trap: 'NaN is no number',
    sql: 'SELECT avg(x) AS s FROM t',
    columns: 's DOUBLE',
    reference: 'nan',
    right: 'nan',
    wrong: '0',
    as: 'value',
  },
  {
    trap: 'minus zero is not zero',
    sql: 'SELECT sum(x) AS s FROM t',
    columns: 's DOUBLE',
    reference: '0',
    right: '0',
    wrong: '-0',
    as: 'value',
  },
  {
    trap: 'a sum of decimals is exact',
    sql: 'SELECT sum(x) AS s FROM t',
    columns: 's DECIMAL(38,2)',
    reference: '1.00',
    right: '1.00',
    wrong: '1.01',
    as: 'value',
  },
  {
    trap: 'a double that nobody summed is exact',
    sql: 'SELECT x FROM t',
    columns: 'x DOUBLE',
    reference: '0.30000000000000004',
    right: '0.30000000000000004',
    wrong: '0.3',
    as: 'value',
  },
  {
    trap: 'rows in the order of a float sum',
    sql: 'SELECT g, sum(x) AS s FROM t GROUP BY g ORDER BY s',
    columns: 'g, s DOUBLE',
    reference: '1 0.3; 2 0.30000000000000004',
    right: '2 0.3; 1 0.3',
    wrong: '2 0.3; 1 0.4',
    as: 'value',
  },
  {
    trap: 'a float sum in a subquery',
    sql: 'WITH c AS (SELECT avg(x) AS s FROM t) SELECT s, 1 AS one FROM c',
    columns: 's DOUBLE, one',
    reference: '0.30000000000000004 1',
    right: '0.3 1',
    wrong: '0.3 2',
    as: 'value',
  },
  {
    trap: 'row_number() over ties',
    sql: 'SELECT a, row_number() OVER (ORDER BY b) AS n FROM t',
    columns: 'a, n',
    reference: '1 1; 2 2',
    right: '1 2; 2 1',
    wrong: '1 2; 3 1',
    as: 'value',
  },
  {
    trap: 'row_number() over a column that tells all rows apart',
    sql: 'SELECT a, row_number() OVER (ORDER BY a DESC) AS n FROM t',
    columns: 'a, n',
    reference: '1 2; 2 1',
    right: '2 1; 1 2',
    wrong: '1 1; 2 2',
    as: 'value',
  },
  {
    trap: 'rank() gives ties the same number',
    sql: 'SELECT a, rank() OVER (ORDER BY b) AS n FROM t',
    columns: 'a, n',
    reference: '1 1; 2 1',
    right: '2 1; 1 1',
    wrong: '1 1; 2 2',
    as: 'value',
  },
  {
    trap: 'a frame of rows over ties',
    sql: 'SELECT a, sum(x) OVER (ORDER BY b ROWS UNBOUNDED PRECEDING) AS n FROM t',
    columns: 'a, n HUGEINT',
    reference: '1 5; 2 7',
    right: '1 7; 2 2',
    wrong: '1 7; 3 2',
    as: 'value',
  },
  {
    trap: 'QUALIFY by numbers over ties',
    sql: 'SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY g ORDER BY b) = 1',
    columns: 'a',
    reference: '1; 2',
    right: '3; 4',
    wrong: '3',
    as: 'row-count',
  },
  {
    trap: 'DISTINCT ON keeps any row',
    sql: 'SELECT DISTINCT ON (g) g, x FROM t',
    columns: 'g, x',
    reference: '1 7; 2 8',
    right: '2 9; 1 6',
    wrong: '1 7; 3 8',
    as: 'value',
  },
  {
    trap: 'DISTINCT ON with the ORDER BY that chooses the row',
    sql: 'SELECT DISTINCT ON (g) g, x FROM t ORDER BY g, x',
    columns: 'g, x',
    reference: '1 7; 2 8',
    right: '1 7; 2 8',
    wrong: '1 6; 2 8',
    as: 'value',
  },
  {
    trap: 'USING SAMPLE',
    sql: 'SELECT a FROM t USING SAMPLE 2 ROWS',
    columns: 'a',
    reference: '1; 2',
    right: '5; 6',
    wrong: '5',
    as: 'row-count',
  },
  {
    trap: 'rowid says where a row is stored',
    sql: 'SELECT rowid, a FROM t',
    columns: 'rowid BIGINT, a',
    reference: '0 1; 1 2',
    right: '5 1; 4 2',
    wrong: '0 1; 1 3',
    as: 'value',
  },
  {
    trap: 'a volatile function spoils its own column',
    sql: 'SELECT a, random() AS r FROM t ORDER BY a',
    columns: 'a, r DOUBLE',
    reference: '1 0.5; 2 0.25',
    right: '1 0.1; 2 0.2',
    wrong: '1 0.5; 3 0.25',
    as: 'value',
  },
  {
    trap: 'the clock in a condition',
    sql: 'SELECT a FROM t WHERE d < current_date',
    columns: 'a',
    reference: '1; 2',
    right: '3; 4',
    wrong: '3',
    as: 'row-count',
  },
  {
    trap: 'approx_count_distinct() is an estimate',
    sql: 'SELECT approx_count_distinct(x) AS n, count(*) AS c FROM t',
    columns: 'n, c',
    reference: '98 100',
    right: '101 100',
    wrong: '98 99',
    as: 'value',
  },
  {
    trap: 'the arms of UNION ALL',
    sql: 'SELECT a, x FROM t UNION ALL SELECT 1, any_value(x) FROM u',
    columns: 'a, x',
    reference: '1 5; 2 6',
    right: '2 7; 1 8',
    wrong: '1 5; 3 6',
    as: 'value',
  },
  {
    trap: 'columns behind a star',
    sql: 'SELECT *, uuid() AS u FROM t',
    columns: 'a, b, u UUID',
    reference: '1 2 x',
    right: '1 2 y',
    wrong: '1 3 x',
    as: 'value',
  },
  {
    trap: 'RETURNING',
    sql: 'INSERT INTO t VALUES (1) RETURNING a, gen_random_uuid() AS u',
    columns: 'a, u UUID',
    reference: '1 x',
    right: '1 y',
    wrong: '2 x',
    as: 'value',
  },
  {
    trap: 'RETURNING behind a SELECT with a volatile function',
    sql: 'INSERT INTO t SELECT a, random() FROM u RETURNING *',
    columns: 'a, r DOUBLE',
    reference: '1 0.5; 2 0.25',
    right: '1 0.1; 2 0.2',
    wrong: '1 0.1',
    as: 'row-count',
  },
  {
    trap: 'IS DISTINCT FROM ends no list of items',
    sql: 'SELECT a IS DISTINCT FROM b AS d, any_value(c) AS v FROM t GROUP BY d',
    columns: 'd BOOLEAN, v',
    reference: 'true 1',
    right: 'true 2',
    wrong: 'false 1',
    as: 'value',
  },
  {
    trap: 'a workload that knows a bound',
    sql: 'SELECT a, x FROM t',
    columns: 'a, x DOUBLE',
    reference: '1 0.5; 2 1',
    right: '1 0.5005; 2 1',
    wrong: '1 0.502; 2 1',
    as: 'value',
    compare: rule({ absolute: 0.001 }),
  },
  {
    trap: 'a workload that knows what a value is chosen from',
    sql: 'SELECT list(x) AS l, any_value(x) AS v FROM t',
    columns: 'l VARCHAR[], v VARCHAR',
    reference: '["a",_"b"] a',
    right: '["a",_"b"] b',
    wrong: '["a",_"b"] c',
    as: 'value',
    compare: rule({ memberOf: 0 }),
  },
  {
    trap: 'rows that are near each other are paired as they fit',
    sql: 'SELECT a, x FROM t',
    columns: 'a, x DOUBLE',
    reference: '1 1.0; 1 1.2',
    right: '1 1.1; 1 0.9',
    wrong: '1 0.9; 1 0.8',
    as: 'value',
    compare: rule({ absolute: 0.1001 }),
  },
]

test('any text at all is taken apart', () => {
  const pieces = [
    ...['SELECT', 'FROM t', 'a', ',', '(', ')', 'list(x)', 'OVER', 'ORDER BY', 'LIMIT', '1'],
    ...[
      'DISTINCT ON',
      'UNION ALL',
      'QUALIFY',
      '*',
      '.',
      "'",
      '"',
      '[',
      'WITH c AS',
      'USING SAMPLE',
    ],
    ...['RETURNING', 'rowid', 'PARTITION BY', ';', '/*', 'FILTER', 'sum(d)', 'OFFSET', '%'],
  ]
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((all) => all.join(' '))
  const reference = rowsOf('a, d DOUBLE', '1 0.5; 2 0.25')
  fc.assert(
    fc.property(text, (sql) => {
      const { columns = [] } = determinedBy({ sql }, reference)
      expect(columns.every(({ index }) => index === 0 || index === 1)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test.each(TRAPS)('$trap: what is as right is not flagged', (trap) => {
  expect(verdictOf(trap, trap.reference)).toBe('same')
  expect(verdictOf(trap, trap.right)).toBe('same')
})

test.each(TRAPS)('$trap: a mutant is flagged', (trap) => {
  expect(verdictOf(trap, trap.wrong)).toBe(trap.as)
})
