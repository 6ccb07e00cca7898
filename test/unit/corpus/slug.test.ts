import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCase } from '../../../src/corpus/case-file.js'
import { slugged, slugOf } from '../../../src/corpus/slug.js'

const DECIMALS = 'CREATE TABLE t (d DECIMAL(18,2), e DECIMAL(9,1));'

test.each([
  ['type', 1, `${DECIMALS} SELECT sum(d) FROM t;`, 'type-select-sum-decimal'],
  [
    'value',
    1,
    'CREATE TABLE t (a DATE, b BLOB); SELECT count(a), max(b) FROM t;',
    'value-select-count-max',
  ],
  ['affected-rows', 0, 'INSERT INTO t VALUES (1);', 'affected-rows-insert'],
  ['state', undefined, 'ALTER TABLE t ADD COLUMN c INTEGER; SELECT 1;', 'state-after-alter-table'],
  ['error-class', 1, 'SELECT 1; DROP VIEW v;', 'error-class-drop-view'],
  ['protocol', 0, "-- @params DATE '2020-01-01'\nSELECT $1;", 'protocol-select-date'],
  [undefined, undefined, 'BEGIN; SELECT 1;', 'select'],
  [undefined, undefined, '-- @cancel a', 'case'],
])('%s at %s of %j', (kind, stepIndex, sql, slug) => {
  expect(slugOf(parseCase(sql, 'x.sql'), { kind, stepIndex })).toBe(slug)
})

test('a slug is short, plain, and its own slug', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => {
      const slug = slugged(text)
      expect(slug).toMatch(/^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$/)
      expect(slug.length).toBeLessThanOrEqual(60)
      expect(slugged(slug)).toBe(slug)
    }),
    { numRuns: 20 },
  )
  expect(slugged(`${'word-'.repeat(11)}longer-than-that`)).toBe('word-'.repeat(11).slice(0, -1))
})
