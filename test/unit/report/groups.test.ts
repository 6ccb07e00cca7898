import fc from 'fast-check'
import { expect, test } from 'vitest'
import { groupsOf, likeness, lookAlike } from '../../../src/report/groups.js'

const one = (id: string, ...signature: string[]) => ({ id, signature })

const TIMESTAMP = one('GE-1', 'value: rounded', 'SELECT VARCHAR::TIMESTAMP', 'TIMESTAMP')

test.each([
  [
    'in the same way in a type of nearly the same name',
    'value: rounded',
    'SELECT VARCHAR::TIMESTAMPTZ',
    'TIMESTAMPTZ',
  ],
  ['in the same type in another way', 'value: sign', 'SELECT VARCHAR::TIMESTAMP', 'TIMESTAMP'],
])('findings look alike %s', (_, ...signature) => {
  expect(lookAlike(TIMESTAMP, one('GE-2', ...signature))).toBe(true)
})

test.each([
  ['another kind', 'type: rounded', 'SELECT VARCHAR::TIMESTAMP', 'TIMESTAMP'],
  ['another verb', 'value: rounded', 'UPDATE VARCHAR::TIMESTAMP', 'TIMESTAMP'],
  ['another shape', 'value: rounded', 'SELECT sum(i1) FROM i2 GROUP BY i3', 'TIMESTAMP'],
  ['another way and other types', 'value: sign', 'SELECT VARCHAR::TIMESTAMPZ', 'DATE'],
])('%s does not look alike', (_, ...signature) => {
  expect(lookAlike(TIMESTAMP, one('GE-2', ...signature))).toBe(false)
})

test('a group has who is like one of its members; who is like none is in no group', () => {
  const shapes = [
    'SELECT aaaaaaaaaa',
    'SELECT zzzzzzzzzzzzzz',
    'SELECT aaaaaaaacc',
    'SELECT aaaaaacccc',
  ]
  const findings = shapes.map((shape, at) => one(`GE-${at}`, 'value: x', shape, 'T'))
  expect(lookAlike(findings[0] ?? TIMESTAMP, findings[3] ?? TIMESTAMP)).toBe(false)
  expect(groupsOf(findings)).toEqual([{ id: 'GE-0', members: ['GE-0', 'GE-2', 'GE-3'] }])
})

test('one that is like two groups makes them one, in the order of the report', () => {
  const shapes = ['SELECT aaaaaaaaaa', 'SELECT aaaaaacccc', 'SELECT aaaaaaaacc']
  const findings = shapes.map((shape, at) => one(`GE-${at}`, 'value: x', shape, 'T'))
  expect(groupsOf(findings)).toEqual([{ id: 'GE-0', members: ['GE-0', 'GE-1', 'GE-2'] }])
})

test('findings of older records are in no group', () => {
  expect(groupsOf([one('GE-1'), one('GE-2')])).toEqual([])
})

test('likeness is symmetric, 1 for equal texts, and from 0 to 1', () => {
  const text = fc.string({ maxLength: 30 })
  fc.assert(
    fc.property(text, text, (left, right) => {
      expect(likeness(left, left)).toBe(1)
      expect(likeness(left, right)).toBe(likeness(right, left))
      expect(likeness(left, right)).toBeGreaterThanOrEqual(0)
      expect(likeness(left, right)).toBeLessThanOrEqual(1)
    }),
    { numRuns: 100 },
  )
})
