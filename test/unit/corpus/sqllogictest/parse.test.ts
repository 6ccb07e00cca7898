import { expect, test } from 'vitest'
import { parseSqlLogicTest } from '../../../../src/corpus/sqllogictest/parse.js'
import { UsageError } from '../../../../src/model/errors.js'

const records = (text: string) => parseSqlLogicTest(text, 'a.test').records

test('statements, queries and their expectations', () => {
  const text = `# name: a.test

statement ok con1
CREATE TABLE t (
  
  i INTEGER)

statement error
SELECT
# a comment ends a statement

statement error
SELECT nothing
----
Binder Error
# part of the message

query IT rowsort label
SELECT 1, 'a'
----
1\ta
# a value

query I con2
SELECT 1
`
  expect(records(text)).toEqual([
    {
      ...{ kind: 'statement', line: 3, sql: 'CREATE TABLE t (\n  \n  i INTEGER)' },
      ...{ connection: 'con1', expect: 'ok', message: undefined, conditions: [] },
    },
    {
      ...{ kind: 'statement', line: 8, sql: 'SELECT', connection: undefined, expect: 'error' },
      ...{ message: undefined, conditions: [] },
    },
    {
      ...{ kind: 'statement', line: 12, sql: 'SELECT nothing', connection: undefined },
      ...{ expect: 'error', message: 'Binder Error\n# part of the message', conditions: [] },
    },
    {
      ...{ kind: 'query', line: 18, sql: "SELECT 1, 'a'", connection: undefined, types: 'IT' },
      ...{ sort: 'rowsort', label: 'label', expected: ['1\ta', '# a value'], conditions: [] },
    },
    {
      ...{ kind: 'query', line: 24, sql: 'SELECT 1', connection: 'con2', types: 'I' },
      ...{ sort: 'nosort', label: undefined, expected: [], conditions: [] },
    },
  ])
})

test('loops nest, and foreach knows its lists and exceptions', () => {
  const text = `foreach type <signed> !hugeint text

loop i 0 3

skipif i=1
statement ok
SELECT \${i}::{type}

endloop

endloop
`
  const [outer] = records(text)
  expect(outer).toMatchObject({
    kind: 'loop',
    variable: 'type',
    values: { kind: 'words', words: ['tinyint', 'smallint', 'integer', 'bigint', 'text'] },
    body: [
      {
        kind: 'loop',
        values: { kind: 'range', from: 0, to: 3 },
        body: [{ conditions: [{ variable: 'i', operator: '=', value: '1', isSkip: true }] }],
      },
    ],
  })
})

test('what is for other engines, behind "mode skip" or "halt" is counted and not read', () => {
  const text = `skipif duckdb
statement ok
SELECT 1

onlyif mssql
query I
SELECT 2
----
# no comment

mode skip

loop without end

statement ok
SELECT 3

mode unskip

statement ok
SELECT 4

halt

this is not read

statement ok
SELECT 5
`
  const { records: read, skipped, dialect } = parseSqlLogicTest(text, 'a.test')
  expect(read).toMatchObject([{ sql: 'SELECT 4' }])
  expect(dialect).toBe('sqlite')
  expect(skipped.map(({ reason, examples }) => [reason, ...examples])).toEqual([
    ['is for other engines (skipif duckdb)', 'SELECT 1'],
    ['is for other engines (onlyif mssql)', 'SELECT 2'],
    ['stands behind "mode skip"', 'SELECT 3'],
    ['stands behind "halt"', 'SELECT 5'],
  ])
})

test('a file of sqlite means us by PostgreSQL too', () => {
  const text = 'onlyif postgresql\nstatement ok\nSELECT 1\n\nskipif mysql\nstatement ok\nSELECT 2\n'
  expect(records(text)).toMatchObject([{ sql: 'SELECT 1' }, { sql: 'SELECT 2' }])
})

test.each([
  ['statement ok\n\nSELECT 1\n', 'a.test:1: there is no SQL below this line'],
  ['\nstatement perhaps\nSELECT 1\n', 'a.test:2: "statement perhaps" is not known'],
  ['query X\nSELECT 1\n', 'a.test:1: "X" are no column types'],
  ['loop i 0\n', 'a.test:1: a loop needs a name and two whole numbers'],
  ['loop i 0 2\n\nstatement ok\nSELECT 1\n', 'a.test:1: this loop has no "endloop"'],
  ['endloop\n', 'a.test:1: "endloop" without a loop'],
  ['foreach x\n\nendloop\n', 'a.test:1: "foreach" needs a name and some words'],
  ['\n\nselect 1\n', 'a.test:3: "select" is no directive of sqllogictest'],
  ['require\n', 'a.test:1: "require" says too little'],
  ['skipif\nstatement ok\nSELECT 1\n', 'a.test:1: nothing says for which engine'],
  ['skipif i=\nstatement ok\nSELECT 1\n', 'a.test:1: "i=" is no comparison'],
])('%j is refused with its line', (text, message) => {
  expect(() => records(text)).toThrow(UsageError)
  expect(() => records(text)).toThrow(message)
})
