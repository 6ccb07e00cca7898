import { expect, test } from 'vitest'
import { createMasker, maskDeep } from '../../../src/report/mask.js'

test.each([
  ['postgres://user:s3cret@host:5432/db', 'postgres://user:***@host:5432/db'],
  ['postgres://user@host/db', 'postgres://user@host/db'],
  ['postgresql://:only@host', 'postgresql://:***@host'],
  ['host=h password=abc user=u', 'host=h password=*** user=u'],
  ["host=h password='a b\\'c' user=u", 'host=h password=*** user=u'],
  ['postgres://h/db?password=abc&x=1', 'postgres://h/db?password=***&x=1'],
  ['at 10:24:07, a@b', 'at 10:24:07, a@b'],
])('a password is masked where it is written: %s', (text, expected) => {
  expect(createMasker([])(text)).toBe(expected)
})

test('a secret is masked by value in every form that it takes', () => {
  const mask = createMasker(['o\'Brien "/@'])
  expect(mask('raw o\'Brien "/@.')).toBe('raw ***.')
  expect(mask("quoted 'o''Brien \"/@'")).toBe("quoted '***'")
  expect(mask("url o'Brien%20%22%2F%40")).toBe('url ***')
  expect(mask('json o\'Brien \\"/@')).toBe('json ***')
})

test('the longer secret wins, and one that is too short is not looked for by value', () => {
  expect(createMasker(['pass', 'password1', 'a'])('a password1 pass')).toBe('a *** ***')
})

test('a password that is a word of the log does not break the log', () => {
  expect(maskDeep({ type: 'incident', text: ['incident'] }, createMasker(['incident']))).toEqual({
    type: 'incident',
    text: ['***'],
  })
})
