import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCount, formatDuration, formatRate, percent } from '../../../src/report/numbers.js'
import { sideBySide } from '../../../src/report/side-by-side.js'
import { clip, visible, visibleLines } from '../../../src/report/visible.js'

test.each([
  ['a b', 'a b'],
  [' a  ', '␣a␣␣'],
  ['a\u200bb\u00a0c', 'a\\u200bb\\u00a0c'],
  ['\u001b[31m\t\r\n', '\\u001b[31m\\t\\r\\n'],
  ['\ud800', '\\ud800'],
  ['\u{e0041}', '\\u{e0041}'],
  ['é😀漢', 'é😀漢'],
  ['', ''],
])('what cannot be seen is shown: %j', (text, expected) => {
  expect(visible(text)).toBe(expected)
})

test('nothing that moves a cursor or hides is left', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
    }),
  )
})

test('lines keep their indent', () => {
  expect(visibleLines('a\n  b \n')).toEqual(['a', '  b␣', ''])
})

test('clip counts characters, not halves of them', () => {
  expect(clip('😀😀😀', 3)).toBe('😀😀😀')
  expect(clip('😀😀😀😀', 3)).toBe('😀😀…')
})

test('numbers with units', () => {
  expect([0, 999, 1284, 1234567].map(formatCount)).toEqual(['0', '999', '1 284', '1 234 567'])
  const parts = [0, 1, 995, 999, 1000].map((part) => percent(part, 1000))
  expect(parts).toEqual(['0 %', '1 %', '99 %', '99 %', '100 %'])
  expect(percent(0, 0)).toBe('–')
  const durations = [0, 450, 3210, 9990, 59_400, 59_600, 492_000, 3_720_000].map(formatDuration)
  expect(durations).toEqual(['0 ms', '450 ms', '3.2 s', '10 s', '59 s', '1m00s', '8m12s', '1h02m'])
  expect([formatRate(26, 10_000), formatRate(710, 10_000), formatRate(1, 0)]).toEqual([
    '2.6/s',
    '71/s',
    '–',
  ])
})

test('lines that one side lacks are marked, as bags', () => {
  const { reference, subject } = sideBySide('h\n1\n1\n2', 'h\n2\n1\n3')
  const marked = (side: typeof reference) => side.lines.filter((line) => line.differs)
  expect(marked(reference).map((line) => line.text)).toEqual(['1'])
  expect(marked(subject).map((line) => line.text)).toEqual(['3'])
})

test('the same lines in another order are marked by place', () => {
  const { reference } = sideBySide('h\n1\n2\n3', 'h\n2\n1\n3')
  expect(reference.lines.map((line) => line.differs)).toEqual([false, true, true, false])
})

test('in a line that differs, the cells that differ are marked', () => {
  const { reference, subject } = sideBySide('a | b | c\nx | y', 'a | B | c\nx | y | z')
  const cells = (side: typeof reference) =>
    side.lines.map((line) => line.cells.filter((cell) => cell.differs).map((cell) => cell.text))
  expect(cells(reference)).toEqual([['b'], ['x', 'y']])
  expect(cells(subject)).toEqual([['B'], ['x', 'y', 'z']])
})

test('a long value shows its heading, then what differs, and counts the rest', () => {
  const rows = Array.from({ length: 5000 }, (_, index) => `${index}`)
  const { reference } = sideBySide(
    ['i INTEGER', ...rows].join('\n'),
    ['i INTEGER', ...rows.slice(0, -1)].join('\n'),
  )
  expect(reference.lines.map(({ text, differs }) => `${text}${differs ? ' differs' : ''}`)).toEqual(
    ['i INTEGER', '4999 differs', '0', '1', '2', '3', '4'],
  )
  expect(reference.hidden).toBe(4994)
})

test('no side shows more than twenty lines', () => {
  const rows = (from: number) => Array.from({ length: 50 }, (_, index) => `${from + index}`)
  const { reference } = sideBySide(rows(0).join('\n'), rows(100).join('\n'))
  expect([reference.lines.length, reference.hidden]).toEqual([20, 30])
})
