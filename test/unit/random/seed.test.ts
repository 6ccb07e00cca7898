import { expect, test } from 'vitest'
import { UsageError } from '../../../src/model/errors.js'
import { caseSeed, deriveSeed, parseSeed } from '../../../src/random/seed.js'

test.each([
  ['0', 0n],
  ['42', 42n],
  ['0x2A', 42n],
  ['18446744073709551615', 2n ** 64n - 1n],
  ['0xffffffffffffffff', 2n ** 64n - 1n],
])('a seed is read: %s', (text, seed) => {
  expect(parseSeed(text)).toBe(seed)
})

test.each([
  '',
  ' 1',
  '-1',
  '1.5',
  'seed',
  '1e3',
  '0x',
  '18446744073709551616',
  `0x1${'0'.repeat(16)}`,
])('not a seed: "%s"', (text) => {
  expect(() => parseSeed(text)).toThrow(UsageError)
})

test('a derived seed depends on every part, on its kind and on its place', () => {
  const seeds = [
    deriveSeed('ab', 'c'),
    deriveSeed('a', 'bc'),
    deriveSeed('c', 'ab'),
    deriveSeed('abc'),
    deriveSeed(1n),
    deriveSeed(1),
    deriveSeed('1'),
    deriveSeed(),
  ]
  expect(new Set(seeds).size).toBe(seeds.length)
})

test('case seeds are the same everywhere and for ever', () => {
  expect(caseSeed(42n, 'typed-mutations', 1817)).toMatchInlineSnapshot(`6758060164940797944n`)
  expect(caseSeed(0n, 'attach-storm', 0)).toMatchInlineSnapshot(`16611744536749818245n`)
})

test('case seeds differ by campaign, workload and index', () => {
  const seeds = [0n, 1n].flatMap((campaign) =>
    ['a', 'b'].flatMap((workload) =>
      Array.from({ length: 100 }, (_, index) => caseSeed(campaign, workload, index)),
    ),
  )
  expect(new Set(seeds).size).toBe(400)
})
