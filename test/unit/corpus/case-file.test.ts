import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCase, printCase } from '../../../src/corpus/case-file.js'
import { UsageError } from '../../../src/model/errors.js'
import type { Plan } from '../../../src/model/plan.js'
import { statement } from '../../../src/model/statement.js'
import { anyCase, anySql } from './any-case.js'

test('parse ∘ print is the identity', () =>
  fc.assert(
    fc.property(anyCase(), (original) => {
      expect(parseCase(printCase(original), 'x.case.sql')).toEqual(original)
    }),
    { numRuns: 250 },
  ))

test('any text is parsed or refused with its line, and what is parsed is stable', () =>
  fc.assert(
    fc.property(anySql(), fc.boolean(), (body, titled) => {
      const text = titled ? `-- goldeneye case 1\n${body}` : body
      let parsed: ReturnType<typeof parseCase>
      try {
        parsed = parseCase(text, 'x.case.sql')
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError)
        expect((error as UsageError).message).toMatch(/^x\.case\.sql:\d+: /)
        return
      }
      expect(parseCase(printCase(parsed), 'y')).toEqual(parsed)
    }),
    { numRuns: 250 },
  ))

test('a case as a person sees it', () => {
  const plan: Plan = {
    sessions: [
      { name: 'a', node: 'any' },
      { name: 'b', node: 'follower' },
    ],
    features: ['delete', 'commit-race'],
    steps: [
      {
        kind: 'statement',
        session: 'a',
        statement: statement('CREATE TABLE t0 (c0 DECIMAL(18,2))'),
      },
      {
        kind: 'statement',
        session: 'a',
        statement: statement('INSERT INTO t0 VALUES ($1), ($2)', {
          delivery: 'extended',
          params: [
            { type: 'DECIMAL(18,2)', text: '1.50' },
            { type: 'INTEGER', text: null },
          ],
        }),
      },
      { kind: 'open', session: 'b' },
      {
        kind: 'statement',
        session: 'b',
        statement: statement('SELECT sum(c0) FROM t0', {
          expect: 'ok',
          compare: { rows: 'bag', because: 'no ORDER BY' },
        }),
      },
      { kind: 'statement', session: 'b', statement: statement('BEGIN;COMMIT;') },
    ],
  }
  const header = {
    finding: 'GE-7f3a9c21',
    oracle: 'differential',
    kind: 'type',
    from: { workload: 'typed-mutations', seed: '42', index: 1817 },
  }
  expect(printCase({ header, plan })).toMatchInlineSnapshot(`
    "-- goldeneye case 1
    -- finding: GE-7f3a9c21   oracle: differential   kind: type
    -- from: typed-mutations seed=42 index=1817
    -- features: delete, commit-race
    -- @session a
    -- @session b
    -- @node follower
    -- @session a
    CREATE TABLE t0 (c0 DECIMAL(18,2));
    -- @delivery extended
    -- @params DECIMAL(18,2) '1.50', INTEGER NULL
    INSERT INTO t0 VALUES ($1), ($2);
    -- @open b
    -- @session b
    -- @expect ok
    -- @compare rows=bag because no ORDER BY
    SELECT sum(c0) FROM t0;
    -- @batch
    BEGIN;COMMIT;
    -- @end
    "
  `)
})

test('plain SQL is a case with one session', () => {
  const text =
    "\ufeff-- @author me\r\nCREATE TABLE t (i INT); -- why\r\n\r\nINSERT INTO t VALUES (';');;\r\nFROM t"
  const { header, plan } = parseCase(text, 'x.sql')
  expect(header).toEqual({})
  expect(plan.sessions).toEqual([{ name: 'a', node: 'any' }])
  expect(plan.steps.map((step) => step.kind === 'statement' && step.statement.sql)).toEqual([
    'CREATE TABLE t (i INT)',
    "INSERT INTO t VALUES (';')",
    'FROM t',
  ])
})

test('a case file with CRLF line ends says the same', () => {
  const text =
    '-- goldeneye case 1\n-- @session b\n-- @node 2\n-- @batch\nSELECT 1;\n-- @end\n-- @expect ok\nSELECT 2;\n'
  expect(parseCase(text.replaceAll('\n', '\r\n'), 'x')).toEqual(parseCase(text, 'x'))
})

test.each([
  ['-- goldeneye case 2\nSELECT 1;', 'x:1: case format 2 is not known.'],
  ['-- goldeneye case 1\n-- from: nowhere\nSELECT 1;', 'x:2: this header line is malformed.'],
  ['-- goldeneye case 1\n-- @sesion b\nSELECT 1;', 'x:2: @sesion is not a directive.'],
  ['-- @session\nSELECT 1;', 'x:1: "" is no value of @session.'],
  ['-- @node near\nSELECT 1;', 'x:1: "near" is no value of @node.'],
  ['SELECT 1;\n-- @node leader', 'x:2: @node after a step of its session.'],
  ['-- @params INTEGER\nSELECT 1;', 'x:1: "INTEGER" is no value of @params.'],
  ["-- @params 'x'\nSELECT 1;", `x:1: "'x'" is no value of @params.`],
  ['-- @expect failure\nSELECT 1;', 'x:1: "failure" is no value of @expect.'],
  ['-- @compare rows=some\nSELECT 1;', 'x:1: "rows=some" is no value of @compare.'],
  ['-- @delivery fast\nSELECT 1;', 'x:1: "fast" is no value of @delivery.'],
  ['-- @delivery extended fetch=0\nSELECT 1;', 'x:1: "extended fetch=0" is no value of @delivery.'],
  [
    'SELECT 1;\n-- @expect ok\n',
    'x:2: this directive has no statement before the end of the file.',
  ],
  [
    '-- @expect ok\n-- @session b\nSELECT 1;',
    'x:1: this directive has no statement before @session.',
  ],
  ['SELECT 1\n-- @session b\n;', 'x:2: a directive inside a statement.'],
  ['SELECT 1; -- @expect ok\nSELECT 2;', 'x:1: a directive behind a statement.'],
  ['SELECT 1;\n-- @batch\nSELECT 2;', 'x:2: @batch without its text and @end.'],
  ['SELECT 1;\n-- @end', 'x:2: @end without @batch.'],
  ["SELECT 1;\nSELECT 'a;\n", 'x:2: a quote or comment opens here and never ends.'],
  ['SELECT 1;\n\n/* a', 'x:3: a quote or comment opens here and never ends.'],
])('malformed: %j', (text, message) => {
  const parse = () => parseCase(text, 'x')
  expect(parse).toThrow(UsageError)
  expect(parse).toThrow(message)
})
