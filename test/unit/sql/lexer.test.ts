import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tokenize } from '../../../src/sql/lexer.js'
import { splitStatements } from '../../../src/sql/split.js'

const PIECES = [
  "'",
  '"',
  '$$',
  '$t$',
  ';',
  '--',
  '/*',
  '*/',
  '\n',
  '\r',
  'a',
  'E',
  '1',
  '.',
  '${db:x}',
  '$1',
  '\\',
  'é',
  ' ',
  '+',
  '-',
  '(',
  ')',
  '😀',
]

const hostileText = () =>
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...PIECES)).map((parts) => parts.join('')),
  )

test('the tokens of any text, joined, are the text', () =>
  fc.assert(
    fc.property(hostileText(), (text) => {
      const tokens = tokenize(text)
      expect(tokens.map((token) => token.text).join('')).toBe(text)
      let at = 0
      for (const token of tokens) {
        expect(token.start).toBe(at)
        expect(token.text.length).toBeGreaterThan(0)
        at += token.text.length
      }
    }),
    { numRuns: 300 },
  ))

test.each([
  ['SELECT', 'word:SELECT'],
  ['a$1', 'word:a$1'],
  ['t.c', 'word:t operator:. word:c'],
  ["E'a\\'b'", "string:E'a\\'b'"],
  ["'it''s'", "string:'it''s'"],
  ['$$a;b$$', 'string:$$a;b$$'],
  ['$x$c$$d$x$', 'string:$x$c$$d$x$'],
  ['$1x', 'parameter:$1 word:x'],
  ['$name ?', 'parameter:$name parameter:?'],
  ['"a""b"', 'quoted-identifier:"a""b"'],
  ['${db:lake}.main', 'placeholder:${db:lake} operator:. word:main'],
  ['1_000.5e-3', 'number:1_000.5e-3'],
  ['.5', 'number:.5'],
  ['0x1F', 'number:0 word:x1F'],
  ['/* a /* b */ c */1', 'comment:/* a /* b */ c */ number:1'],
  ['1--c\r+1', 'number:1 comment:--c operator:+ number:1'],
  ['a=-1', 'word:a operator:= operator:- number:1'],
  ['@-1', 'operator:@- number:1'],
  ['5*/*c*/2', 'number:5 operator:* comment:/*c*/ number:2'],
  ["x::INT -> 'a'", "word:x operator::: word:INT operator:-> string:'a'"],
  ["SELECT 'open", "word:SELECT unterminated:'open"],
  ['1 /* /* */', 'number:1 unterminated:/* /* */'],
])('%s', (text, expected) => {
  const shown = tokenize(text)
    .filter((token) => token.kind !== 'whitespace')
    .map((token) => `${token.kind}:${token.text}`)
  expect(shown.join(' ')).toBe(expected)
})

let instance: DuckDBInstance
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:')
})
afterAll(() => instance.closeSync())

test.each([
  "SELECT 1; SELECT ';'",
  'SELECT $a$;$b$;$a$ ; SELECT 2 -- ; x',
  ' ;; SELECT 1 ;; /* ; */ SELECT 2; ',
  "SELECT E'\\';'; SELECT 1",
  'SELECT ";" FROM (SELECT 1 AS ";"); SELECT 1/*;/*;*/;*/;',
  "SELECT x';a';SELECT 'a'\n'b;'",
])('DuckDB splits %s alike', async (text) => {
  const connection = await instance.connect()
  const extracted = await connection.extractStatements(text)
  expect(splitStatements(text).length).toBe(extracted.count)
  connection.closeSync()
})
