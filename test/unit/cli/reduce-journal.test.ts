import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { type JournalOf, openJournal } from '../../../src/cli/reduce-journal.js'
import { UsageError } from '../../../src/model/errors.js'
import { createMasker } from '../../../src/report/mask.js'

const directory = mkdtempSync(join(tmpdir(), 'goldeneye-journal-'))
let count = 0
let file = ''
beforeEach(() => {
  count += 1
  file = join(directory, `${count}`, 'a.ndjson')
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const WHAT: JournalOf = { tool: '1', case: 'abc', sides: ['duckdb'], versions: ['v1', 'v2'] }
const mask = createMasker(['hunter2'])
const open = (what: JournalOf = WHAT, isOwn = false) => openJournal(file, what, { isOwn, mask })

test('what was answered is known to the next one, for the same question alone', () => {
  const { about } = open()
  about('a value').remember('k1', { fails: true })
  about('a value').remember('k2', { fails: false, instead: 'both sides agree' })
  about('a type').remember('k1', { fails: false })
  const again = open()
  expect(again).toMatchObject({ size: 3, unused: undefined })
  expect([...again.about('a value').known]).toEqual([
    ['k1', { fails: true }],
    ['k2', { fails: false, instead: 'both sides agree' }],
  ])
  expect([...again.about('a type').known]).toEqual([['k1', { fails: false }]])
})

test('a torn last line is left out, and nothing is glued to it', () => {
  open().about('x').remember('k1', { fails: true })
  appendFileSync(file, '{"key":"torn","fai')
  open().about('x').remember('k2', { fails: false })
  expect([...open().about('x').known.keys()]).toEqual(['k1', 'k2'])
})

test.each([
  ['case', { case: 'def' }],
  ['tool', { tool: '2' }],
  ['target', { sides: ['lab'] }],
  ['version', { versions: ['v1', 'v3'] }],
])('answers of another %s are not used, which is said, and they stay in the file', (_, other) => {
  open().about('x').remember('k1', { fails: true })
  const next = open({ ...WHAT, ...other })
  expect(next.unused).toContain('another')
  expect(next.size).toBe(0)
  next.about('x').remember('k1', { fails: false })
  expect(readFileSync(file, 'utf8').match(/"key"/g)).toHaveLength(2)
  expect([
    ...open({ ...WHAT, ...other })
      .about('x')
      .known.values(),
  ]).toEqual([{ fails: false }])
})

test('after the end of a reduction the next one begins anew', () => {
  const journal = open()
  journal.about('x').remember('k1', { fails: true })
  journal.finish()
  expect(open()).toMatchObject({ size: 0, unused: undefined })
})

test('a file of our own goes away with the end, and one without a whole line is no obstacle', () => {
  open(WHAT, true).finish()
  expect(existsSync(file)).toBe(false)
  const journal = open(WHAT, true)
  writeFileSync(file, '{"format":"golden')
  expect(open(WHAT, true).size).toBe(0)
  journal.finish()
})

test.each(['SELECT 1;\n', '{"a":1}\n', '{"format":"goldeneye reduction 9","of":"x"}\n'])(
  'a file of something else is refused and left as it is: %j',
  (text) => {
    open(WHAT, true).finish()
    writeFileSync(file, text)
    expect(() => open()).toThrow(UsageError)
    expect(() => open()).toThrow(/is no journal/)
    expect(readFileSync(file, 'utf8')).toBe(text)
  },
)

test('a place that cannot be written is said before the work', () => {
  open()
  expect(() => openJournal(join(file, 'b.ndjson'), WHAT, { isOwn: true, mask })).toThrow(
    /cannot be written/,
  )
})

test('no secret reaches the file', () => {
  open().about('x').remember('k1', { fails: false, instead: 'the password is hunter2' })
  expect(readFileSync(file, 'utf8')).not.toContain('hunter2')
})
