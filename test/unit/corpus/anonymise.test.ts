import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anonymiseCase } from '../../../src/corpus/anonymise/case.js'
import { otherValue } from '../../../src/corpus/anonymise/value.js'
import { parseCase, printCase } from '../../../src/corpus/case-file.js'
import type { Case } from '../../../src/model/case.js'
import { statementsOf } from '../../../src/model/plan.js'
import { quoteString } from '../../../src/sql/identifiers.js'
import { tokenize } from '../../../src/sql/lexer.js'
import { anyCase } from './any-case.js'

const KEY = new Uint8Array([7, 1])

const without = (sql: string, options?: { readonly names: boolean }) =>
  statementsOf(anonymiseCase(parseCase(sql, 'x.sql'), KEY, options).case.plan)
    .map((statement) => statement.sql)
    .join('\n')

/** What has to stay of a text: its length, and what kind of character stands where. */
const shape = (text: string) =>
  Array.from(text, (letter) => {
    if (/[a-z]/.test(letter)) return 'a'
    if (/[A-Z]/.test(letter)) return 'A'
    if (/[0-9]/.test(letter)) return '0'
    return /\p{L}/u.test(letter) ? String(Buffer.byteLength(letter)) : letter
  }).join('')

describe('values', () => {
  const anyWord = fc.stringMatching(/^[A-Za-zäÖßλЖ日本語€ _%.'-]{2,12}$/)
  const anyInteger = fc.bigInt({ min: 2n, max: 10n ** 39n }).map(String)
  const anyDecimal = fc.tuple(fc.nat(10 ** 9), fc.stringMatching(/^\d{1,8}$/))
  const anyDay = fc.date({
    min: new Date('1700-01-01'),
    max: new Date('2260-01-01'),
    noInvalidDate: true,
  })
  const anyValue = fc.oneof(
    anyWord,
    anyInteger,
    anyDecimal.map(([whole, fraction]) => `${whole}.${fraction}`),
    anyDay.map((day) => day.toISOString().slice(0, 10)),
    anyDay.map((day) => day.toISOString().slice(0, 19).replace('T', ' ')),
    fc.uuid(),
  )

  test('equal ones stay equal, different ones different, and no shape changes', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (one, two) => {
        const [other, another] = [otherValue(KEY, one), otherValue(KEY, two)]
        expect(otherValue(KEY, one)).toBe(other)
        expect(other === another).toBe(one === two)
        expect(Buffer.byteLength(other)).toBe(Buffer.byteLength(one))
        if (!/^[0-9a-f]{8}-/.test(one)) expect(shape(other)).toBe(shape(one))
      }),
      { numRuns: 100 },
    )
  })

  test.each([
    ['127', '127'],
    ['2147483648', '2147483648'],
    ['0', '0'],
    ['-1', '-1'],
    ['true', 'true'],
    ['-Infinity', '-Infinity'],
    ['1.7976931348623157e308', '1.7976931348623157e308'],
    ['5874897-12-31', undefined],
    ['0001-01-01', '0001-01-01'],
    ['', ''],
  ])('%s: ends of ranges and words of the language stay', (value, same) => {
    if (same !== undefined) expect(otherValue(KEY, value)).toBe(same)
    expect(otherValue(KEY, value)).toHaveLength(value.length)
  })

  test('numbers stay in the range of their integer type, with their digits', () => {
    for (let value = 2; value < 300; value += 1) {
      const other = Number(otherValue(KEY, String(value)))
      const type = (n: number) => [127, 255, 32767].findIndex((end) => n <= end)
      expect([type(other), String(other).length]).toEqual([type(value), String(value).length])
    }
    const all = Array.from({ length: 300 }, (_, value) => otherValue(KEY, String(value)))
    expect(new Set(all).size).toBe(300)
  })

  test('1.5 and 1.50 and 001.5 stay one number', () => {
    const digits = otherValue(KEY, '2.5')
    expect(otherValue(KEY, '2.500')).toBe(`${digits}00`)
    expect(otherValue(KEY, '002.5')).toBe(`00${digits}`)
    expect(otherValue(KEY, '-2.5')).toBe(`-${digits}`)
  })

  test('a date and a timestamp of one day stay of one day, and midnight midnight', () => {
    const day = otherValue(KEY, '2024-02-29')
    expect(day).not.toBe('2024-02-29')
    expect(otherValue(KEY, '2024-02-29 00:00:00+02')).toBe(`${day} 00:00:00+02`)
  })

  test('texts with the same beginning keep one, so that patterns still match', () => {
    const [name, pattern] = [otherValue(KEY, 'Alice Smith'), otherValue(KEY, 'Ali%')]
    expect(pattern).toMatch(/^[A-Z][a-z]{2}%$/)
    expect(name.startsWith(pattern.slice(0, 3))).toBe(true)
    expect(otherValue(KEY, 'ALICE SMITH')).toBe(name.toUpperCase())
  })

  test('another key gives another value', () => {
    const keys = Array.from({ length: 20 }, (_, at) => new Uint8Array([at]))
    expect(new Set(keys.map((key) => otherValue(key, 'Alice Smith'))).size).toBe(20)
  })
})

describe('a case', () => {
  test('keeps its form, and reads back', () => {
    fc.assert(
      fc.property(anyCase(), (original) => {
        const { case: other } = anonymiseCase(original, KEY)
        const read = parseCase(printCase(other), 'x')
        expect(read).toEqual(other)
        const kinds = ({ plan }: Case) =>
          statementsOf(plan).map(({ sql }) =>
            tokenize(sql)
              .map(({ kind }) => (kind === 'comment' ? 'whitespace' : kind))
              .join(' ')
              .replaceAll(/(?:whitespace ?)+/g, 'whitespace '),
          )
        expect(kinds(other)).toEqual(kinds(original))
      }),
      { numRuns: 8 },
    )
  })

  test('has one value for one value: literals, parameters, patterns, labels', () => {
    const text = `CREATE TYPE mood AS ENUM ('gloomy', 'sunny');
-- private: Alice
SELECT 'gloomy'::mood, E'gloomy', $$gloomy$$, 4711, '4711', x'4711', 'it''s' /* Alice */;
-- @params VARCHAR 'gloomy', INTEGER '4711', VARCHAR 'it''s'
-- @delivery extended
SELECT $1, $2, $3;`
    const { case: other } = anonymiseCase(parseCase(text, 'x.sql'), KEY)
    const printed = printCase(other)
    expect(printed).not.toMatch(/gloomy|sunny|4711|Alice|it''s/)
    const [gloomy] = /(?<=ENUM \(')\w+/.exec(printed) ?? []
    expect(printed.split(gloomy ?? '?')).toHaveLength(6)
    const [number] = /(?<=INTEGER ')\d+/.exec(printed) ?? []
    expect(printed).toContain(`, ${number}, '${number}', x'`)
  })

  test.each([
    'SELECT a FROM t ORDER BY 1, 2 DESC LIMIT 33 OFFSET 44',
    'CREATE TABLE t (a DECIMAL(18,2), b VARCHAR(30), c INTEGER[33])',
    "SELECT strftime(a, '%Y-%m'), round(b, 3), substring(c, 2, 5), d[3], e ->> '$.name' FROM t",
    "SET TimeZone = 'UTC'",
    "ATTACH '${dir:lake}/alice.db' AS x",
    'SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN 22 PRECEDING AND 33 FOLLOWING) FROM t',
    "SELECT s['name'] FROM (SELECT {'name': NULL} AS s)",
    "SELECT date_trunc('month', now()), '${schema:x}', true, INTERVAL 1 DAY",
  ])('%s: what is no value stays', (sql) => {
    expect(without(`${sql};`)).toBe(sql)
  })

  test('says what it kept', () => {
    const { kept } = anonymiseCase(parseCase('SELECT 22 LIMIT 33;\nSET threads = 2;', 'x'), KEY)
    expect(kept).toEqual([
      { what: 'numbers of rows', count: 1 },
      { what: 'settings', count: 1 },
    ])
  })

  test('has other names when asked', () => {
    const sql = `CREATE TABLE patients (id INTEGER, "Full Name" VARCHAR, count INTEGER);
WITH sick AS (SELECT id AS x, count(*) FROM patients) SELECT "Full Name" FROM main.patients;
SELECT 'patients', 'Patients', CAST(id AS VARCHAR) FROM patients;
ALTER TABLE patients RENAME COLUMN id TO key2;`
    expect(without(sql, { names: true })).toMatchInlineSnapshot(`
      "CREATE TABLE n1 (n2 INTEGER, "n3" VARCHAR, n4 INTEGER)
      WITH n5 AS (SELECT n2 AS n6, count(*) FROM n1) SELECT "n3" FROM main.n1
      SELECT 'n1', 'n1', CAST(n2 AS VARCHAR) FROM n1
      ALTER TABLE n1 RENAME COLUMN n2 TO n7"
    `)
    expect(without(sql)).toContain("SELECT 'patients', 'Patients'")
  })

  test('does not say where it came from', () => {
    const text =
      '-- goldeneye case 1\n-- finding: GE-7f3a9c21\n-- from: w seed=1 index=2\nSELECT 1;\n'
    expect(anonymiseCase(parseCase(text, 'x'), KEY).case.header).toEqual({ finding: 'GE-7f3a9c21' })
  })

  test('quotes what has quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (value) => {
        const sql = `SELECT ${quoteString(value)}`
        expect(tokenize(without(`${sql};`)).map(({ kind }) => kind)).toEqual(
          tokenize(sql).map(({ kind }) => kind),
        )
      }),
      { numRuns: 25 },
    )
  })
})
