import { expect, test } from 'vitest'
import { sameClass } from '../../../src/judge/error-class.js'
import type { ErrorClass } from '../../../src/model/error-class.js'
import type { Failure } from '../../../src/model/outcome.js'
import { classOfDuckDBError } from '../../../src/sql/duckdb-error.js'

const duckdb = (errorClass: ErrorClass): Failure => ({ kind: 'error', errorClass, message: '' })
const pg = (sqlstate: string, message = ''): Failure => ({
  kind: 'error',
  errorClass: classOfDuckDBError(message),
  sqlstate,
  message,
})

test.each([
  ['parser', '42601', true],
  ['binder', '42703', true],
  ['catalog', '42P01', true],
  ['catalog', '3F000', true],
  ['conversion', '22P02', true],
  ['out-of-range', '22003', true],
  ['constraint', '23505', true],
  ['transaction', '25P02', true],
  ['transaction', '40001', true],
  ['interrupt', '57014', true],
  ['constraint', '42601', false],
  ['conversion', '23505', false],
  ['catalog', '22P02', false],
  ['transaction', '42P01', false],
] as const)('%s and SQLSTATE %s are the same class: %s', (name, sqlstate, same) => {
  expect(sameClass(duckdb(name), pg(sqlstate))).toBe(same)
})

test('a SQLSTATE that says nothing is read by the prefix of the message, or not at all', () => {
  expect(sameClass(duckdb('binder'), pg('XX000', 'Binder Error: no such column'))).toBe(true)
  expect(sameClass(duckdb('parser'), pg('XX000', 'Binder Error: no such column'))).toBe(false)
  expect(sameClass(duckdb('binder'), pg('XX000', 'something broke'))).toBeUndefined()
})
