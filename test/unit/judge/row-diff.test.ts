import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffRows } from '../../../src/judge/row-diff.js'

const rows = fc.array(fc.tuple(fc.constantFrom('1', '2', null), fc.constantFrom('a', null)))

test('the same rows in another order are the same bag, and another order', () => {
  fc.assert(
    fc.property(rows, (original) => {
      const shuffled = [...original].reverse()
      expect(diffRows(original, shuffled, false)).toEqual({ kind: 'same' })
      const same = JSON.stringify(original) === JSON.stringify(shuffled)
      expect(diffRows(original, shuffled, true).kind).toBe(same ? 'same' : 'order')
    }),
  )
})

test('a row taken away is found, also when an equal one remains', () => {
  fc.assert(
    fc.property(rows, fc.nat(), (original, at) => {
      fc.pre(original.length > 0)
      const index = at % original.length
      const fewer = original.toSpliced(index, 1)
      expect(diffRows(original, fewer, false)).toEqual({
        kind: 'content',
        onlyReference: [original[index]],
        onlySubject: [],
      })
    }),
  )
})

test('NULL is not the text NULL', () => {
  expect(diffRows([[null]], [['NULL']], false).kind).toBe('content')
  expect(diffRows([['a', 'b']], [['a,b']], false).kind).toBe('content')
})
