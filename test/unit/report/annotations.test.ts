import { expect, test } from 'vitest'
import { type Annotation, annotations } from '../../../src/report/annotations.js'

const one: Annotation = {
  level: 'error',
  file: 'a,b:c.sql',
  line: 7,
  title: '100 %',
  text: 'x\r\n100 %: y, z',
}

test('what would end a workflow command is escaped', () => {
  expect(annotations([one])).toEqual([
    '::error file=a%2Cb%3Ac.sql,line=7,title=100 %25::x%0D%0A100 %25: y, z',
  ])
  expect(annotations([{ ...one, level: 'warning', line: undefined, text: '' }])).toEqual([
    '::warning file=a%2Cb%3Ac.sql,title=100 %25::',
  ])
})

test('of more than GitHub shows, the last one says how many more there are', () => {
  const many = (count: number) => Array.from({ length: count }, () => one)
  expect(annotations(many(10))).toHaveLength(10)
  const shown = annotations([...many(16), { ...one, level: 'warning' }])
  expect(shown).toHaveLength(11)
  expect(shown.slice(9)).toEqual([
    '::error::and 7 more, see the report',
    expect.stringMatching(/^::warning file/),
  ])
})
