import { expect, test } from 'vitest'
import { compareOutcomes } from '../../../src/judge/compare-outcomes.js'
import { sameTag } from '../../../src/judge/tags.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'

test.each<[string | undefined, string | undefined, boolean]>([
  ['INSERT', 'INSERT', true],
  ['insert', 'INSERT', true],
  [undefined, 'INSERT', true],
  ['INSERT', undefined, true],
  ['INSERT', 'UPDATE', false],
  ['SELECT', 'INSERT', false],
  ['CREATE TABLE', 'SELECT', true],
  ['CREATE VIEW', 'CREATE', true],
  ['CREATE VIEW', 'CREATE TABLE', false],
  ['DROP TABLE', 'DROP', true],
  ['BEGIN', 'START TRANSACTION', true],
  ['COMMIT', 'END', true],
  ['COMMIT', 'ROLLBACK', false],
  ['ROLLBACK', 'COMMIT', false],
  ['SHOW', 'SELECT', true],
  ['SET', 'SELECT', false],
])('%s and %s: %s', (left, right, same) => {
  expect(sameTag(left, right)).toBe(same)
})

test('a tag that differs is a mismatch of its own, after the counts', () => {
  const done = (tag: string, affected: number) => ({ kind: 'done' as const, affected, tag })
  const rules = { comparison: { rows: 'bag' as const, because: '' }, profile: duckdb }
  const kindOf = (left: ReturnType<typeof done>, right: ReturnType<typeof done>) => {
    const verdict = compareOutcomes(left, right, rules)
    return verdict.kind === 'different' ? verdict.difference.mismatch : verdict.kind
  }
  expect(kindOf(done('INSERT', 1), done('INSERT', 1))).toBe('same')
  expect(kindOf(done('INSERT', 1), done('UPDATE', 1))).toBe('tag')
  expect(kindOf(done('INSERT', 1), done('UPDATE', 2))).toBe('affected-rows')
})
