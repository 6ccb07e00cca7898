import { expect, test } from 'vitest'
import { UsageError } from '../../../src/model/errors.js'
import {
  bindPlaceholders,
  placeholdersIn,
  placeholderText,
  resolvePlaceholder,
} from '../../../src/sql/placeholders.js'

const names = {
  schema: 'goldeneye_7',
  directory: (name: string) => `/data/${name}`,
  secret: (name: string) => (name === 'key' ? '${schema}' : undefined),
}
const bind = (text: string) => bindPlaceholders(text, (p) => resolvePlaceholder(p, names))

test.each([
  ['SELECT 1', 'SELECT 1'],
  ['${schema}.t', 'goldeneye_7.t'],
  ['${schema:x}.t, ${db:lake}.t', 'goldeneye_7_x.t, goldeneye_7_lake.t'],
  ["ATTACH '${dir:lake}/a.db'", "ATTACH '/data/lake/a.db'"],
  ['${dir:Lake} ${dir:} ${nothing:x} ${schema', '${dir:Lake} ${dir:} ${nothing:x} ${schema'],
])('%s', (text, bound) => {
  expect(bind(text)).toBe(bound)
})

test('what was put in is not read again', () => {
  expect(bind('${secret:key}')).toBe('${schema}')
})

test('an unknown secret is the user’s mistake', () => {
  expect(() => bind('${secret:other}')).toThrow(UsageError)
})

test('placeholders are listed in order and print as they were', () => {
  const text = '${db:a} ${schema} ${db:a} ${x}'
  expect(placeholdersIn(text).map(placeholderText)).toEqual(['${db:a}', '${schema}', '${db:a}'])
})
