import { expect, test } from 'vitest'
import { parseCount, parseDuration } from '../../../src/config/duration.js'
import { UsageError } from '../../../src/model/errors.js'

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['1.5h', 5_400_000],
  ['500ms', 500],
  ['7', 7_000],
  [' 2s ', 2_000],
  ['0', 0],
])('the duration %j', (text, expectedMs) => {
  expect(parseDuration(text, '--duration')).toBe(expectedMs)
})

test.each(['xyz', '', '-1s', '1d', '1e3', '10 m', 's', 'Infinity', '99999h'])(
  'no duration: %j',
  (text) => {
    expect(() => parseDuration(text, '--duration')).toThrow(UsageError)
  },
)

test('a duration that must not be nothing', () => {
  expect(() => parseDuration('0', '--timeout', 1)).toThrow('--timeout "0" is not between 1 ms')
  expect(parseDuration('1ms', '--timeout', 1)).toBe(1)
})

test('counts', () => {
  expect(parseCount('12', '--cases', { min: 1 })).toBe(12)
  for (const text of ['0', '-1', '1.5', '1e3', 'two', '', '99999999999999999999']) {
    expect(() => parseCount(text, '--cases', { min: 1 })).toThrow(UsageError)
  }
  const huge = '99999999999999999999'
  expect(() => parseCount(huge, '--cases', { min: 1 })).toThrow('is more than 9007199254740991')
  expect(() => parseCount('10', '--nodes', { min: 1, max: 9 })).toThrow('from 1 to 9')
})
