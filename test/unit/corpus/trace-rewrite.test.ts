import { expect, test } from 'vitest'
import { unsuited } from '../../../src/corpus/trace-rewrite.js'

test.each([
  'CREATE DATABASE other',
  'drop database if exists other',
  'ALTER ROLE me SET search_path = x',
  'DROP /* all */ USER me',
  "ALTER SYSTEM SET log_statement = 'all'",
])('a recording may not make or drop what belongs to the whole server: %s', (sql) => {
  expect(unsuited(sql, new Set())).toBe('changes what is beyond the place of the case')
})

test.each(['CREATE TABLE database (role INT)', 'DROP VIEW database', 'ALTER TABLE role ADD c INT'])(
  'what belongs to the case is sent: %s',
  (sql) => {
    expect(unsuited(sql, new Set())).toBeUndefined()
  },
)
