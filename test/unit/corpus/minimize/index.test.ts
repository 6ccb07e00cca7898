import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { FeatureIndex, type IndexFacts } from '../../../../src/corpus/minimize/feature-index.js'
import { keyOf } from '../../../../src/corpus/minimize/key.js'
import { pinnedBy } from '../../../../src/corpus/minimize/pinned.js'
import { seemsSlow, weightsOf } from '../../../../src/corpus/minimize/weight.js'
import { UsageError } from '../../../../src/model/errors.js'

const FACTS: IndexFacts = { duckdb: 'v1.5.6', version: 1, timeoutMs: 30_000 }
const CASE = { key: 'k1', ms: 12.5, statements: 3, features: ['statement:SELECT'] }

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'goldeneye-index-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'reports', 'features.ndjson')
}

/** Opens the index, gives it to `use`, and closes it. */
function withIndex<T>(path: string, use: (index: FeatureIndex) => T, facts = FACTS): T {
  const index = new FeatureIndex(path, facts)
  try {
    return use(index)
  } finally {
    index.close()
  }
}

test('what was written is there again, with what was chosen and since when it is known', () => {
  const path = newPath()
  withIndex(path, (index) => {
    expect(index.ageOf('k1')).toBe(1)
    index.add(CASE)
    index.add({ ...CASE, key: 'k2' })
    index.choose(['k1'], ['k2'])
  })
  withIndex(path, (index) => {
    expect(index.get('k1')).toMatchObject({ ...CASE, since: 1 })
    expect([index.wasKept('k1'), index.wasKept('k2')]).toEqual([true, false])
    expect([index.ageOf('k1'), index.ageOf('new')]).toEqual([1, 2])
    index.choose(['k2'], ['k1'])
  })
  withIndex(path, (index) => {
    expect([index.wasKept('k1'), index.wasKept('k2')]).toEqual([false, true])
    const length = readFileSync(path).length
    index.choose(['k2'], ['k1'])
    expect(readFileSync(path).length).toBe(length)
  })
})

test('a torn line is ignored, and does not swallow the next one', () => {
  const path = newPath()
  withIndex(path, (index) => index.add(CASE))
  appendFileSync(path, '{"key":"k2","duckdb":"v1.5.6","ver')
  withIndex(path, (index) => {
    expect(index.get('k2')).toBeUndefined()
    index.add({ ...CASE, key: 'k3' })
  })
  appendFileSync(path, 'null\n[]\n{"key":"k4"}\n{"kept":1}\n')
  withIndex(path, (index) => {
    expect(['k1', 'k2', 'k3', 'k4'].map((key) => index.get(key) !== undefined)).toEqual([
      true,
      false,
      true,
      false,
    ])
  })
})

test('another DuckDB, other features and a longer time limit are observed anew; the age stays', () => {
  const path = newPath()
  withIndex(path, (index) => index.add({ ...CASE, timedOutMs: 30_000 }))
  const known = (facts: Partial<IndexFacts>) =>
    withIndex(path, (index) => index.get('k1') !== undefined, { ...FACTS, ...facts })
  expect(known({})).toBe(true)
  expect(known({ timeoutMs: 1000 })).toBe(true)
  expect(known({ timeoutMs: 60_000 })).toBe(false)
  expect(known({ duckdb: 'v1.6.0' })).toBe(false)
  expect(known({ version: 2 })).toBe(false)
  withIndex(path, (index) => expect(index.ageOf('k1')).toBe(1), { ...FACTS, duckdb: 'v1.6.0' })
})

test('an index that cannot be written is the user’s mistake', () => {
  const path = newPath()
  withIndex(path, () => undefined)
  expect(() => new FeatureIndex(join(path, 'x'), FACTS)).toThrow(UsageError)
})

test('the key is the contents and how they are read, not the name', () => {
  const bytes = Buffer.from('SELECT 1;')
  expect(keyOf('a/x.sql', bytes)).toBe(keyOf('b/y.SQL', bytes))
  expect(keyOf('x.sql', bytes)).not.toBe(keyOf('x.test', bytes))
  expect(keyOf('x.sql', bytes)).not.toBe(keyOf('x.sql', Buffer.from('SELECT 2;')))
})

test.each([
  ['corpus/regressions/x.case.sql', 'SELECT 1;', 'below regressions/'],
  ['corpus/Known/deep/er/x.case.sql', 'SELECT 1;', 'below known/'],
  [
    'corpus/seeds/x.case.sql',
    '-- goldeneye case 1\n-- known: https://x/1\nSELECT 1;',
    'a known difference',
  ],
  ['corpus/seeds/x.case.sql', '-- goldeneye case 1\r\n-- pin\r\nSELECT 1;', 'says -- pin'],
  ['corpus/seeds/x.sql', '\n-- pin: the only one by hand\nSELECT 1;', 'says -- pin'],
  ['corpus/seeds/x.test', '# name: x\n# pin\n\nquery I\nSELECT 1', 'says -- pin'],
  ['corpus/seeds/x.sql', '-- pin down what is wrong\nSELECT 1;', undefined],
  ['corpus/seeds/x.sql', 'SELECT 1;\n-- pin\n', undefined],
  ['corpus/seeds/known', 'SELECT 1;', undefined],
])('%s %j is pinned: %s', (path, text, why) => expect(pinnedBy(path, text)).toBe(why))

test('a weight is the number of statements, and more only where the clock leaves no doubt', () => {
  const usual = { ms: 10, statements: 6 }
  const [one, noisy, long, slow, verySlow] = weightsOf([
    usual,
    { ms: 35, statements: 6 },
    { ms: 20, statements: 16 },
    { ms: 41, statements: 6 },
    { ms: 161, statements: 6 },
    usual,
    usual,
    usual,
  ])
  expect([one, noisy, long, slow, verySlow]).toEqual([10, 10, 20, 40, 160])
  expect(seemsSlow({ ms: 25, statements: 6 }, 1)).toBe(true)
  expect(seemsSlow(usual, 1)).toBe(false)
  expect(weightsOf([{ ms: 0, statements: 1 }])).toEqual([5])
  expect(weightsOf([])).toEqual([])
})

test('a choice that was torn is not taken for a case', () => {
  const path = newPath()
  withIndex(path, () => undefined)
  writeFileSync(path, '{"kept":["k1"],"gone":["k2"')
  withIndex(path, (index) => expect(index.wasKept('k1')).toBe(false))
})

test('a file that is no index is not written to', () => {
  const path = join(newPath(), '..', '..', 'mine.case.sql')
  writeFileSync(path, 'SELECT 1;\n')
  expect(() => withIndex(path, () => undefined)).toThrow('is no index of features')
  expect(readFileSync(path, 'utf8')).toBe('SELECT 1;\n')
})
